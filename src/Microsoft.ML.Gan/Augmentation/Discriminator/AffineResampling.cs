using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>
/// Affine transforms, one per image, without aliasing: upsampled by the symlet, sampled bilinearly at twice the density, downsampled by the symlet
/// (Karras et al., 2020a, appendix B). Beyond its edges the image is reflected.
/// </summary>
internal sealed class AffineResampling : IDisposable
{
    private readonly Dictionary<(int Size, string Device), (Tensor Up, Tensor Down)> _filters = [];

    /// <param name="images">N×C×H×W.</param>
    /// <param name="sources">
    /// For each image the map from a position in the result to its source in the image; in pixels from the middle, x to the right and y down.
    /// </param>
    public Tensor Apply(Tensor images, IReadOnlyList<Matrix3x2> sources)
    {
        using var scope = NewDisposeScope();
        var (height, width) = ((int)images.shape[2], (int)images.shape[3]);
        var ((upY, downY), (upX, downX)) = (FiltersOf(height, images.device), FiltersOf(width, images.device));
        var fine = Apply(upY, images, upX);
        var (places, weights) = Neighbours(sources, height, width, images.device);
        var neighbours = PickedPixels.At(fine, places.flatten(1)).view(images.shape[0], images.shape[1], 4, -1);
        var sampled = (neighbours * weights).sum(2).view(images.shape[0], images.shape[1], downY.shape[1], downX.shape[1]);
        return Apply(downY, sampled, downX).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var (up, down) in _filters.Values)
        {
            up.Dispose();
            down.Dispose();
        }

        _filters.Clear();
    }

    /// <summary>One filter along the columns of images, the other along their rows.</summary>
    private static Tensor Apply(Tensor ofColumns, Tensor images, Tensor ofRows) =>
        nn.functional.linear(nn.functional.linear(images.transpose(2, 3), ofColumns).transpose(2, 3), ofRows);

    /// <summary>
    /// For each fine pixel of the result the indices of the four source pixels around it, in a period of the image and two pixels more, and their
    /// weights: N×4×P and N×1×4×P.
    /// </summary>
    private static (Tensor Places, Tensor Weights) Neighbours(IReadOnlyList<Matrix3x2> sources, int height, int width, Device device)
    {
        var maps = tensor([.. sources.SelectMany(map => new[] { map.M11, map.M21, map.M31, map.M12, map.M22, map.M32 })], [sources.Count, 6])
            .to(device).view(sources.Count, 6, 1, 1).unbind(1);
        var (x, y) = (FromMiddle(width, device).view(1, 1, -1), FromMiddle(height, device).view(1, -1, 1));
        var sourceX = ((maps[0] * x) + (maps[1] * y) + (2 * maps[2]) + (width - 1)).remainder(SymletFilter.FinePeriod(width));
        var sourceY = ((maps[3] * x) + (maps[4] * y) + (2 * maps[5]) + (height - 1)).remainder(SymletFilter.FinePeriod(height));
        var (left, top) = (sourceX.floor(), sourceY.floor());
        var (right, below) = ((sourceX - left).flatten(1), (sourceY - top).flatten(1));
        var stride = SymletFilter.FinePeriod(width) + 2;
        var first = ((top.to(ScalarType.Int64) * stride) + left.to(ScalarType.Int64)).flatten(1).unsqueeze(1);
        var places = first + tensor([0L, 1, stride, stride + 1], [1, 4, 1]).to(device);
        var weights = stack([(1 - right) * (1 - below), right * (1 - below), (1 - right) * below, right * below], dim: 1);
        return (places, weights.unsqueeze(1));
    }

    /// <summary>The fine pixels of the result, margins included.</summary>
    private static Tensor FromMiddle(int size, Device device) =>
        arange(-SymletFilter.Margin - (size - 1), size + 1 + SymletFilter.Margin, dtype: ScalarType.Float32, device: device);

    private (Tensor Up, Tensor Down) FiltersOf(int size, Device device)
    {
        var key = (size, device.ToString());
        if (!_filters.TryGetValue(key, out var filters))
        {
            filters = (SymletFilter.Up(size).to(device).DetachFromDisposeScope(), SymletFilter.Down(size).to(device).DetachFromDisposeScope());
            _filters.Add(key, filters);
        }

        return filters;
    }
}
