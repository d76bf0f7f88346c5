using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>
/// Prepares the discriminator's input, in the same way in every phase and term: discriminator augmentation, then changes by regularizers (instance
/// noise), then packing (PacGAN).
/// </summary>
/// <remarks>
/// Augmentation comes first, because otherwise it would change the strength of instance noise.
/// </remarks>
/// <param name="augmentation">The augmentation; null for none.</param>
/// <param name="regularizers">The regularizers, in their order.</param>
/// <param name="packing">The number of images per discriminator input, m.</param>
/// <param name="random">A CPU random generator.</param>
internal sealed class DiscriminatorInput(
    IDiscriminatorAugmentation? augmentation, IReadOnlyList<IGanRegularizer> regularizers, int packing, Generator random)
{
    /// <summary>The packs as the discriminator's input.</summary>
    /// <param name="packs">(N/m)×(m·C)×H×W in [-1, 1].</param>
    /// <param name="imagesShown">The number of real images shown to the discriminator before this step.</param>
    public Tensor Apply(Tensor packs, long imagesShown)
    {
        var images = packing == 1 ? packs : packs.reshape(-1, packs.shape[1] / packing, packs.shape[2], packs.shape[3]);
        if (augmentation is not null)
            images = augmentation.Apply(images, random);
        foreach (var regularizer in regularizers)
            images = regularizer.DiscriminatorInput(images, imagesShown);
        return Pack(images);
    }

    /// <summary>Concatenates the channels of neighbours: N×C×… → (N/m)×(m·C)×…</summary>
    public Tensor Pack(Tensor each)
    {
        if (packing == 1)
            return each;
        var shape = each.shape;
        (shape[0], shape[1]) = (shape[0] / packing, shape[1] * packing);
        return each.reshape(shape);
    }
}
