using System.Text.Json;

namespace Microsoft.ML.Gan;

/// <summary>
/// A list of augmentations, applied in order. Immutable: each method returns a longer list, so
/// <c>ImageAugmentation.None.HorizontalFlip().RandomCrop(padding: 4)</c> can be kept and shared.
/// </summary>
public sealed partial class ImageAugmentation
{
    private static readonly Registry<IImageAugmentation> _registry = new(
        "augmentation",
        nameof(ImageAugmentation) + "." + nameof(Register),
        new()
        {
            [HorizontalFlipAugmentation.RegisteredName] = Read<HorizontalFlipAugmentation>,
            [VerticalFlipAugmentation.RegisteredName] = Read<VerticalFlipAugmentation>,
            [RandomCropAugmentation.RegisteredName] = Read<RandomCropAugmentation>,
            [RandomResizedCropAugmentation.RegisteredName] = Read<RandomResizedCropAugmentation>,
            [CenterCropAugmentation.RegisteredName] = Read<CenterCropAugmentation>,
            [PadAugmentation.RegisteredName] = Read<PadAugmentation>,
            [ShiftAugmentation.RegisteredName] = Read<ShiftAugmentation>,
            [RotationAugmentation.RegisteredName] = Read<RotationAugmentation>,
            [ZoomAugmentation.RegisteredName] = Read<ZoomAugmentation>,
            [AffineAugmentation.RegisteredName] = Read<AffineAugmentation>,
            [PerspectiveAugmentation.RegisteredName] = Read<PerspectiveAugmentation>,
            [ElasticAugmentation.RegisteredName] = Read<ElasticAugmentation>,
            [RandomErasingAugmentation.RegisteredName] = Read<RandomErasingAugmentation>,
            [CutoutAugmentation.RegisteredName] = Read<CutoutAugmentation>,
            [BrightnessAugmentation.RegisteredName] = Read<BrightnessAugmentation>,
            [ContrastAugmentation.RegisteredName] = Read<ContrastAugmentation>,
            [SaturationAugmentation.RegisteredName] = Read<SaturationAugmentation>,
            [HueAugmentation.RegisteredName] = Read<HueAugmentation>,
            [ColorJitterAugmentation.RegisteredName] = Read<ColorJitterAugmentation>,
            [GammaAugmentation.RegisteredName] = Read<GammaAugmentation>,
            [GrayscaleAugmentation.RegisteredName] = Read<GrayscaleAugmentation>,
            [InvertAugmentation.RegisteredName] = Read<InvertAugmentation>,
            [PosterizeAugmentation.RegisteredName] = Read<PosterizeAugmentation>,
            [SolarizeAugmentation.RegisteredName] = Read<SolarizeAugmentation>,
            [EqualizeAugmentation.RegisteredName] = Read<EqualizeAugmentation>,
            [AutoContrastAugmentation.RegisteredName] = Read<AutoContrastAugmentation>,
            [SharpnessAugmentation.RegisteredName] = Read<SharpnessAugmentation>,
            [GaussianBlurAugmentation.RegisteredName] = Read<GaussianBlurAugmentation>,
            [GaussianNoiseAugmentation.RegisteredName] = Read<GaussianNoiseAugmentation>,
            [AutoAugmentPolicy.RegisteredName] = Read<AutoAugmentPolicy>,
            [RandAugmentPolicy.RegisteredName] = Read<RandAugmentPolicy>,
            [TrivialAugmentWidePolicy.RegisteredName] = Read<TrivialAugmentWidePolicy>,
        });

    private readonly IImageAugmentation[] _operations;

    private ImageAugmentation(IImageAugmentation[] operations) => _operations = operations;

    /// <summary>The empty list, to start from.</summary>
    public static ImageAugmentation None { get; } = new([]);

    /// <summary>The augmentations, in order.</summary>
    public IReadOnlyList<IImageAugmentation> Operations => _operations;

    /// <summary>Adds an augmentation, the library's or your own.</summary>
    public ImageAugmentation Then(IImageAugmentation augmentation)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        ArgumentException.ThrowIfNullOrEmpty(augmentation.Name);
        return new([.. _operations, augmentation]);
    }

    /// <summary>
    /// Registers a user's augmentation by name, so that pipelines saved with it can be loaded. Registering a name again
    /// replaces what it meant.
    /// </summary>
    /// <param name="name">The name that <see cref="IImageAugmentation.Name"/> returns.</param>
    /// <param name="create">Creates the augmentation from its saved options (its public properties as JSON).</param>
    public static void Register(string name, Func<JsonElement, IImageAugmentation> create) => _registry.Register(name, create);

    /// <summary>The shape of images after all augmentations.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An augmentation cannot be applied.</exception>
    public ImageShape GetOutputShape(ImageShape image) =>
        _operations.Aggregate(image, (shape, operation) => operation.GetOutputShape(shape));

    /// <summary>Whether both are the same operations with the same options.</summary>
    internal bool HasSameOperations(ImageAugmentation other) =>
        _operations.Length == other._operations.Length && _operations.Zip(other._operations, IsSame).All(isSame => isSame);

    internal static IImageAugmentation Create(string name, JsonElement options) => _registry.Create(name, options);

    internal void Apply(WorkingImage image, AugmentationRandom random, ulong seed, long epoch, ulong row)
    {
        for (var i = 0; i < _operations.Length; i++)
        {
            random.Start(seed, epoch, row, i);
            _operations[i].Apply(image, random);
        }
    }

    private static bool IsSame(IImageAugmentation one, IImageAugmentation other) =>
        ReferenceEquals(one, other)
        || (one.GetType() == other.GetType() && one.Name == other.Name && JsonSerializer.Serialize(one, one.GetType()) == JsonSerializer.Serialize(other, other.GetType()));

    private static IImageAugmentation Read<T>(JsonElement options)
        where T : IImageAugmentation =>
        options.Deserialize<T>() ?? throw new JsonException("The options are null.");
}
