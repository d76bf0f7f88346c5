using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Conformance;

/// <summary>A row with a column for everything that any of our estimators reads, and one that none does.</summary>
internal sealed class Sample
{
    public const int Count = 24;
    public const string Unread = nameof(Text);

    [ImageType(Squares.Side, Squares.Side)]
    public MLImage? Image { get; set; }

    [VectorType(3, Squares.Side, Squares.Side)]
    public float[] Floats { get; set; } = [];

    [VectorType(3, Squares.Side, Squares.Side)]
    public byte[] Bytes { get; set; } = [];

    /// <summary>The same as <see cref="Bytes"/> in a vector whose size only the rows tell.</summary>
    public byte[] Variable { get; set; } = [];

    [VectorType(Squares.Side, Squares.Side)]
    public float[] Gray { get; set; } = [];

    [KeyType(Squares.Classes)]
    public uint Label { get; set; }

    public string Class { get; set; } = "";

    [VectorType(2)]
    public float[] Place { get; set; } = [];

    public float Amount { get; set; }

    [VectorType(TinyGan.LatentSize)]
    public float[] Noise { get; set; } = [];

    public string Text { get; set; } = "";

    public static IDataView Load(MLContext ml) => ml.Data.LoadFromEnumerable(Rows());

    /// <summary>Images whose sizes only the rows tell.</summary>
    public static IDataView LoadUnsized(MLContext ml)
    {
        var schema = SchemaDefinition.Create(typeof(Sample));
        schema[nameof(Image)]!.ColumnType = ImageTypes.Unsized;
        return ml.Data.LoadFromEnumerable(Rows(), schema);
    }

    /// <summary>With a key that has names, among the annotations of a column that is passed on.</summary>
    public static IDataView LoadNamed(MLContext ml)
    {
        var data = Load(ml);
        return ml.Transforms.Conversion.MapValueToKey("ClassKey", nameof(Class)).Fit(data).Transform(data);
    }

    /// <summary>With a key that stands for numbers.</summary>
    public static IDataView LoadNumbered(MLContext ml)
    {
        var data = Load(ml);
        return ml.Transforms.Conversion.MapValueToKey("AmountKey", nameof(Amount)).Fit(data).Transform(data);
    }

    private static Sample[] Rows() => [.. Squares.Rows(Count).Select((square, index) => new Sample
    {
        Image = square.Image,
        Floats = square.Floats,
        Bytes = square.Bytes,
        Variable = square.Bytes,
        Gray = [.. square.Gray.Select(value => (float)value)],
        Label = square.Label,
        Class = square.Class,
        Place = square.Place,
        Amount = index / (float)Count,
        Noise = NoiseRow.Ramp(index),
        Text = $"row {index}",
    })];
}
