using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>A copy of a network's weights at its best score.</summary>
/// <param name="network">The network.</param>
/// <param name="scoreName">The name of the score. A best one by another score is discarded.</param>
internal sealed class BestWeights(nn.Module network, string scoreName) : IStateful, IDisposable
{
    private Dictionary<string, Tensor>? _weights;
    private double _score = double.PositiveInfinity;
    private long _step;

    /// <summary>The step of the best score; null before the first.</summary>
    public long? Step => _weights is null ? null : _step;

    /// <summary>Copies the weights if the score is the best so far.</summary>
    /// <param name="score">Lower is better; NaN is never best.</param>
    /// <param name="step">Steps done.</param>
    public void Offer(double score, long step)
    {
        if (!(score < _score))
            return;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        (_score, _step) = (score, step);
        var now = NetworkState.Of(network);
        if (_weights is null)
        {
            _weights = now.ToDictionary(entry => entry.Name, entry => entry.Value.detach().clone().DetachFromDisposeScope());
            return;
        }

        foreach (var (name, value) in now)
            _weights[name].copy_(value);
    }

    /// <summary>Copies the best weights to a network of the same architecture; false if there are none.</summary>
    public bool CopyTo(nn.Module network)
    {
        if (_weights is null)
            return false;
        NetworkState.Load(network, _weights, "the best generator");
        return true;
    }

    public void Capture(TrainingState state, string prefix)
    {
        if (_weights is null)
            return;
        foreach (var (name, value) in _weights)
            state.Add($"{prefix}.{name}", value);
        state.Add($"{prefix}.score", _score);
        state.Add($"{prefix}.scoreName", scoreName);
        state.Add($"{prefix}.step", _step);
    }

    public void Restore(TrainingState state, string prefix)
    {
        if (!state.Values.TryGetValue($"{prefix}.scoreName", out var name) || name != scoreName)
            return;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Forget();
        var weights = new Dictionary<string, Tensor>();
        foreach (var (key, value) in NetworkState.Of(network))
        {
            var copy = zeros_like(value);
            state.CopyTo($"{prefix}.{key}", copy);
            weights.Add(key, copy);
        }

        foreach (var weight in weights.Values)
            weight.DetachFromDisposeScope();
        (_weights, _score, _step) = (weights, state.Number($"{prefix}.score"), state.Integer($"{prefix}.step"));
    }

    public void Dispose() => Forget();

    private void Forget()
    {
        if (_weights is null)
            return;
        foreach (var weight in _weights.Values)
            weight.Dispose();
        _weights = null;
    }
}
