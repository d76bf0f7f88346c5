using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>The architectures that come with the library, and the registry by the names saved in models.</summary>
public static class GanArchitecture
{
    private static readonly Registry<IGanArchitecture> _registry = new(
        "architecture",
        nameof(GanArchitecture) + "." + nameof(Register),
        new()
        {
            [MlpArchitecture.RegisteredName] = json => json.Deserialize<MlpArchitecture>()!,
            [DcganArchitecture.RegisteredName] = json => json.Deserialize<DcganArchitecture>()!,
            [SnganArchitecture.RegisteredName] = json => json.Deserialize<SnganArchitecture>()!,
            [SaganArchitecture.RegisteredName] = json => json.Deserialize<SaganArchitecture>()!,
            [BigGanArchitecture.RegisteredName] = json => json.Deserialize<BigGanArchitecture>()!,
            [PatchGanArchitecture.RegisteredName] = json => json.Deserialize<PatchGanArchitecture>()!,
            [StyleGan2Architecture.RegisteredName] = json => json.Deserialize<StyleGan2Architecture>()!,
            [ProgressiveArchitecture.RegisteredName] = json => json.Deserialize<ProgressiveArchitecture>()!,
            [FastGanArchitecture.RegisteredName] = json => json.Deserialize<FastGanArchitecture>()!,
        });

    /// <summary>A fully connected generator and discriminator (Goodfellow et al., 2014).</summary>
    /// <inheritdoc cref="MlpArchitecture"/>
    public static MlpArchitecture Mlp() => new();

    /// <summary>Deep convolutional GAN (Radford, Metz and Chintala, 2016), for images of 16 to 256 pixels a side.</summary>
    /// <param name="generatorWidth">Channels of the generator's last hidden layer; doubled at each layer before it.</param>
    /// <param name="discriminatorWidth">Channels of the discriminator's first layer; doubled at each layer after it.</param>
    public static DcganArchitecture Dcgan(int generatorWidth = 64, int discriminatorWidth = 64) =>
        new() { GeneratorWidth = generatorWidth, DiscriminatorWidth = discriminatorWidth };

    /// <summary>Residual networks with a spectrally normalized discriminator (Miyato et al., 2018), for images of 16 to 224 pixels a side.</summary>
    /// <param name="generatorWidth">Channels of the generator's last hidden layer; a quarter of all layers' for 32×32.</param>
    /// <param name="discriminatorWidth">Channels of the discriminator's first block; half of all layers' for 32×32.</param>
    public static SnganArchitecture Sngan(int generatorWidth = 64, int discriminatorWidth = 64) =>
        new() { GeneratorWidth = generatorWidth, DiscriminatorWidth = discriminatorWidth };

    /// <summary>Self-attention GAN (Zhang et al., 2019), for images of 16 to 224 pixels a side.</summary>
    /// <param name="generatorWidth">Channels of the generator's last hidden layer; a quarter of all layers' for 32×32.</param>
    /// <param name="discriminatorWidth">Channels of the discriminator's first block; half of all layers' for 32×32.</param>
    /// <param name="attentionSide">The side of the features with self-attention, in pixels; 0 for none.</param>
    public static SaganArchitecture Sagan(int generatorWidth = 64, int discriminatorWidth = 64, int attentionSide = 32) =>
        new() { GeneratorWidth = generatorWidth, DiscriminatorWidth = discriminatorWidth, AttentionSide = attentionSide };

    /// <summary>BigGAN (Brock, Donahue and Simonyan, 2019), for images of 16 to 256 pixels a side.</summary>
    /// <param name="generatorWidth">The base number of channels of the generator; null for 96, and 64 for images of less than 64 pixels.</param>
    /// <param name="discriminatorWidth">The base number of channels of the discriminator; null as for the generator.</param>
    /// <param name="attentionSide">The side of the features with self-attention, in pixels; 0 for none.</param>
    public static BigGanArchitecture BigGan(int? generatorWidth = null, int? discriminatorWidth = null, int attentionSide = 64) =>
        new() { GeneratorWidth = generatorWidth, DiscriminatorWidth = discriminatorWidth, AttentionSide = attentionSide };

    /// <summary>The generator of another architecture with a discriminator of patches (Isola et al., 2017).</summary>
    /// <param name="inner">The architecture of the generator.</param>
    /// <param name="layers">The number of times the discriminator halves the image; 3 for patches of 70×70 pixels.</param>
    /// <param name="width">Channels of the discriminator's first layer; doubled at each layer after it, up to 8 times this.</param>
    public static PatchGanArchitecture PatchGan(IGanArchitecture inner, int layers = 3, int width = 64) =>
        new() { Inner = inner, Layers = layers, Width = width };

    /// <summary>
    /// StyleGAN2 (Karras et al., 2020) in the automatic configuration of stylegan2-ada: a mapping network of 2 layers, and
    /// below 512 pixels half the channels of the paper. For square images of 8 to 1024 pixels a side, powers of two.
    /// </summary>
    /// <param name="resolution">The side in pixels.</param>
    public static StyleGan2Architecture StyleGan2(int resolution = 256) =>
        new() { MappingLayers = 2, ChannelBase = resolution >= 512 ? 32768 : 16384 };

    /// <summary>
    /// Progressive GAN (Karras et al., 2018), which grows from 4×4 during training. For square images of 8 to 1024 pixels a
    /// side, powers of two.
    /// </summary>
    /// <param name="phaseImages">The number of real images for which each size is trained, and for which the next size fades in.</param>
    public static ProgressiveArchitecture Progressive(long phaseImages = 600_000) => new() { StableImages = phaseImages, FadeImages = phaseImages };

    /// <summary>FastGAN (Liu et al., 2021), for few images. For square images of 32 to 1024 pixels a side, powers of two.</summary>
    /// <param name="width">Channels of the generator's layers of 128 pixels; all other layers have multiples or fractions of it.</param>
    public static FastGanArchitecture FastGan(int width = 64) => new() { GeneratorWidth = width, DiscriminatorWidth = width };

    /// <summary>
    /// Any pair of modules. The generator takes latent N×Z (with a condition, the K condition values are appended:
    /// N×(Z+K)) and returns images N×C×H×W in [-1, 1]; the discriminator takes images (with a condition, K constant planes
    /// are appended as channels: N×(C+K)×H×W) and returns logits.
    /// </summary>
    /// <param name="generator">Creates a new, initialized generator at each call; training, its moving average and the model each need one.</param>
    /// <param name="discriminator">Creates a new, initialized discriminator at each call.</param>
    /// <param name="latentSize">Z, the number of latent values.</param>
    /// <param name="name">
    /// The name saved with the model. To load such a model, <see cref="Register"/> the same name first.
    /// </param>
    public static IGanArchitecture From(
        Func<nn.Module<Tensor, Tensor>> generator,
        Func<nn.Module<Tensor, Tensor>> discriminator,
        int latentSize = 100,
        string name = "custom")
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(discriminator);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(latentSize, 1);
        return new ModulePairArchitecture(name, latentSize, generator, discriminator);
    }

    /// <summary>
    /// Registers a user's architecture by name, so that models saved with it can be loaded. Registering a name again
    /// replaces what it meant.
    /// </summary>
    /// <param name="name">The name that <see cref="IGanArchitecture.Name"/> returns.</param>
    /// <param name="create">Creates the architecture from its saved options (its public properties as JSON).</param>
    public static void Register(string name, Func<JsonElement, IGanArchitecture> create) => _registry.Register(name, create);

    internal static IGanArchitecture Create(string name, JsonElement options) => _registry.Create(name, options);
}
