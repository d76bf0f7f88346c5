using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.CycleGan;

/// <summary>The description of a CycleGAN without its generators; saved as JSON.</summary>
internal sealed record CycleGanDescription
{
    public required ImageToImageColumns Columns { get; init; }

    /// <summary>Whether the transformer translates B to A instead of A to B.</summary>
    public bool IsReversed { get; init; }

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

/// <summary>The configuration needed to create a generator; saved as JSON.</summary>
internal sealed record CycleGanGeneratorConfig
{
    public required CycleGanNetworks Networks { get; init; }

    /// <summary>The channels of the input images.</summary>
    public required int Inputs { get; init; }

    /// <summary>The channels of the output images.</summary>
    public required int Outputs { get; init; }

    /// <summary>The generator of the other direction.</summary>
    public CycleGanGeneratorConfig Reversed() => this with { Inputs = Outputs, Outputs = Inputs };

    /// <exception cref="ArgumentException">A value is invalid; the message names it.</exception>
    public void Validate()
    {
        Check.That(Networks is not null, nameof(Networks), "are missing");
        Networks!.Validate();
        Check.That(Inputs is 1 or 3, nameof(Inputs), $"must be 1 or 3, but is {Inputs}");
        Check.That(Outputs is 1 or 3, nameof(Outputs), $"must be 1 or 3, but is {Outputs}");
    }

    public long CountWeights() => Networks.CountGeneratorWeights(Inputs, Outputs);

    public nn.Module<Tensor, Tensor> Create() => Networks.CreateGenerator(Inputs, Outputs);
}

/// <summary>Both generators of a trained CycleGAN, and the description. Saved as a bundle of two components.</summary>
internal sealed class CycleGanModel : IDisposable
{
    /// <summary>The name of this kind of model in files.</summary>
    public const string Kind = "cycleGan";

    private const string ToBName = "toB", ToAName = "toA";

    private readonly ImageToImageNetwork _toB;
    private readonly ImageToImageNetwork _toA;

    /// <summary>Takes ownership of both generators.</summary>
    /// <param name="description">The description.</param>
    /// <param name="generator">The configuration of <paramref name="toB"/>; that of <paramref name="toA"/> is the reverse.</param>
    /// <param name="toB">Translates A to B.</param>
    /// <param name="toA">Translates B to A.</param>
    public CycleGanModel(CycleGanDescription description, CycleGanGeneratorConfig generator, ImageToImageNetwork toB, ImageToImageNetwork toA) =>
        (Description, GeneratorToB, _toB, _toA) = (description, generator, toB, toA);

    public CycleGanDescription Description { get; }

    /// <summary>The configuration of the generator that translates A to B.</summary>
    public CycleGanGeneratorConfig GeneratorToB { get; }

    /// <summary>The configuration of the generator that the description's direction uses.</summary>
    public CycleGanGeneratorConfig Generator => Description.IsReversed ? GeneratorToB.Reversed() : GeneratorToB;

    /// <summary>The generator that the description's direction uses.</summary>
    public ImageToImageNetwork Network => Description.IsReversed ? _toA : _toB;

    /// <summary>The progress reports of the training, if it was in this process; not saved.</summary>
    public IReadOnlyList<GanProgress> History { get; init; } = [];

    /// <summary>The other direction, with the same networks. Both models must be disposed.</summary>
    /// <param name="columns">The columns of the other direction.</param>
    public CycleGanModel Reversed(ImageToImageColumns columns) =>
        new(Description with { Columns = columns, IsReversed = !Description.IsReversed }, GeneratorToB, _toB.Share(), _toA.Share()) { History = History };

    /// <exception cref="ArgumentException">The saved model could not be loaded again; the message names the option.</exception>
    /// <exception cref="InvalidOperationException">A generator has weights that are not finite.</exception>
    public void Save(IModelFiles files)
    {
        Description.Validate();
        _toB.RequireFinite(ToBName);
        _toA.RequireFinite(ToAName);
        ModelBundle.Write(
            files,
            Kind,
            ModelJson.ObjectOf(Description),
            new SavedComponent(ToBName, GeneratorToB, _toB.Module),
            new SavedComponent(ToAName, GeneratorToB.Reversed(), _toA.Module));
    }

    /// <exception cref="InvalidDataException">The bundle is not a model that can be read; the message names the part and says what is wrong.</exception>
    public static CycleGanModel Load(ModelBundle bundle, Device device)
    {
        var (toB, toA) = (bundle.Component(ToBName), bundle.Component(ToAName));
        var config = Read(toB);
        if (Read(toA) != config.Reversed())
            throw new InvalidDataException($"{toB.ConfigName} and {toA.ConfigName} describe generators that do not belong together.");
        var description = bundle.Describe<CycleGanDescription>(config: null, read => read.Validate());
        var first = Network(toB, config);
        try
        {
            return new CycleGanModel(description, config, first, Network(toA, config.Reversed()));
        }
        catch
        {
            first.Dispose();
            throw;
        }

        ImageToImageNetwork Network(ModelComponent component, CycleGanGeneratorConfig generator) =>
            new(component.LoadNetwork(generator.CountWeights, generator.Create, mustBeFinite: true), device);
    }

    public void Dispose()
    {
        _toB.Dispose();
        _toA.Dispose();
    }

    private static CycleGanGeneratorConfig Read(ModelComponent component)
    {
        var config = component.ReadConfig<CycleGanGeneratorConfig>();
        return ModelPart.Read(component.ConfigName, () =>
        {
            config.Validate();
            return config;
        });
    }
}
