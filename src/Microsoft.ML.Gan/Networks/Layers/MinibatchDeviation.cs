using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// Minibatch standard deviation: the standard deviation of every feature over a group of images, averaged to one number, is appended as a constant
/// channel (Karras et al., 2018). N×C×H×W → N×(C+1)×H×W.
/// </summary>
internal static class MinibatchDeviation
{
    /// <param name="features">N×C×H×W.</param>
    /// <param name="group">The maximum number of images in a group; groups are equally large.</param>
    public static Tensor Append(Tensor features, int group)
    {
        var (count, channels, height, width) = (features.shape[0], features.shape[1], features.shape[2], features.shape[3]);
        var size = Math.Min(group, count);
        while (count % size != 0)
            size--;

        var groups = features.reshape(size, count / size, channels, height, width);
        var variance = (groups - groups.mean([0], keepdim: true)).square().mean([0]);
        var deviation = (variance + 1e-8).sqrt().mean([1, 2, 3]);
        return cat([features, deviation.view(-1, 1, 1, 1).repeat(size, 1, height, width)], 1);
    }
}
