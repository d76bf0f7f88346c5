using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Transforms.Image;

namespace OwnParts;

/// <summary>A drawn picture.</summary>
internal sealed class Toy
{
    [VectorType(ToyPictures.Side, ToyPictures.Side, 3)]
    public byte[] Picture { get; set; } = [];
}

/// <summary>A row for which a picture is generated.</summary>
internal sealed class Request
{
    public float Number { get; set; }
}

/// <summary>A row with its generated picture.</summary>
internal sealed class Answer
{
    [ImageType(ToyPictures.Side, ToyPictures.Side)]
    public MLImage Picture { get; set; } = null!;
}

/// <summary>Bright discs of random position, size and colour on a dark blue background.</summary>
internal static class ToyPictures
{
    public const int Side = 16;

    public static IDataView Load(MLContext ml, int count)
    {
        var random = new Random(1);
        return ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(_ => Draw(random)).ToArray());
    }

    private static Toy Draw(Random random)
    {
        var (x, y, radius) = (5 + (6 * random.NextDouble()), 5 + (6 * random.NextDouble()), 2.5 + (2.5 * random.NextDouble()));
        var (red, green) = (random.Next(150, 256), random.Next(60, 256));
        var pixels = new byte[Side * Side * 3];
        for (var i = 0; i < Side * Side; i++)
        {
            var distance = Math.Sqrt(Math.Pow((i % Side) - x, 2) + Math.Pow((i / Side) - y, 2));
            var cover = Math.Clamp(radius - distance + 0.5, 0, 1);
            pixels[3 * i] = (byte)(10 + (cover * (red - 10)));
            pixels[(3 * i) + 1] = (byte)(10 + (cover * (green - 10)));
            pixels[(3 * i) + 2] = (byte)(60 - (cover * 40));
        }

        return new Toy { Picture = pixels };
    }
}
