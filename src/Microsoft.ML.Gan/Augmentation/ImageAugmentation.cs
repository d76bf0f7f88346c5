using System.Text.Json;

namespace Microsoft.ML.Gan;

/// <summary>
/// A list of augmentations, applied in order. Immutable: each method gives a longer list, so
/// <c>ImageAugmentation.None.HorizontalFlip().RandomCrop(padding: 4)</c> can be kept and shared.
/// </summary>
public sealed class ImageAugmentation
{
    private static readonly Registry<IImageAugmentation> _registry = new(
        "augmentation",
        nameof(ImageAugmentation) + "." + nameof(Register),
        new()
        {
            [HorizontalFlipAugmentation.RegisteredName] = json => json.Deserialize<HorizontalFlipAugmentation>()!,
            [VerticalFlipAugmentation.RegisteredName] = json => json.Deserialize<VerticalFlipAugmentation>()!,
            [RandomCropAugmentation.RegisteredName] = json => json.Deserialize<RandomCropAugmentation>()!,
            [ShiftAugmentation.RegisteredName] = json => json.Deserialize<ShiftAugmentation>()!,
            [BrightnessAugmentation.RegisteredName] = json => json.Deserialize<BrightnessAugmentation>()!,
            [ContrastAugmentation.RegisteredName] = json => json.Deserialize<ContrastAugmentation>()!,
        });

    private readonly IImageAugmentation[] _operations;

    private ImageAugmentation(IImageAugmentation[] operations) => _operations = operations;

    /// <summary>The empty list, to start from.</summary>
    public static ImageAugmentation None { get; } = new([]);

    /// <summary>The augmentations, in order.</summary>
    public IReadOnlyList<IImageAugmentation> Operations => _operations;

    /// <summary>Adds an augmentation: a user's own, or one of the library's made by hand.</summary>
    public ImageAugmentation Then(IImageAugmentation augmentation)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        ArgumentException.ThrowIfNullOrEmpty(augmentation.Name);
        return new([.. _operations, augmentation]);
    }

    /// <inheritdoc cref="HorizontalFlipAugmentation"/>
    /// <param name="probability">How often an image is mirrored.</param>
    public ImageAugmentation HorizontalFlip(double probability = 0.5) =>
        Then(new HorizontalFlipAugmentation { Probability = probability });

    /// <inheritdoc cref="VerticalFlipAugmentation"/>
    /// <param name="probability">How often an image is turned upside down.</param>
    public ImageAugmentation VerticalFlip(double probability = 0.5) =>
        Then(new VerticalFlipAugmentation { Probability = probability });

    /// <summary>Pads the image on all sides and cuts a window of its original size out at a random place.</summary>
    /// <param name="padding">Pixels added on each side.</param>
    /// <param name="mode">What the added pixels are.</param>
    /// <param name="fill">Their value where <paramref name="mode"/> is <see cref="PaddingMode.Constant"/>.</param>
    public ImageAugmentation RandomCrop(int padding, PaddingMode mode = PaddingMode.Constant, byte fill = 0) =>
        Then(new RandomCropAugmentation { Padding = padding, Mode = mode, Fill = fill });

    /// <summary>Cuts a window of a given size out at a random place, after padding the image on all sides.</summary>
    /// <param name="height">The height of the window.</param>
    /// <param name="width">The width of the window.</param>
    /// <param name="padding">Pixels added on each side.</param>
    /// <param name="mode">What the added pixels are.</param>
    /// <param name="fill">Their value where <paramref name="mode"/> is <see cref="PaddingMode.Constant"/>.</param>
    public ImageAugmentation RandomCrop(int height, int width, int padding = 0, PaddingMode mode = PaddingMode.Constant, byte fill = 0) =>
        Then(new RandomCropAugmentation { Height = height, Width = width, Padding = padding, Mode = mode, Fill = fill });

    /// <inheritdoc cref="ShiftAugmentation"/>
    /// <param name="maxFraction">The farthest an image moves, as a fraction of its height and width.</param>
    /// <param name="mode">What the pixels are that come into view.</param>
    /// <param name="fill">Their value where <paramref name="mode"/> is <see cref="PaddingMode.Constant"/>.</param>
    public ImageAugmentation Shift(double maxFraction, PaddingMode mode = PaddingMode.Constant, byte fill = 0) =>
        Then(new ShiftAugmentation { MaxFraction = maxFraction, Mode = mode, Fill = fill });

    /// <inheritdoc cref="BrightnessAugmentation"/>
    /// <param name="range">The factor lies between 1 − range (at least 0) and 1 + range.</param>
    public ImageAugmentation Brightness(double range) => Then(new BrightnessAugmentation { Range = range });

    /// <inheritdoc cref="ContrastAugmentation"/>
    /// <param name="range">The factor lies between 1 − range (at least 0) and 1 + range.</param>
    public ImageAugmentation Contrast(double range) => Then(new ContrastAugmentation { Range = range });

    /// <summary>
    /// Makes a user's augmentation known by name, so that pipelines saved with it can be loaded. Registering a name again
    /// replaces what it meant.
    /// </summary>
    /// <param name="name">The name that <see cref="IImageAugmentation.Name"/> returns.</param>
    /// <param name="create">Makes the augmentation from its saved options (its public properties as JSON).</param>
    public static void Register(string name, Func<JsonElement, IImageAugmentation> create) => _registry.Register(name, create);

    /// <summary>The shape that images of this shape have after all augmentations.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of them cannot be applied.</exception>
    public ImageShape GetOutputShape(ImageShape image) =>
        _operations.Aggregate(image, (shape, operation) => operation.GetOutputShape(shape));

    internal static IImageAugmentation Create(string name, JsonElement options) => _registry.Create(name, options);

    internal void Apply(WorkingImage image, AugmentationRandom random, ulong seed, long epoch, ulong row)
    {
        for (var i = 0; i < _operations.Length; i++)
        {
            random.Start(seed, epoch, row, i);
            _operations[i].Apply(image, random);
        }
    }
}
