using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Systems.ImageToImage;

/// <summary>The column of images that a transformer reads and the column of images that it adds. Saved with a model.</summary>
internal sealed record ImageToImageColumns
{
    private const string Role = "image";

    /// <summary>The name of the column that is read.</summary>
    public required string Input { get; init; }

    /// <summary>How pixels lie where that column is a vector.</summary>
    public PixelLayout InputLayout { get; init; } = PixelLayout.Default;

    /// <summary>The name of the column that is added.</summary>
    public required string Output { get; init; }

    /// <summary>The form of its images. Vectors need an input whose type says the size of images.</summary>
    public GanOutput OutputForm { get; init; } = GanOutput.Image;

    /// <summary>How pixels lie where it is a vector.</summary>
    public PixelLayout OutputLayout { get; init; } = PixelLayout.Default;

    /// <summary>The number of rows that are computed at once.</summary>
    public int BatchSize { get; init; } = 8;

    /// <exception cref="ArgumentOutOfRangeException">A value is invalid; the message names it.</exception>
    public void Validate()
    {
        Check.That(!string.IsNullOrWhiteSpace(Input), nameof(Input), "must name a column");
        Check.That(!string.IsNullOrWhiteSpace(Output), nameof(Output), "must name a column");
        Check.That(InputLayout is not null, nameof(InputLayout), "must not be null");
        InputLayout!.Validate();
        Check.That(OutputLayout is not null, nameof(OutputLayout), "must not be null");
        OutputLayout!.Validate();
        Check.That(Enum.IsDefined(OutputForm), nameof(OutputForm), $"is unknown: {OutputForm}");
        Check.That(BatchSize is > 0 and <= 1 << 16, nameof(BatchSize), $"must be between 1 and {1 << 16}, but is {BatchSize}");
    }

    /// <summary>The schema with the added column, as an estimator promises it.</summary>
    /// <param name="schema">The schema of the data.</param>
    /// <param name="sides">The images that the network takes.</param>
    /// <param name="scale">How many times as many pixels a side the result has.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or cannot hold such images; the message names it.</exception>
    public SchemaShape Promise(SchemaShape schema, ImageSides sides, int scale)
    {
        var image = ImageColumn.Find(schema, Input);
        RequireSides(image, sides);
        var size = image.ItemType as ImageDataViewType;
        if (OutputForm != GanOutput.Image && size is { Height: <= 0 })
            throw SizeNeeded(SchemaError.Describe(image));
        var type = size is { Height: > 0 } ? ImageTypes.Sized(size.Height * scale, size.Width * scale) : ImageTypes.Unsized;
        var output = GeneratedColumn.Shape(Output, OutputForm, type);
        return new SchemaShape(schema.Where(column => column.Name != Output).Append(output));
    }

    /// <summary>The column that is read, in a schema.</summary>
    /// <param name="schema">The schema of the data.</param>
    /// <param name="sides">The images that the network takes.</param>
    /// <param name="channels">The channels that it takes; null before training, when the images decide.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or cannot hold such images; the message names it.</exception>
    public ImageColumn Find(DataViewSchema schema, ImageSides sides, int? channels = null)
    {
        var column = ImageColumn.Create(schema, Input, InputLayout, channels: channels, layoutOption: channels is null ? nameof(InputLayout) : null);
        RequireSides(column, sides);
        return OutputForm == GanOutput.Image || column.Height is not null ? column : throw SizeNeeded(column.Column.Type.ToString()!);
    }

    /// <summary>The type of the added column.</summary>
    /// <param name="input">The column that is read.</param>
    /// <param name="channels">The channels of the result.</param>
    /// <param name="scale">How many times as many pixels a side the result has.</param>
    public DataViewType OutputType(ImageColumn input, int channels, int scale)
    {
        var shape = input is { Height: { } height, Width: { } width } ? new ImageShape(channels, height * scale, width * scale) : default;
        return GeneratedColumn.Type(OutputForm, OutputLayout, shape, GeneratedColumn.HasSize(input.Column.Type));
    }

    /// <summary>Refuses a promised column whose type says a size that a network does not take.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does.</exception>
    public static void RequireSides(SchemaShape.Column column, ImageSides sides)
    {
        if (column.ItemType is ImageDataViewType { Height: > 0 } size && !sides.Allow(size.Height, size.Width))
            throw SchemaError.Mismatch(Role, column.Name, sides.ToString(), size.ToString()!);
    }

    /// <summary>Refuses a column whose type says a size that a network does not take.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does.</exception>
    public static void RequireSides(ImageColumn column, ImageSides sides)
    {
        if (column is { Height: { } height, Width: { } width })
            RequireSides(column.Name, height, width, sides);
    }

    /// <summary>Refuses the size of a column's images.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A network does not take images of this size.</exception>
    public static void RequireSides(string column, int height, int width, ImageSides sides)
    {
        if (!sides.Allow(height, width))
            throw SchemaError.Mismatch(Role, column, sides.ToString(), $"images of {height}×{width} pixels");
    }

    private ArgumentOutOfRangeException SizeNeeded(string actual) =>
        SchemaError.Mismatch(Role, Input, $"images of one size, because the output column '{Output}' is a vector ({OutputForm}); ResizeImages gives the column a size", actual);
}
