using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>A condition as constant image channels.</summary>
internal static class ConditionPlanes
{
    /// <summary>Appends each of the K values as a constant channel: N×C×H×W → N×(C+K)×H×W.</summary>
    public static Tensor Append(Tensor images, Tensor condition)
    {
        if (condition.shape[1] == 0)
            return images;
        var planes = condition.unsqueeze(2).unsqueeze(3).expand(-1, -1, images.shape[2], images.shape[3]);
        return cat([images, planes], 1);
    }
}
