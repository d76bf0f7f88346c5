using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// What training leaves behind: a generator ready for use, the discriminator's weights, and the description of both.
/// Owns its networks. Saved as an index and a folder for each network (docs/model-format.md).
/// </summary>
internal sealed class GanModel : IDisposable
{
    private readonly nn.Module<Tensor, Tensor, Tensor> _discriminator;
    private readonly Lazy<ImageDiscriminator> _judge;

    /// <summary>Takes over both networks.</summary>
    public GanModel(GanModelDescription description, ImageGenerator generator, nn.Module<Tensor, Tensor, Tensor> discriminator)
    {
        (Description, Generator, _discriminator) = (description, generator, discriminator);
        Keep(generator.Module);
        Keep(discriminator);
        _judge = new Lazy<ImageDiscriminator>(() => new ImageDiscriminator(discriminator, generator.Device, description.Specification.Packing));
    }

    public GanModelDescription Description { get; }

    public ImageGenerator Generator { get; }

    /// <summary>The discriminator's weights; where they are, nobody has asked.</summary>
    public nn.Module DiscriminatorModule => _discriminator;

    /// <summary>The discriminator ready for use. Most models are never asked for it: it goes to the device when one is.</summary>
    public ImageDiscriminator Discriminator => _judge.Value;

    /// <summary>How training went, if it was in this process; not saved.</summary>
    public IReadOnlyList<GanProgress> History { get; init; } = [];

    /// <exception cref="ArgumentOutOfRangeException">The model could not be loaded again; the message names the option.</exception>
    /// <exception cref="InvalidOperationException">The generator has weights that are not finite.</exception>
    public void Save(IModelFiles files)
    {
        Description.Validate();
        if (NetworkWeights.FirstNotFinite(NetworkState.Of(Generator.Module)) is { } name)
            throw new InvalidOperationException($"The model is not saved: the generator's weights '{name}' are not finite, so the training diverged.");

        var index = ModelIndex.Of(Description);
        var config = NetworkConfig.Of(Description);
        ModelJson.Write(files, ModelIndex.FileName, index);
        Save(ModelIndex.Generator, Generator.Module);
        Save(ModelIndex.Discriminator, _discriminator);

        void Save(string component, nn.Module network)
        {
            ModelJson.Write(files, index.PathOf(component, NetworkConfig.FileName), config);
            NetworkWeights.Save(network, files, index.PathOf(component, NetworkWeights.FileName));
        }
    }

    /// <exception cref="InvalidDataException">The files are not a model that can be read; the message names the part and says what is wrong.</exception>
    public static GanModel Load(IModelFiles files, Device device)
    {
        var index = ModelIndex.Read(files);
        var configName = index.PathOf(ModelIndex.Generator, NetworkConfig.FileName);
        var discriminatorConfigName = index.PathOf(ModelIndex.Discriminator, NetworkConfig.FileName);
        var config = NetworkConfig.Read(files, configName);
        if (!NetworkConfig.Read(files, discriminatorConfigName).IsSameAs(config))
            throw new InvalidDataException($"{configName} and {discriminatorConfigName} describe networks that do not belong together.");
        var description = index.Describe(config);
        var specification = description.Specification;
        var architecture = ModelPart.Read(configName, () => ArchitectureOf(description));
        var size = architecture as ISizedArchitecture;

        var generator = NetworkWeights.Load(
            files,
            index.PathOf(ModelIndex.Generator, NetworkWeights.FileName),
            size is null ? null : () => size.CountGeneratorWeights(specification),
            () => architecture.CreateGenerator(specification),
            mustBeFinite: true);
        try
        {
            var discriminator = NetworkWeights.Load(
                files,
                index.PathOf(ModelIndex.Discriminator, NetworkWeights.FileName),
                size is null ? null : () => size.CountDiscriminatorWeights(specification.OfDiscriminator),
                () => architecture.CreateDiscriminator(specification.OfDiscriminator),
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

    /// <summary>A caller's dispose scope, open while the networks were made, must not free them when it ends.</summary>
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
