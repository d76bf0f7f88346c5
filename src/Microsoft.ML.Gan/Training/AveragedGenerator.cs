using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>The average of a generator over its training (see <see cref="GanEma"/>): a second network, never trained itself.</summary>
internal sealed class AveragedGenerator : IStateful, IDisposable
{
    private readonly FlatParameters _weights;
    private readonly List<(Tensor Average, Tensor Source)> _buffers;
    private readonly TrainedNetwork _source;

    /// <param name="module">A network of the same architecture as the source; taken over, and disposed with this.</param>
    /// <param name="source">The generator that is trained.</param>
    public AveragedGenerator(nn.Module<Tensor, Tensor, Tensor> module, TrainedNetwork source)
    {
        Module = module;
        _source = source;
        _weights = new FlatParameters(module);
        _buffers = [.. module.buffers().Zip(source.Module.buffers())];
        Follow(1);
    }

    public nn.Module<Tensor, Tensor, Tensor> Module { get; }

    /// <summary>Moves the average to the source by <paramref name="weight"/> in [0, 1]; 1 copies it.</summary>
    public void Follow(double weight)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Average(_weights.Vector, _source.Weights.Vector, weight);
        foreach (var (average, source) in _buffers)
        {
            // Batch statistics are averaged with the weights that they belong to; counters are copied.
            if (average.is_floating_point())
                Average(average, source, weight);
            else
                average.copy_(source);
        }
    }

    public void Capture(TrainingState state, string prefix)
    {
        foreach (var (name, value) in NetworkState.Of(Module))
            state.Add($"{prefix}.{name}", value);
    }

    public void Restore(TrainingState state, string prefix)
    {
        foreach (var (name, value) in NetworkState.Of(Module))
            state.CopyTo($"{prefix}.{name}", value);
    }

    public void Dispose()
    {
        _weights.Dispose();
        Module.Release();
    }

    private static void Average(Tensor average, Tensor source, double weight)
    {
        if (weight >= 1)
            average.copy_(source);
        else
            average.mul_(1 - weight).add_(source, alpha: weight);
    }
}
