using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>One of <see cref="LabeledSquares"/> as a row of data.</summary>
internal sealed class NoisySquare
{
    [VectorType(1, LabeledSquares.Side, LabeledSquares.Side)]
    public byte[] Image { get; set; } = [];

    [KeyType(LabeledSquares.Classes)]
    public uint Label { get; set; }

    /// <summary>Rows of pictures that a classifier learns to tell apart within a second.</summary>
    public static NoisySquare[] Rows(int count, ulong seed)
    {
        var images = LabeledSquares.Make(count, seed);
        return [.. Enumerable.Range(0, count).Select(index => new NoisySquare { Image = images.Pixels(index).ToArray(), Label = (uint)images.Label(index) })];
    }
}
