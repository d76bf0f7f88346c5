using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Systems.AugmentImages;

/// <summary>
/// Augmentation bound to a schema: one image column in, one out, all others passed through. For rows that are not changed, it gives the unchanged
/// images in the same schema.
/// </summary>
internal sealed class AugmentImagesMapper : IRowToRowMapper
{
    private readonly AugmentImagesSettings _settings;

    /// <param name="inputSchema">The schema.</param>
    /// <param name="settings">The augmentations.</param>
    /// <param name="changesRows">Whether images are augmented, and not only brought to the resulting size.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or holds no images; the message names it.</exception>
    public AugmentImagesMapper(DataViewSchema inputSchema, AugmentImagesSettings settings, bool changesRows)
    {
        (_settings, ChangesRows) = (settings, changesRows);
        Augmentation = changesRows ? settings.Augmentation : FixedSize.Of(settings.Augmentation);
        InputSchema = inputSchema;
        Image = ImageColumn.Create(inputSchema, settings.InputColumnName, settings.PixelLayout, settings.ImageShape);
        OutputIndex = inputSchema.Count;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumn(settings.OutputColumnName, AugmentedColumn.TypeOf(Image, settings));
        OutputSchema = builder.ToSchema();
        PassesImages = !changesRows && (Augmentation.Operations.Count == 0 || KeepsSize());
    }

    /// <summary>Whether augmentation keeps the size given by the column's type. (No size depends on channels, which the type of an image column does
    /// not have.)</summary>
    private bool KeepsSize() => Image is { Height: { } height, Width: { } width }
        && new ImageShape(Image.Channels ?? 3, height, width) is var shape && _settings.Augmentation.GetOutputShape(shape) == shape;

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>The input images.</summary>
    public ImageColumn Image { get; }

    /// <summary>The index of the augmented images in the output schema, after the input's columns.</summary>
    public int OutputIndex { get; }

    public ImageAugmentation Augmentation { get; }

    /// <summary>Whether anything is random.</summary>
    public bool ChangesRows { get; }

    /// <summary>Whether the new column's values are those of the images' column.</summary>
    public bool PassesImages { get; }

    public ulong Seed => (ulong)_settings.Seed;

    public bool IsSeedGiven => _settings.IsSeedGiven;

    /// <summary>The number of rows per input row.</summary>
    public int Variants => ChangesRows ? _settings.Variants : 1;

    /// <summary>The maker of rows other than the input's; null for none.</summary>
    public object? RowsAddedBy => Variants > 1 ? _settings : null;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = new bool[InputSchema.Count];
        foreach (var column in dependingColumns)
            needed[column.Index == OutputIndex ? Image.Column.Index : column.Index] = true;
        return InputSchema.Where(column => needed[column.Index]);
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        // Schemas are compared by reference, as ML.NET does.
        if (!ReferenceEquals(input.Schema, InputSchema))
            throw new ArgumentOutOfRangeException(nameof(input), "The row has another schema than the mapper was made for.");
        return new AugmentedRow(this, input, [.. activeColumns.Select(column => column.Index)], epoch: 0);
    }

    /// <summary>A getter of the augmented image of the row where <paramref name="row"/> stands.</summary>
    /// <param name="row">The input.</param>
    /// <param name="epoch">The epoch of the draws.</param>
    /// <param name="reader">To be disposed with the row.</param>
    public Delegate CreateGetter(DataViewRow row, long epoch, out ImageReader reader)
    {
        var images = Image.OpenReader(row);
        reader = images;
        var ids = row.GetIdGetter();
        var image = new WorkingImage();
        var random = new AugmentationRandom();

        return Image.Column.Type switch
        {
            ImageDataViewType => new ValueGetter<MLImage?>(ImageGetter),
            VectorDataViewType { ItemType: var item } when item == NumberDataViewType.Byte => new ValueGetter<VBuffer<byte>>(ByteGetter),
            _ => new ValueGetter<VBuffer<float>>(FloatGetter),
        };

        void Augment(int channels)
        {
            var shape = new ImageShape(channels, images.Height, images.Width);
            images.CopyTo(image.Start(shape), channels);
            images.RequireScale();
            DataViewRowId id = default;
            ids(ref id);
            try
            {
                Augmentation.Apply(image, random, Seed, epoch, AugmentationRandom.RowKey(id));
            }
            catch (ArgumentOutOfRangeException e)
            {
                throw new InvalidOperationException($"Image column '{Image.Name}', row {row.Position}: {e.Message}", e);
            }
        }

        void ImageGetter(ref MLImage? value)
        {
            // The caller owns the image that it passes in, and disposes it.
            value = null;
            if (!images.TryLoad())
                return;
            Augment(images.IsGray ? 1 : 3);
            value = MLImagePixels.Create(image.Pixels, image.Shape);
            value.Tag = ((MLImageReader)images).Tag;
        }

        void ByteGetter(ref VBuffer<byte> value)
        {
            images.Load();
            Augment(Image.Channels!.Value);
            var editor = VBufferEditor.Create(ref value, image.Shape.Length);
            new PixelVector(image.Shape, Image.Layout).Write(image.Pixels, editor.Values);
            value = editor.Commit();
        }

        void FloatGetter(ref VBuffer<float> value)
        {
            images.Load();
            Augment(Image.Channels!.Value);
            var editor = VBufferEditor.Create(ref value, image.Shape.Length);
            new PixelVector(image.Shape, Image.Layout).Write(image.Pixels, editor.Values);
            value = editor.Commit();
        }
    }
}
