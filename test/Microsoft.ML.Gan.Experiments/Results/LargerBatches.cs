using Microsoft.ML.Gan;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>More in a step, in as many steps: as PacGAN packs images, a batch has as many packs as it had images.</summary>
internal static class LargerBatches
{
    public static void Enlarge(this GanEstimator.Options options, int times, int packing = 1, int length = 1) =>
        (options.Training.BatchSize, options.Training.Packing, options.Training.Kimg) = (times * options.Training.BatchSize, packing, times * length * options.Training.Kimg);
}
