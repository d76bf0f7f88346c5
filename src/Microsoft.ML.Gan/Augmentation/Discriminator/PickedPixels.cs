using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>
/// Gathers pixels by index. Unlike <c>grid_sample</c> it has a second derivative, which gradient penalties need.
/// </summary>
internal static class PickedPixels
{
    /// <param name="images">N×C×H×W.</param>
    /// <param name="places">N×P integers: row · W + column in each image.</param>
    /// <returns>N×C×P.</returns>
    public static Tensor At(Tensor images, Tensor places) =>
        images.flatten(2).gather(2, places.unsqueeze(1).expand(-1, images.shape[1], -1));
}
