using Microsoft.ML.Gan;

namespace EmojiSample;

/// <summary>Which networks are trained, how, and for how long; all with the hinge loss and Adam at 0.0002 (0.5, 0.999).</summary>
/// <param name="Name">What they are called.</param>
/// <param name="Architecture">The networks.</param>
/// <param name="BatchSize">Images in a batch.</param>
/// <param name="Kimg">Thousands of images shown to the discriminator.</param>
internal sealed record Recipe(string Name, IGanArchitecture Architecture, int BatchSize, double Kimg)
{
    public static Recipe For(int side, double? kimg) => side switch
    {
        // The fastest on a CPU: a residual network as wide takes several times as long.
        32 => new("DCGAN, width 64", GanArchitecture.Dcgan(), BatchSize: 64, kimg ?? 300),
        // Made for few and larger images; for a GPU.
        64 => new("FastGAN, width 64", GanArchitecture.FastGan(), BatchSize: 32, kimg ?? 1000),
        _ => new("FastGAN, width 64", GanArchitecture.FastGan(), BatchSize: 16, kimg ?? 1500),
    };
}
