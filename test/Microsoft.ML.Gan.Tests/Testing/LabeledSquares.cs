namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>Noisy gray pictures of 12×12 pixels whose class says in which quarter a brighter square lies: learned in a few dozen steps.</summary>
internal static class LabeledSquares
{
    public const int Side = 12;
    public const int Classes = 4;

    /// <param name="count">The number of pictures; classes take turns.</param>
    /// <param name="seed">The seed of the noise.</param>
    /// <param name="labelOf">The label of the image, by index and true class; null for the true one.</param>
    /// <param name="change">Changes the pixels at last.</param>
    public static LabeledImages Make(int count, ulong seed, Func<int, int, int>? labelOf = null, Action<byte[]>? change = null)
    {
        var pixels = new byte[count * Side * Side];
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            var random = new CounterRandom(seed, stream: 900, (ulong)i);
            var quarter = i % Classes;
            labels[i] = labelOf?.Invoke(i, quarter) ?? quarter;
            for (var pixel = 0; pixel < Side * Side; pixel++)
            {
                var isInside = (pixel % Side / 6, pixel / Side / 6) == (quarter % 2, quarter / 2);
                pixels[(i * Side * Side) + pixel] = (byte)((isInside ? 60 : 0) + random.NextInt32(180));
            }
        }

        change?.Invoke(pixels);
        return new LabeledImages(pixels, labels, Classes, new ImageShape(1, Side, Side));
    }

    /// <summary>Enough to learn them by.</summary>
    public static ClassifierOptions Quick { get; } = new() { Epochs = 0, MinSteps = 60, BatchSize = 32, LearningRate = 0.004, Shift = 0.05, Seed = 3 };
}
