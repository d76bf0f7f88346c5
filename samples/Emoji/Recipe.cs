using Microsoft.ML.Gan;

namespace EmojiSample;

/// <summary>Which networks are trained, how, and for how long; all with the hinge loss and DiffAugment.</summary>
/// <param name="Name">What they are called.</param>
/// <param name="Architecture">The networks.</param>
/// <param name="Optimizer">The optimizer of both.</param>
/// <param name="BatchSize">Images in a batch.</param>
/// <param name="Kimg">Thousands of images shown to the discriminator.</param>
internal sealed record Recipe(string Name, IGanArchitecture Architecture, GanOptimizer Optimizer, int BatchSize, double Kimg)
{
    public static Recipe For(int side, double? kimg) => side switch
    {
        // A quarter of the published width, and small batches: on a CPU, steps are what there is least of. A DCGAN of full width
        // takes a third of the time for an image, but after 30 kimg it is not where this is after 10.
        32 => new(
            "SNGAN, widths 16 and 24", GanArchitecture.Sngan(generatorWidth: 16, discriminatorWidth: 24), GanOptimizer.Adam(0.0004, 0, 0.9), 32, kimg ?? 105),
        // Made for few and larger images; for a GPU.
        64 => new("FastGAN, width 64", GanArchitecture.FastGan(), GanOptimizer.Adam(), 32, kimg ?? 1000),
        _ => new("FastGAN, width 64", GanArchitecture.FastGan(), GanOptimizer.Adam(), 16, kimg ?? 1500),
    };
}
