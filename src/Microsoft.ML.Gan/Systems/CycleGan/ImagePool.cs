using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.CycleGan;

/// <summary>
/// A history of generated images that the discriminator is trained on (Shrivastava et al., 2017): once the pool is full, each new image is swapped
/// with an old one with probability ½.
/// </summary>
/// <param name="capacity">The number of images in the pool; 50 in CycleGAN. With 0 it returns the new images.</param>
/// <param name="random">A CPU random generator; its state is saved elsewhere.</param>
internal sealed class ImagePool(int capacity, Generator random) : IStateful, IDisposable
{
    private Tensor? _images; // capacity×C×H×W
    private int _count;

    /// <summary>The images to train on, N×C×H×W: new ones, or old ones instead.</summary>
    public Tensor Exchange(Tensor images)
    {
        if (capacity == 0)
            return images.detach();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        _images ??= zeros([capacity, .. images.shape[1..]], device: images.device).DetachFromDisposeScope();
        if (_images.device != images.device)
            MoveTo(images.device); // a state is restored on the CPU
        var result = images.detach().clone();
        for (var i = 0L; i < images.shape[0]; i++)
        {
            if (_count < capacity)
            {
                _images[_count++].copy_(images[i]);
                continue;
            }

            if (rand(1, generator: random).item<float>() < 0.5f)
                continue;
            var place = randint(capacity, [1], ScalarType.Int64, generator: random).item<long>();
            result[i].copy_(_images[place]);
            _images[place].copy_(images[i]);
        }

        return result.MoveToOuterDisposeScope();
    }

    public void Capture(TrainingState state, string prefix)
    {
        state.Add($"{prefix}.count", _count);
        if (_images is not null)
            state.Add($"{prefix}.images", _images);
    }

    public void Restore(TrainingState state, string prefix)
    {
        Dispose();
        if (!state.Tensors.TryGetValue($"{prefix}.images", out var saved))
            return;
        _images = saved.clone().DetachFromDisposeScope();
        _count = checked((int)state.Integer($"{prefix}.count"));
        if (_count < 0 || _count > capacity || _images.shape[0] != capacity)
            throw new InvalidDataException($"The image pool of the training state holds {_count} of {_images.shape[0]} images; this training has room for {capacity}.");
    }

    public void Dispose()
    {
        _images?.Dispose();
        (_images, _count) = (null, 0);
    }

    private void MoveTo(Device device)
    {
        using var before = _images!;
        _images = before.to(device).DetachFromDisposeScope();
    }
}
