using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>One small picture in every form that a GAN can learn from; the class decides where its square stands and its colour.</summary>
internal sealed class Square
{
    [ImageType(Squares.Side, Squares.Side)]
    public MLImage? Image { get; set; }

    [VectorType(3, Squares.Side, Squares.Side)]
    public float[] Floats { get; set; } = [];

    [VectorType(3, Squares.Side, Squares.Side)]
    public byte[] Bytes { get; set; } = [];

    [VectorType(1, Squares.Side, Squares.Side)]
    public byte[] Gray { get; set; } = [];

    [KeyType(Squares.Classes)]
    public uint Label { get; set; }

    public string Class { get; set; } = "";

    [VectorType(2)]
    public float[] Place { get; set; } = [];
}

/// <summary>Pictures of 16×16 pixels with a coloured square in one of the four quarters.</summary>
internal static class Squares
{
    public const int Side = 16;
    public const int Classes = 4;

    private static readonly (byte Red, byte Green, byte Blue)[] _colors = [(250, 30, 30), (30, 250, 30), (30, 30, 250), (240, 240, 30)];

    public static IReadOnlyList<string> ClassNames { get; } = ["red", "green", "blue", "yellow"];

    /// <summary>Rows whose classes take turns.</summary>
    public static Square[] Rows(int count) => [.. Enumerable.Range(0, count).Select(index => Row(index % Classes, index))];

    public static Square Row(int square, int index = 0)
    {
        var (left, top) = (8 * (square % 2), 8 * (square / 2));
        var (red, green, blue) = _colors[square];
        var planes = new byte[3 * Side * Side];
        var gray = new byte[Side * Side];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var isInside = x >= left && x < left + 8 && y >= top && y < top + 8;
                var background = (byte)(10 + (index % 7)); // no two neighbours are quite the same picture
                var pixel = (y * Side) + x;
                gray[pixel] = isInside ? (byte)200 : background;
                planes[pixel] = isInside ? red : background;
                planes[(Side * Side) + pixel] = isInside ? green : background;
                planes[(2 * Side * Side) + pixel] = isInside ? blue : background;
            }
        }

        return new Square
        {
            Image = ImageOf(planes, Side, Side),
            Floats = [.. planes.Select(value => (float)value)],
            Bytes = planes,
            Gray = gray,
            Label = (uint)square,
            Class = ClassNames[square],
            Place = [left / 8f, top / 8f],
        };
    }

    /// <summary>An image of three planes: red, green, blue.</summary>
    public static MLImage ImageOf(byte[] planes, int height, int width)
    {
        var pixels = new byte[height * width * 4];
        for (var i = 0; i < height * width; i++)
        {
            pixels[4 * i] = planes[(2 * height * width) + i];
            pixels[(4 * i) + 1] = planes[(height * width) + i];
            pixels[(4 * i) + 2] = planes[i];
            pixels[(4 * i) + 3] = 255;
        }

        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, pixels);
    }

    public static MLImage PlainImage(int height, int width) => ImageOf(new byte[3 * height * width], height, width);

    public static IDataView Load(MLContext ml, int count = 32) => ml.Data.LoadFromEnumerable(Rows(count));

    /// <summary>The rows in an image column whose type says no size.</summary>
    public static IDataView LoadUnsized(MLContext ml, IEnumerable<Square> rows)
    {
        var schema = SchemaDefinition.Create(typeof(Square));
        var unsized = new ImageDataViewType();
        DataViewTypeManager.Register(unsized, typeof(MLImage)); // as LoadFromImageFolder does
        schema[nameof(Square.Image)]!.ColumnType = unsized;
        return ml.Data.LoadFromEnumerable(rows, schema);
    }
}
