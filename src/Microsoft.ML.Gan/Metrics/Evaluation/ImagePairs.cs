using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>Random pairs out of a set of images, of one class each if there are classes. They are kept as bytes.</summary>
internal sealed class ImagePairs
{
    private const int MostPairs = 1000;
    private const long MostBytes = 256 << 20;
    private const int PairsInBatch = 64;

    private readonly ImageShape _shape;
    private readonly Device _device;

    /// <summary>The place of an image of the set in the store. The two images of a pair are neighbours.</summary>
    private readonly Dictionary<int, int> _places = [];
    private readonly byte[] _pixels;

    public ImagePairs(IImageSet set, Device device)
    {
        (_shape, _device) = (set.Shape, device);
        var classes = set.Order.GroupBy(image => set.Classes?[image] ?? 0).Select(group => group.ToList()).ToList();
        var most = Math.Max(1, (int)Math.Min(MostPairs, MostBytes / (2 * _shape.Length)) / classes.Count);
        foreach (var members in classes)
        {
            foreach (var image in members.Take(2 * Math.Min(most, members.Count / 2)))
                _places.Add(image, _places.Count);
        }

        _pixels = new byte[_places.Count * _shape.Length];
    }

    /// <summary>Whether a set has a pair, of one class if there are classes.</summary>
    public static bool AreIn(IImageSet set) => set.Classes is null ? set.Count > 1 : set.Classes.GroupBy(label => label).Any(group => group.Skip(1).Any());

    /// <summary>Stores those images of the slice that belong to a pair.</summary>
    public void Add(ImageSlice slice)
    {
        for (var i = 0; i < slice.Count; i++)
        {
            if (_places.TryGetValue(slice.Start + i, out var place))
                slice.Pixels.AsSpan(i * _shape.Length, _shape.Length).CopyTo(_pixels.AsSpan(place * _shape.Length));
        }
    }

    /// <summary>The pairs, batch by batch, each N×C×H×W in [-1, 1]. A batch is disposed when the next one is read.</summary>
    public IEnumerable<(Tensor First, Tensor Second)> Read()
    {
        for (var start = 0; start < _places.Count; start += 2 * PairsInBatch)
        {
            // No dispose scope stays open between two batches: it would catch the caller's tensors.
            var (first, second) = Batch(start, Math.Min(2 * PairsInBatch, _places.Count - start));
            using (first)
            using (second)
                yield return (first, second);
        }
    }

    private (Tensor First, Tensor Second) Batch(int start, int count)
    {
        using var scope = NewDisposeScope();
        var images = Pixels.ToTensor(_pixels.AsSpan(start * _shape.Length, count * _shape.Length).ToArray(), count, _shape, _device)
            .view(count / 2, 2, _shape.Channels, _shape.Height, _shape.Width);
        return (images.select(1, 0).DetachFromDisposeScope(), images.select(1, 1).DetachFromDisposeScope());
    }
}
