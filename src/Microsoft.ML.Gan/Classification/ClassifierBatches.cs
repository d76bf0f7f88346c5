using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Classification;

/// <summary>
/// Images for a classifier in random order, epoch after epoch, with light augmentation. All random draws are functions of the seed, the epoch and the
/// image.
/// </summary>
internal sealed class ClassifierBatches : IBatchSource
{
    private readonly LabeledImages _images;
    private readonly ulong _seed;
    private readonly Device _device;
    private readonly IImageAugmentation[] _augmentations;
    private readonly WorkingImage _image = new();
    private readonly AugmentationRandom _random = new();
    private readonly int[] _order;
    private readonly byte[] _pixels;
    private readonly long[] _labels;
    private long _epoch = -1;
    private int _next;

    public ClassifierBatches(LabeledImages images, ClassifierOptions options, Device device)
    {
        (_images, _seed, _device) = (images, (ulong)options.Seed, device);
        List<IImageAugmentation> augmentations = [];
        if (options.Shift > 0)
            augmentations.Add(new ShiftAugmentation { MaxFraction = options.Shift, Mode = PaddingMode.Edge });
        if (options.FlipProbability > 0)
            augmentations.Add(new HorizontalFlipAugmentation { Probability = options.FlipProbability });
        _augmentations = [.. augmentations];
        _order = new int[images.Count];
        _next = images.Count;
        var count = Math.Min(options.BatchSize, images.Count);
        _pixels = new byte[checked(count * images.Shape.Length)];
        _labels = new long[count];
    }

    /// <summary>N: at most the number of images.</summary>
    public int BatchSize => _labels.Length;

    /// <returns>Images N×C×H×W in [-1, 1] and N classes.</returns>
    public Batch Next(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var length = _images.Shape.Length;
        for (var i = 0; i < _labels.Length; i++)
        {
            var index = NextIndex();
            _labels[i] = _images.Label(index);
            _images.Pixels(index).CopyTo(_image.Start(_images.Shape));
            for (var operation = 0; operation < _augmentations.Length; operation++)
            {
                _random.Start(_seed, _epoch, (ulong)index, operation);
                _augmentations[operation].Apply(_image, _random);
            }

            _image.Pixels.CopyTo(_pixels.AsSpan(i * length));
        }

        return new Batch((Batch.Real, Pixels.ToTensor(_pixels, _labels.Length, _images.Shape, _device)), (ClassifierObjective.Targets, tensor(_labels).to(_device)));
    }

    private int NextIndex()
    {
        if (_next == _order.Length)
        {
            _next = 0;
            var random = new CounterRandom(_seed, RandomStreams.ClassifierOrder, (ulong)++_epoch);
            random.Permute(_order);
        }

        return _order[_next++];
    }
}
