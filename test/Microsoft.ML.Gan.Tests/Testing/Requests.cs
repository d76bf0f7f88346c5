using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>A row that says nothing about what is to be generated.</summary>
internal sealed class AnyRow
{
    public float Index { get; set; }

    public static IDataView Load(MLContext ml, int count) =>
        ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(index => new AnyRow { Index = index }).ToArray());
}

/// <summary>A row that asks for a class, 0 to 3: objects hold keys from 0 on, columns from 1 on.</summary>
internal sealed class LabelRow
{
    [KeyType(Squares.Classes)]
    public uint Label { get; set; }

    public float Index { get; set; }

    public static IDataView Load(MLContext ml, params uint[] labels) =>
        ml.Data.LoadFromEnumerable(labels.Select((label, index) => new LabelRow { Label = label, Index = index }).ToArray());

    /// <summary>Rows whose classes take turns.</summary>
    public static IDataView LoadMany(MLContext ml, int count) =>
        Load(ml, [.. Enumerable.Range(0, count).Select(index => (uint)(index % Squares.Classes))]);
}

/// <summary>A row that brings its latent and asks for a class.</summary>
internal sealed class NoiseRow
{
    [VectorType(TinyGan.LatentSize)]
    public float[] Noise { get; set; } = [];

    [KeyType(Squares.Classes)]
    public uint Label { get; set; }

    public static float[] Ramp(int row) => [.. Enumerable.Range(0, TinyGan.LatentSize).Select(i => (((row * 5) + (i * 3)) % 16 / 8f) - 1)];

    public static IDataView Load(MLContext ml, params NoiseRow[] rows) => ml.Data.LoadFromEnumerable(rows);
}

/// <summary>A row that asks for a class by name.</summary>
internal sealed class NamedRow
{
    public string Class { get; set; } = "";

    public static IDataView Load(MLContext ml, params string[] classes) =>
        ml.Data.LoadFromEnumerable(classes.Select(name => new NamedRow { Class = name }).ToArray());
}

/// <summary>What a prediction engine gives.</summary>
internal sealed class GeneratedImage
{
    [ImageType(Squares.Side, Squares.Side)]
    public MLImage? Generated { get; set; }
}

/// <summary>What a prediction engine gives of a model that makes vectors.</summary>
internal sealed class GeneratedBytes
{
    [VectorType(3, Squares.Side, Squares.Side)]
    public byte[] Generated { get; set; } = [];
}
