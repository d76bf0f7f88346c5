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
        // Three quarters of the usual width. A residual network learns more from an image, but in the time of one this sees five.
        32 => new("DCGAN, width 48", GanArchitecture.Dcgan(generatorWidth: 48, discriminatorWidth: 48), GanOptimizer.Adam(0.0003, 0, 0.9), 32, kimg ?? 500),
        // Made for few and larger images; for a GPU.
        64 => new("FastGAN, width 64", GanArchitecture.FastGan(), GanOptimizer.Adam(), 32, kimg ?? 1000),
        _ => new("FastGAN, width 64", GanArchitecture.FastGan(), GanOptimizer.Adam(), 16, kimg ?? 1500),
    };
}
