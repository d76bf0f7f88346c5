using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>Affine transforms of colours, one per image.</summary>
internal static class ColorMatrices
{
    /// <param name="images">N×3×H×W; or N×1×H×W of gray, which remains gray: the mean of the transformed channels.</param>
    /// <param name="matrices">For each image the matrix that (red, green, blue, 1) as a row is multiplied by.</param>
    public static Tensor Apply(Tensor images, IReadOnlyList<Matrix4x4> matrices)
    {
        using var scope = NewDisposeScope();
        long[] perImage = [matrices.Count, 4, 4];
        var all = tensor([.. matrices.SelectMany(Values)], perImage).to(images.device).narrow(2, 0, 3).transpose(1, 2);
        var (factors, offsets) = (all.narrow(2, 0, 3), all.narrow(2, 3, 1)); // N×3×3 and N×3×1
        if (images.shape[1] == 1)
            (factors, offsets) = (factors.sum(2, keepdim: true).mean([1], keepdim: true), offsets.mean([1], keepdim: true));
        return (factors.bmm(images.flatten(2)) + offsets).view(images.shape).MoveToOuterDisposeScope();
    }

    private static float[] Values(Matrix4x4 m) =>
    [
        m.M11, m.M12, m.M13, m.M14, m.M21, m.M22, m.M23, m.M24, m.M31, m.M32, m.M33, m.M34, m.M41, m.M42, m.M43, m.M44,
    ];
}
