using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Systems.CycleGan;

/// <summary>A square of one colour at any place of a dark image.</summary>
internal sealed class ColouredSquare
{
    [VectorType(3, TwoColours.Side, TwoColours.Side)]
    public byte[] Image { get; set; } = [];
}

/// <summary>Two unpaired sets: red squares and blue ones. The right translation changes the colour and keeps the place.</summary>
internal static class TwoColours
{
    public const int Side = 8;
    private const int Square = 4;

    public static IDataView Red(MLContext ml, int count, int seed) => ml.Data.LoadFromEnumerable(Rows(count, seed, channel: 0));

    public static IDataView Blue(MLContext ml, int count, int seed) => ml.Data.LoadFromEnumerable(Rows(count, seed, channel: 2));

    /// <summary>Squares as N×3×H×W bytes; the same seed gives the same places in every colour.</summary>
    public static ColouredSquare[] Rows(int count, int seed, int channel)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Row(random.Next(Side - Square + 1), random.Next(Side - Square + 1), channel))];
    }

    private static ColouredSquare Row(int left, int top, int channel)
    {
        var pixels = new byte[3 * Side * Side];
        for (var c = 0; c < 3; c++)
        {
            for (var y = 0; y < Side; y++)
            {
                for (var x = 0; x < Side; x++)
                {
                    var isInside = x >= left && x < left + Square && y >= top && y < top + Square;
                    pixels[(((c * Side) + y) * Side) + x] = (byte)(isInside && c == channel ? 240 : 20);
                }
            }
        }

        return new ColouredSquare { Image = pixels };
    }
}
