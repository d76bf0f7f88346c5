using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Data;

/// <summary>
/// A column that holds one image a row, as <see cref="MLImage"/> or as a float or byte vector of pixels: the image format given by its type, and
/// readers that return H×W×C bytes.
/// </summary>
internal sealed class ImageColumn
{
    private const string Role = "image";
    private const string Expected = "an image, or a vector of Single or Byte with the pixels of one";

    private ImageColumn(DataViewSchema.Column column, PixelLayout layout, string? layoutOption, int? height, int? width, int? channels) =>
        (Column, Layout, LayoutOption, Height, Width, Channels) = (column, layout, layoutOption, height, width, channels);

    public DataViewSchema.Column Column { get; }

    public string Name => Column.Name;

    public PixelLayout Layout { get; }

    /// <summary>The name of the layout's option; null if a trained model determines the layout.</summary>
    public string? LayoutOption { get; }

    /// <summary>Whether pixels are floats, which have a scale.</summary>
    public bool IsFloat => Column.Type is VectorDataViewType { ItemType: var item } && item == NumberDataViewType.Single;

    /// <summary>The format given by the type or the user; null if only the images determine it.</summary>
    public int? Height { get; }

    /// <inheritdoc cref="Height"/>
    public int? Width { get; }

    /// <inheritdoc cref="Height"/>
    public int? Channels { get; }

    /// <summary>The shape guessed from a vector's length, for the log; null if the type has the shape.</summary>
    public string? ShapeGuess { get; private init; }

    /// <summary>The shape of every image, when it is known before any is read.</summary>
    public ImageShape? Shape => Height is { } height && Width is { } width && Channels is { } channels
        ? new ImageShape(channels, height, width)
        : null;

    /// <summary>Finds the column and checks its type.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="layout">The pixel layout of a vector; ignored for an image column.</param>
    /// <param name="shape">The expected shape of the images; needed if the type does not give it.</param>
    /// <param name="channels">1 or 3: required, or, for an image column, converted to; null for the data's own.</param>
    /// <param name="layoutOption">The name of the option that <paramref name="layout"/> is of, for messages; null where a trained model says it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or cannot hold such images.</exception>
    public static ImageColumn Create(
        DataViewSchema schema,
        string name,
        PixelLayout? layout = null,
        ImageShape? shape = null,
        int? channels = null,
        string? layoutOption = nameof(PixelLayout))
    {
        var column = schema.GetColumnOrNull(name) ?? throw Missing(name, schema.Any(other => other.Type is ImageDataViewType), SchemaError.NamesOf(schema));
        layout ??= PixelLayout.Default;
        layout.Validate();
        channels ??= shape?.Channels;
        Check.That(channels is null or 1 or 3, nameof(channels), $"must be 1 or 3, but is {channels}");
        switch (column.Type)
        {
            case ImageDataViewType type:
                if (shape is { } wanted && type.Height > 0 && (type.Height != wanted.Height || type.Width != wanted.Width))
                    throw SchemaError.Mismatch(Role, name, $"images of {wanted.Height}×{wanted.Width} pixels", type.ToString()!);
                return new ImageColumn(column, layout, layoutOption, Known(type.Height) ?? shape?.Height, Known(type.Width) ?? shape?.Width, channels);

            case VectorDataViewType type when type.ItemType == NumberDataViewType.Single || type.ItemType == NumberDataViewType.Byte:
                var found = shape ?? InferShape(type, layout)
                    ?? throw SchemaError.Mismatch(
                        Role, name, "a vector with the dimensions of an image (or its shape as an option)", type.ToString() + LayoutHint(type, layout, layoutOption));
                if (type.IsKnownSize && type.Size != found.Length)
                    throw SchemaError.Mismatch(Role, name, $"{found.Length} values for an image of {found}", type.ToString()!);
                if (channels != found.Channels && channels is not null)
                    throw SchemaError.Mismatch(Role, name, $"images of {channels} channels", $"{type} with images of {found}");
                return new ImageColumn(column, layout, layoutOption, found.Height, found.Width, found.Channels)
                {
                    ShapeGuess = shape is null && type.Dimensions.Length == 1
                        ? $"Image column '{name}': {type.Size} values are read as an image of {found}{(found.Channels == 1 ? "" : layout.InterleavePixelColors ? ", colours side by side" : ", one plane after the other")} (ImageShape and {layoutOption} can say otherwise)."
                        : null,
                };

            default:
                throw SchemaError.Mismatch(Role, name, Expected, column.Type.ToString() + TypeHint(column.Type is VectorDataViewType vector ? vector.ItemType : column.Type, column.Type is VectorDataViewType));
        }
    }

    /// <summary>The same check on a schema shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or cannot hold images.</exception>
    public static SchemaShape.Column Find(SchemaShape schema, string name)
    {
        if (schema.All(column => column.Name != name))
            throw Missing(name, schema.Any(other => other.ItemType is ImageDataViewType), schema.Select(other => other.Name));
        var column = SchemaError.Find(schema, Role, name);
        var isImage = column.Kind == SchemaShape.Column.VectorKind.Scalar && column.ItemType is ImageDataViewType;
        var isPixels = column.Kind != SchemaShape.Column.VectorKind.Scalar && !column.IsKey
            && (column.ItemType == NumberDataViewType.Single || column.ItemType == NumberDataViewType.Byte);
        return isImage || isPixels
            ? column
            : throw SchemaError.Mismatch(
                Role, name, Expected, SchemaError.Describe(column) + TypeHint(column.ItemType, column.Kind != SchemaShape.Column.VectorKind.Scalar));
    }

    /// <summary>The same column, its images read in this many channels.</summary>
    public ImageColumn WithChannels(int? channels) => new(Column, Layout, LayoutOption, Height, Width, channels ?? Channels);

    /// <summary>The same column as another schema has it at the same index.</summary>
    public ImageColumn In(DataViewSchema schema) => new(schema[Column.Index], Layout, LayoutOption, Height, Width, Channels);

    /// <summary>A reader of the row's images; it follows the row.</summary>
    public ImageReader OpenReader(DataViewRow row) => Column.Type switch
    {
        ImageDataViewType => new MLImageReader(row, this),
        VectorDataViewType { ItemType: var item } when item == NumberDataViewType.Byte => new ByteVectorReader(row, this),
        _ => new FloatVectorReader(row, this),
    };

    private static ArgumentOutOfRangeException Missing(string name, bool hasImages, IEnumerable<string> columns) =>
        hasImages ? SchemaError.Missing(Role, name, columns) : SchemaError.MissingImages(Role, name, columns);

    /// <summary>The advice for a column of another type.</summary>
    private static string TypeHint(DataViewType item, bool isVector) => (item, isVector) switch
    {
        (TextDataViewType, false) => " (LoadImages makes images of paths)",
        (NumberDataViewType, true) => " (ConvertType with DataKind.Single makes pixels of these numbers)",
        (NumberDataViewType, false) => " (Concatenate makes one vector of many columns of numbers)",
        _ => "",
    };

    /// <summary>Three dimensions that are those of the other order of colours.</summary>
    private static string LayoutHint(VectorDataViewType type, PixelLayout layout, string? layoutOption)
    {
        var d = type.Dimensions;
        if (!type.IsKnownSize || d.Length != 3 || layoutOption is null)
            return "";
        return layout.InterleavePixelColors
            ? d[0] is 1 or 3 ? $" (planes, C×H×W: {layoutOption} must not have {nameof(PixelLayout.InterleavePixelColors)})" : ""
            : d[2] is 1 or 3 ? $" (colours side by side, H×W×C: {layoutOption} = new PixelLayout {{ {nameof(PixelLayout.InterleavePixelColors)} = true }} reads them)" : "";
    }

    private static int? Known(int size) => size > 0 ? size : null;

    /// <summary>
    /// Three dimensions say it all, two are a gray picture, and of a bare length it is the square one: no number is at once a
    /// square and three times a square.
    /// </summary>
    private static ImageShape? InferShape(VectorDataViewType type, PixelLayout layout)
    {
        if (!type.IsKnownSize)
            return null;
        var d = type.Dimensions;
        ImageShape? shape = d.Length switch
        {
            3 when layout.InterleavePixelColors => new ImageShape(d[2], d[0], d[1]),
            3 => new ImageShape(d[0], d[1], d[2]),
            2 => new ImageShape(1, d[0], d[1]),
            _ when Side(type.Size) is { } side => new ImageShape(1, side, side),
            _ when type.Size % 3 == 0 && Side(type.Size / 3) is { } side => new ImageShape(3, side, side),
            _ => null,
        };
        return shape?.Channels is 1 or 3 ? shape : null;

        static int? Side(int square)
        {
            var side = (int)Math.Round(Math.Sqrt(square));
            return side * side == square ? side : null;
        }
    }
}
