using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>
/// A trained model: a generator ready for use, the discriminator's weights, and the description of both. It owns its networks and is saved as a
/// bundle of two components.
/// </summary>
internal sealed class GanModel : IDisposable
{
    /// <summary>The name of this kind of model in files.</summary>
    public const string Kind = nameof(GanTransformer);

    private const string GeneratorName = "generator";
    private const string DiscriminatorName = "discriminator";

    private readonly nn.Module<Tensor, Tensor, Tensor> _discriminator;
    private readonly Lazy<ImageDiscriminator> _readyDiscriminator;

    /// <summary>Takes ownership of both networks.</summary>
    public GanModel(GanModelDescription description, ImageGenerator generator, nn.Module<Tensor, Tensor, Tensor> discriminator)
    {
        (Description, Generator, _discriminator) = (description, generator, discriminator);
        Keep(generator.Module);
        Keep(discriminator);
        _readyDiscriminator = new Lazy<ImageDiscriminator>(() => new ImageDiscriminator(discriminator, generator.Device, description.Specification.Packing));
    }

    public GanModelDescription Description { get; }

    public ImageGenerator Generator { get; }

    /// <summary>The discriminator's weights, on the CPU until <see cref="Discriminator"/> is first used.</summary>
    public nn.Module DiscriminatorModule => _discriminator;

    /// <summary>The discriminator ready for use. It is moved to the device at its first use, because most models never need it.</summary>
    public ImageDiscriminator Discriminator => _readyDiscriminator.Value;

    /// <summary>The progress reports of the training, if it was in this process; not saved.</summary>
    public IReadOnlyList<GanProgress> History { get; init; } = [];

    /// <exception cref="ArgumentOutOfRangeException">The saved model could not be loaded again; the message names the option.</exception>
    /// <exception cref="InvalidOperationException">The generator has weights that are not finite.</exception>
    public void Save(IModelFiles files)
    {
        Description.Validate();
        if (NetworkWeights.FirstNotFinite(NetworkState.Of(Generator.Module)) is { } name)
            throw new InvalidOperationException($"The model is not saved: the generator's weights '{name}' are not finite, so the training diverged.");

        var config = GanNetworkConfig.Of(Description);
        ModelBundle.Write(
            files,
            Kind,
            ModelJson.ObjectOf(Description, GanNetworkConfig.Fields),
            new SavedComponent(GeneratorName, config, Generator.Module),
            new SavedComponent(DiscriminatorName, config, _discriminator));
    }

    /// <exception cref="InvalidDataException">The bundle is not a model that can be read; the message names the part and says what is wrong.</exception>
    public static GanModel Load(ModelBundle bundle, Device device)
    {
        var (ofGenerator, ofDiscriminator) = (bundle.Component(GeneratorName), bundle.Component(DiscriminatorName));
        var config = GanNetworkConfig.Read(ofGenerator);
        if (!GanNetworkConfig.Read(ofDiscriminator).IsSameAs(config))
            throw new InvalidDataException($"{ofGenerator.ConfigName} and {ofDiscriminator.ConfigName} describe networks that do not belong together.");
        var description = bundle.Describe<GanModelDescription>(config, read => read.Validate());
        var specification = description.Specification;
        var architecture = ModelPart.Read(ofGenerator.ConfigName, () => ArchitectureOf(description));
        var size = architecture as ISizedArchitecture;

        var generator = ofGenerator.LoadNetwork(
            size is null ? null : () => size.CountGeneratorWeights(specification), () => architecture.CreateGenerator(specification), mustBeFinite: true);
        try
        {
            var discriminator = ofDiscriminator.LoadNetwork(
                size is null ? null : () => size.CountDiscriminatorWeights(specification.ForDiscriminator),
                () => architecture.CreateDiscriminator(specification.ForDiscriminator),
                mustBeFinite: false);
            return new GanModel(description, new ImageGenerator(generator, device), discriminator);
        }
        catch
        {
            generator.Release();
            throw;
        }
    }

    public void Dispose()
    {
        Generator.Dispose();
        _discriminator.Release();
    }

    /// <summary>Detaches the networks from the caller's dispose scope, which would otherwise free them.</summary>
    private static void Keep(nn.Module network)
    {
        foreach (var tensor in network.parameters().Concat(network.buffers()))
            tensor.DetachFromDisposeScope();
    }

    private static IGanArchitecture ArchitectureOf(GanModelDescription description)
    {
        var architecture = GanArchitecture.Create(description.Architecture.Name, description.Architecture.Options)
            ?? throw new InvalidDataException($"the architecture '{description.Architecture.Name}' could not be made from its options.");
        architecture.ValidateSpecification(description.Specification);
        return architecture.LatentSize == description.LatentSize
            ? architecture
            : throw new InvalidDataException($"the architecture takes {architecture.LatentSize} latent values, the model {description.LatentSize}.");
    }
}
