using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>
/// The probability of augmentations for a discriminator that overfits (Karras et al., 2020a, section 3.1): r = E[sign(D(real))] is 0 if the
/// discriminator cannot tell real from generated images, and 1 if it recognizes every real one. Above the target the probability rises, below it
/// falls, by constant steps. Signs are summed on the device and read when the probability is updated.
/// </summary>
/// <param name="target">The target of r.</param>
/// <param name="every">The interval of updates in discriminator steps.</param>
/// <param name="kimg">The thousands of images over which the probability can rise from 0 to 1.</param>
internal sealed class AdaptiveProbability(double target, int every, double kimg) : IStateful, IDisposable
{
    private Tensor? _signs; // their sum
    private long _logits;
    private long _images;
    private long _turn = -1;

    public double Value { get; private set; }

    /// <summary>Called before the discriminator's loss of a batch or micro-batch.</summary>
    public void BeginBatch(long turn)
    {
        if (turn == _turn)
            return;
        _turn = turn;
        if (turn % every != 0 || _signs is null)
            return;

        var mean = (double)_signs.cpu().item<float>() / _logits;
        var direction = mean > target ? 1 : mean < target ? -1 : 0;
        Value = Math.Clamp(Value + (direction * _images / (kimg * 1000)), 0, 1);
        Forget();
    }

    /// <param name="logits">The logits of real images.</param>
    /// <param name="images">The number of images.</param>
    public void Observe(Tensor logits, int images)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var signs = logits.sign().to(ScalarType.Float32).sum();
        _logits += logits.numel();
        _images += images;
        Keep(_signs is null ? signs : signs + _signs.to(signs.device));
    }

    public void Capture(TrainingState state, string prefix)
    {
        state.Add($"{prefix}.probability", Value);
        state.Add($"{prefix}.logits", _logits);
        state.Add($"{prefix}.images", _images);
        if (_signs is not null)
            state.Add($"{prefix}.signs", _signs);
    }

    public void Restore(TrainingState state, string prefix)
    {
        Forget();
        _turn = -1;
        Value = state.Number($"{prefix}.probability");
        (_logits, _images) = (state.Integer($"{prefix}.logits"), state.Integer($"{prefix}.images"));
        if (_logits == 0)
            return;
        using var scope = NewDisposeScope();
        var signs = zeros([]);
        state.CopyTo($"{prefix}.signs", signs);
        Keep(signs);
    }

    public void Dispose() => Forget();

    /// <summary>The sums since the last update.</summary>
    private void Forget()
    {
        Keep(null);
        (_logits, _images) = (0, 0);
    }

    private void Keep(Tensor? signs)
    {
        _signs?.Dispose();
        _signs = signs?.DetachFromDisposeScope();
    }
}
