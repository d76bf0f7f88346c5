using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// Resizing with antialiasing, as in Pillow and as clean-fid (Parmar et al., 2022) requires for metrics: removed pixels are averaged, so that thin
/// lines do not break. Differentiable.
/// </summary>
internal static class AntialiasedResize
{
    // TorchSharp's interpolate has no antialiasing.
    private static readonly Lazy<jit.CompilationUnit> _script = new(() => jit.compile(
        """
        def bicubic(images: Tensor, height: int, width: int) -> Tensor:
            return torch._upsample_bicubic2d_aa(images, [height, width], False, None, None)

        """));

    /// <summary>Bicubic with a = −½; values may lie a little outside the range of the images.</summary>
    /// <param name="images">N×C×H×W, floats.</param>
    /// <param name="height">The new height.</param>
    /// <param name="width">The new width.</param>
    public static Tensor Bicubic(Tensor images, long height, long width) => _script.Value.invoke<Tensor>("bicubic", images, height, width);
}
