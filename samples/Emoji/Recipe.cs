using Microsoft.ML.Gan;

namespace EmojiSample;

/// <summary>Which networks are trained, how, and for how long; all with the hinge loss and adaptive augmentation.</summary>
/// <param name="Name">What they are called.</param>
/// <param name="Architecture">The networks.</param>
/// <param name="Optimizer">The optimizer of both.</param>
/// <param name="BatchSize">Images in a batch.</param>
/// <param name="Kimg">Thousands of images shown to the discriminator.</param>
internal sealed record Recipe(string Name, IGanArchitecture Architecture, GanOptimizer Optimizer, int BatchSize, double Kimg)
{
    public static Recipe For(int side, double? kimg) => side switch
    {
        32 => FastGan(width: 12, learningRate: 0.0004, batchSize: 16, kimg ?? 400), // a fifth of the usual width, for a CPU
        64 => FastGan(width: 64, learningRate: 0.0002, batchSize: 32, kimg ?? 1000),
        _ => FastGan(width: 64, learningRate: 0.0002, batchSize: 16, kimg ?? 1500),
    };

    /// <summary>Made for few images. The learning rate falls in the second half, and pictures become clear.</summary>
    private static Recipe FastGan(int width, double learningRate, int batchSize, double kimg) => new(
        $"FastGAN, width {width}",
        GanArchitecture.FastGan(width) with { ReconstructionWeight = batchSize }, // the authors add up what the images of a batch cost
        GanOptimizer.Adam(learningRate) with { Schedule = GanSchedule.LinearDecay(kimg / 2, kimg) },
        batchSize,
        kimg);
}
