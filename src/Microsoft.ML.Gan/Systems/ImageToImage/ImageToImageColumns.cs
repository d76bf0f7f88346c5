using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Systems.ImageToImage;

/// <summary>The column of images that a transformer reads and the column of images that it adds. Saved with a model.</summary>
internal sealed record ImageToImageColumns
{
    private const string Role = "image";

    /// <summary>The name of the input column.</summary>
    public required string Input { get; init; }

    /// <summary>The pixel layout, if that column is a vector.</summary>
    public PixelLayout InputLayout { get; init; } = PixelLayout.Default;

    /// <summary>The name of the added column.</summary>
    public required string Output { get; init; }

    /// <summary>The type of its images. Vectors need an input column whose type has the image size.</summary>
    public GanOutput OutputForm { get; init; } = GanOutput.Image;

    /// <summary>The pixel layout, if it is a vector.</summary>
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

    /// <summary>The estimator's output schema with the added column.</summary>
    /// <param name="schema">The schema of the data.</param>
    /// <param name="sides">The image sizes that the network accepts.</param>
    /// <param name="scale">The factor by which the result's sides are larger.</param>
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

    /// <summary>Finds the input column in a schema.</summary>
    /// <param name="schema">The schema of the data.</param>
    /// <param name="sides">The image sizes that the network accepts.</param>
    /// <param name="channels">The network's input channels; null before training, when the images determine them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or cannot hold such images; the message names it.</exception>
    public ImageColumn Find(DataViewSchema schema, ImageSides sides, int? channels = null)
    {
        var column = ImageColumn.Create(schema, Input, InputLayout, channels: channels, layoutOption: channels is null ? nameof(InputLayout) : null);
        RequireSides(column, sides);
        return OutputForm == GanOutput.Image || column.Height is not null ? column : throw SizeNeeded(column.Column.Type.ToString()!);
    }

    /// <summary>The type of the added column.</summary>
    /// <param name="input">The input column.</param>
    /// <param name="channels">The channels of the result.</param>
    /// <param name="scale">The factor by which the result's sides are larger.</param>
    public DataViewType OutputType(ImageColumn input, int channels, int scale)
    {
        var shape = input is { Height: { } height, Width: { } width } ? new ImageShape(channels, height * scale, width * scale) : default;
        return GeneratedColumn.Type(OutputForm, OutputLayout, shape, GeneratedColumn.HasSize(input.Column.Type));
    }

    /// <summary>Throws if the type of a schema shape's column has a size that the network does not accept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not accepted.</exception>
    public static void RequireSides(SchemaShape.Column column, ImageSides sides)
    {
        if (column.ItemType is ImageDataViewType { Height: > 0 } size && !sides.Allow(size.Height, size.Width))
            throw SchemaError.Mismatch(Role, column.Name, sides.ToString(), size.ToString()!);
    }

    /// <summary>Throws if a column's type has a size that the network does not accept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not accepted.</exception>
    public static void RequireSides(ImageColumn column, ImageSides sides)
    {
        if (column is { Height: { } height, Width: { } width })
            RequireSides(column.Name, height, width, sides);
    }

    /// <summary>Throws if the network does not accept an image size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The network does not accept images of this size.</exception>
    public static void RequireSides(string column, int height, int width, ImageSides sides)
    {
        if (!sides.Allow(height, width))
            throw SchemaError.Mismatch(Role, column, sides.ToString(), $"images of {height}×{width} pixels");
    }

    private ArgumentOutOfRangeException SizeNeeded(string actual) =>
        SchemaError.Mismatch(Role, Input, $"images of one size, because the output column '{Output}' is a vector ({OutputForm}); ResizeImages gives the column a size", actual);
}
