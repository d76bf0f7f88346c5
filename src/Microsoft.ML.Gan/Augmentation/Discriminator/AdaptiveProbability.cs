using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>
/// The probability of augmentations for a discriminator that overfits (Karras et al., 2020a, section 3.1): r = E[sign(D(real))] is 0 when
/// the discriminator cannot tell real images from generated ones, and 1 when it is sure of each. Above the target the probability
/// rises, below it falls, by steps of the same size. Signs are added up on the device and read when the probability is due.
/// </summary>
/// <param name="target">The r to keep.</param>
/// <param name="every">Turns of the discriminator from one step to the next.</param>
/// <param name="kimg">So many thousand images take the probability from 0 to 1.</param>
internal sealed class AdaptiveProbability(double target, int every, double kimg) : IStateful, IDisposable
{
    private Tensor? _signs; // their sum
    private long _logits;
    private long _images;
    private long _turn = -1;

    public double Value { get; private set; }

    /// <summary>The discriminator's loss of a batch or micro-batch begins.</summary>
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

    /// <param name="logits">Those of real images.</param>
    /// <param name="images">How many they were.</param>
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

    /// <summary>What was seen since the last step.</summary>
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
