using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>
/// Pixels by their places. <c>grid_sample</c> has no second derivative, which a penalty of the discriminator's gradient needs;
/// this has.
/// </summary>
internal static class PickedPixels
{
    /// <param name="images">N×C×H×W.</param>
    /// <param name="places">N×P integers: of each image, row · W + column.</param>
    /// <returns>N×C×P.</returns>
    public static Tensor At(Tensor images, Tensor places) =>
        images.flatten(2).gather(2, places.unsqueeze(1).expand(-1, images.shape[1], -1));
}
