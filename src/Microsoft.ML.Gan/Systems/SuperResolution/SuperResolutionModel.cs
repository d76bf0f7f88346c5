using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.SuperResolution;

/// <summary>The description of a super-resolution model without its generator; saved as JSON.</summary>
internal sealed record SuperResolutionDescription
{
    public required ImageToImageColumns Columns { get; init; }

    public required int Seed { get; init; }

    public required TrainedWith Training { get; init; }

    /// <exception cref="ArgumentException">A value is invalid; the message names it.</exception>
    public void Validate()
    {
        Check.That(Columns is not null, nameof(Columns), "are missing");
        Columns!.Validate();
        Check.That(Training is not null, nameof(Training), "is missing");
    }
}

/// <summary>All that is needed to make the generator again; saved as JSON.</summary>
internal sealed record SuperResolutionGeneratorConfig
{
    public required SuperResolutionNetworks Networks { get; init; }

    /// <summary>The channels of the images.</summary>
    public required int Channels { get; init; }

    /// <exception cref="ArgumentException">A value is invalid; the message names it.</exception>
    public void Validate()
    {
        Check.That(Networks is not null, nameof(Networks), "are missing");
        Networks!.Validate();
        Check.That(Channels is 1 or 3, nameof(Channels), $"must be 1 or 3, but is {Channels}");
    }

    public long CountWeights() => Networks.CountGeneratorWeights(Channels);

    public nn.Module<Tensor, Tensor> Create() => Networks.CreateGenerator(Channels);
}

/// <summary>A trained generator of larger images and its description. A bundle of one component.</summary>
internal sealed class SuperResolutionModel : IDisposable
{
    /// <summary>The name of this kind of model in files.</summary>
    public const string Kind = "superResolution";

    private const string GeneratorName = "generator";

    /// <summary>Takes ownership of the network.</summary>
    public SuperResolutionModel(SuperResolutionDescription description, SuperResolutionGeneratorConfig generator, ImageToImageNetwork network) =>
        (Description, Generator, Network) = (description, generator, network);

    public SuperResolutionDescription Description { get; }

    /// <summary>The configuration of the generator.</summary>
    public SuperResolutionGeneratorConfig Generator { get; }

    public ImageToImageNetwork Network { get; }

    /// <summary>The progress reports of the training, if it was in this process; not saved.</summary>
    public IReadOnlyList<GanProgress> History { get; init; } = [];

    /// <exception cref="ArgumentException">The saved model could not be loaded again; the message names the option.</exception>
    /// <exception cref="InvalidOperationException">The generator has weights that are not finite.</exception>
    public void Save(IModelFiles files)
    {
        Description.Validate();
        Network.RequireFinite(GeneratorName);
        ModelBundle.Write(files, Kind, ModelJson.ObjectOf(Description), new SavedComponent(GeneratorName, Generator, Network.Module));
    }

    /// <exception cref="InvalidDataException">The bundle is not a model that can be read; the message names the part and says what is wrong.</exception>
    public static SuperResolutionModel Load(ModelBundle bundle, Device device)
    {
        var component = bundle.Component(GeneratorName);
        var config = component.ReadConfig<SuperResolutionGeneratorConfig>();
        var description = bundle.Describe<SuperResolutionDescription>(config: null, read => read.Validate());
        ModelPart.Read(component.ConfigName, () =>
        {
            config.Validate();
            return config;
        });
        return new SuperResolutionModel(
            description, config, new ImageToImageNetwork(component.LoadNetwork(config.CountWeights, config.Create, mustBeFinite: true), device));
    }

    public void Dispose() => Network.Dispose();
}
