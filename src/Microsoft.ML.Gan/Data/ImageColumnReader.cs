using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Data;

/// <summary>
/// Images: kept as one byte a pixel, N×C×H×W in [-1, 1] in a batch. AugmentImages is removed from the view and applied after the cache, so that each
/// epoch has new draws.
/// </summary>
internal sealed class ImageColumnReader(ImageColumn column, string name = Batch.Real) : IColumnReader
{
    /// <summary>The number of rows, if they are not kept, that are searched for a bright pixel.</summary>
    private const int MostDarkRows = 256;

    private readonly ImageColumn _asked = column;
    private readonly List<ViewAugmentation> _augmentations = [];
    private readonly WorkingImage _image = new();
    private readonly AugmentationRandom _random = new();
    private LevelRange _levels = LevelRange.Empty;
    private long _accepted;
    private long _transparent;
    private byte _brightest;

    /// <summary>The schema does not distinguish colour and gray images. Until one with a colour is found, all are read as gray.</summary>
    private bool _mayTurnToColor;

    public string Name => name;

    public string Title => $"Image column '{Column.Name}'";

    /// <summary>The images before augmentation.</summary>
    public ImageColumn Column { get; private set; } = column;

    public IEnumerable<DataViewSchema.Column> Inputs => [Column.Column];

    /// <summary>The shape of every image before augmentation, as known so far in the first pass.</summary>
    public ImageShape KeptShape { get; private set; }

    /// <summary>The shape of every image, augmented.</summary>
    public ImageShape Shape => GetOutputShape(KeptShape);

    public int KeptBytes => KeptShape.Length;

    /// <summary>The augmentations applied after reading, in order.</summary>
    public IReadOnlyList<ViewAugmentation> Augmentations => _augmentations;

    public void Bind(DataViewSchema schema) => Column = Column.In(schema);

    /// <summary>Reads the unaugmented images of the view; augmentation is applied after the cache.</summary>
    /// <exception cref="InvalidOperationException">The view reads pixels by another layout.</exception>
    public void TakeOver(IAugmentedView view)
    {
        if (view.Image.Column.Type is VectorDataViewType && view.Image.Layout != Column.Layout)
        {
            throw new InvalidOperationException(
                $"{Title}: AugmentImages reads it by another pixel layout ({view.Image.Layout}) than what follows ({Column.Layout}).");
        }

        _augmentations.Insert(0, view.Augmentation);
        Column = view.Image.WithChannels(Column.Channels);
    }

    /// <summary>Draws the augmentations from other seeds.</summary>
    /// <param name="seeds">A seed for each of <see cref="Augmentations"/>, and whether the user chose it.</param>
    public void Reseed(IReadOnlyList<(ulong Seed, bool IsGiven)> seeds)
    {
        for (var i = 0; i < _augmentations.Count; i++)
            _augmentations[i] = _augmentations[i] with { Seed = seeds[i].Seed, IsSeedGiven = seeds[i].IsGiven };
    }

    /// <summary>The shape that images of this shape have after augmentation.</summary>
    public ImageShape GetOutputShape(ImageShape shape) =>
        _augmentations.Aggregate(shape, (current, augmentation) => augmentation.List.GetOutputShape(current));

    public IValueReader Open(DataViewRow row) => new ValueReader(this, Column.OpenReader(row));

    public bool NeedsMoreRows(long rows) => _mayTurnToColor || (_brightest <= PixelScale.Dark && rows < MostDarkRows);

    /// <summary>Repeats gray values as red, green and blue.</summary>
    public void Convert(ReadOnlySpan<byte> before, Span<byte> now)
    {
        for (var i = 0; i < before.Length; i++)
            now.Slice(3 * i, 3).Fill(before[i]);
    }

    /// <summary>Checks that the pixels have the scale of the layout.</summary>
    /// <exception cref="InvalidOperationException">They have not; the message says which scale they seem to have, and which option to
    /// set.</exception>
    public void RequireScale()
    {
        if (Column.IsFloat && PixelScale.ProblemOf(Column, _levels) is { } problem)
            throw new InvalidOperationException($"{Title}: {problem}.");
    }

    public void RequireFormat()
    {
        if (_asked.Height is { } height && _asked.Width is { } width && (height, width) != (Shape.Height, Shape.Width))
            throw new InvalidOperationException($"Image column '{_asked.Name}': the images are {Shape}, where {height}×{width} pixels were expected.");
    }

    public IEnumerable<string> Losses(long rows)
    {
        if (_transparent > 0)
        {
            yield return
                $"{Title}: {_transparent} of {rows} images have transparent pixels, which are read as black. " +
                "LoadFromImageFolder puts pictures on a background of your choice. ResizeImages with IsoPad adds transparent bars; IsoCrop and Fill do not.";
        }
    }

    public IEnumerable<string> Problems(long rows, bool isComplete)
    {
        if (isComplete && _brightest is > 0 and <= (byte)PixelScale.Dark)
        {
            yield return $"Image column '{_asked.Name}': the brightest pixel of all {rows} images is level {_brightest} of 255, so they are nearly black. " +
                (_asked.IsFloat
                    ? $"If the pixels are in another scale, {_asked.LayoutOption} must say so (ScaleImage is white's value divided by 255)."
                    : "Images and vectors of bytes have no other scale than 0 to 255: if these are, for example, masks of 0 and 1, bring them to it.");
        }
    }

    public IColumnValues CreateValues(int count) => new ImageValues(this, count);

    /// <summary>Augments an image.</summary>
    /// <param name="kept">H×W×C, before.</param>
    /// <param name="augmented">H×W×C, after.</param>
    /// <param name="shape">The shape of every image after augmentation.</param>
    /// <param name="epoch">Draws depend on the seed of the augmentation, the epoch and the row alone.</param>
    /// <param name="row">The row's id.</param>
    public void Augment(ReadOnlySpan<byte> kept, Span<byte> augmented, ImageShape shape, long epoch, ulong row)
    {
        if (_augmentations.Count == 0)
        {
            kept.CopyTo(augmented);
            return;
        }

        kept.CopyTo(_image.Start(KeptShape));
        foreach (var (list, seed, _) in _augmentations)
            list.Apply(_image, _random, seed, epoch, row);
        if (_image.Shape != shape)
            throw new InvalidOperationException($"An augmentation gave an image of {_image.Shape}, where it had said {shape}.");
        _image.Pixels.CopyTo(augmented);
    }

    private sealed class ValueReader(ImageColumnReader owner, ImageReader image) : IValueReader
    {
        private ImageShape _shape;
        private bool _mayTurnToColor;

        public void Read(Span<byte> kept) => image.Read(kept, owner.KeptShape);

        /// <summary>The first valid row determines the image size if neither the column's type nor an option gives it.</summary>
        public void ReadFirst(ref byte[] kept)
        {
            var column = owner.Column;
            image.Load();
            var isFirst = owner._accepted == 0;
            _mayTurnToColor = isFirst ? column.Channels is null : owner._mayTurnToColor;
            _shape = isFirst ? new ImageShape(column.Channels ?? 1, column.Height ?? image.Height, column.Width ?? image.Width) : owner.KeptShape;
            if (_mayTurnToColor && !image.IsGray)
            {
                _shape = _shape with { Channels = 3 };
                _mayTurnToColor = false;
            }

            image.RequireSize(_shape);
            if (kept.Length != _shape.Length)
                kept = new byte[_shape.Length];
            image.CopyTo(kept, _shape.Channels);
        }

        public void Accept(ReadOnlySpan<byte> kept)
        {
            owner.KeptShape = _shape;
            owner._mayTurnToColor = _mayTurnToColor;
            owner._accepted++;
            owner._levels = owner._levels.With(image.Levels);
            if (image.IsTransparent)
                owner._transparent++;
            if (owner._brightest > PixelScale.Dark)
                return;
            foreach (var pixel in kept)
                owner._brightest = Math.Max(owner._brightest, pixel);
        }

        public void Dispose() => image.Dispose();
    }
}

/// <summary>The images of one batch on the host.</summary>
internal sealed class ImageValues(ImageColumnReader column, int count) : IColumnValues
{
    /// <summary>The shape of every image.</summary>
    public ImageShape Shape { get; } = column.Shape;

    /// <summary>N×H×W×C.</summary>
    public byte[] Pixels { get; } = new byte[checked(count * column.Shape.Length)];

    public void Set(int index, ReadOnlySpan<byte> kept, long epoch, ulong row) =>
        column.Augment(kept, Pixels.AsSpan(index * Shape.Length, Shape.Length), Shape, epoch, row);

    public Tensor ToTensor(Device device) => Gan.Pixels.ToTensor(Pixels, count, Shape, device);
}
