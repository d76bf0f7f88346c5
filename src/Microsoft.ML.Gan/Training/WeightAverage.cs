using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>The exponential moving average of a player's weights (see <see cref="GanEma"/>), in separate modules that are not trained.</summary>
internal sealed class WeightAverage : IStateful, IDisposable
{
    private readonly GanEma _ema;
    private readonly Player _player;
    private readonly FlatParameters _weights;
    private readonly List<(Tensor Average, Tensor Source)> _buffers;

    /// <param name="ema">The half-life of the average.</param>
    /// <param name="modules">A module for each of the player's modules, of the same architecture; disposed with this.</param>
    /// <param name="player">The player whose weights are averaged.</param>
    public WeightAverage(GanEma ema, IReadOnlyList<nn.Module> modules, Player player)
    {
        (_ema, Modules, _player) = (ema, modules, player);
        _weights = new FlatParameters($"{player.Name} average", modules);
        if (_weights.Vector.numel() != player.Weights.Vector.numel())
            throw new ArgumentException($"The modules for the average of the {player.Name} have {_weights.Vector.numel()} parameters, the player trains {player.Weights.Vector.numel()}.", nameof(modules));
        _buffers = [.. modules.Zip(player.Modules, (average, source) => average.buffers().Zip(source.Module.buffers())).SelectMany(pairs => pairs)];
        MoveBy(1);
    }

    public IReadOnlyList<nn.Module> Modules { get; }

    /// <summary>Updates the average after a step.</summary>
    /// <param name="images">Rows used so far, this step's included.</param>
    /// <param name="stepImages">The number of rows of this step.</param>
    public void Follow(long images, long stepImages) => MoveBy(_ema.Weight(images, stepImages));

    /// <summary>Moves the average to the player's weights by <paramref name="weight"/> in [0, 1]; 1 copies them.</summary>
    public void MoveBy(double weight)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Move(_weights.Vector, _player.Weights.Vector, weight);
        foreach (var (average, source) in _buffers)
        {
            // Batch statistics are averaged with the weights; counters are copied.
            if (average.is_floating_point())
                Move(average, source, weight);
            else
                average.copy_(source);
        }
    }

    public void Capture(TrainingState state, string prefix)
    {
        foreach (var (module, (name, _)) in Modules.Zip(_player.Modules))
            state.Add(Player.NameOf(prefix, name), module);
    }

    public void Restore(TrainingState state, string prefix)
    {
        foreach (var (module, (name, _)) in Modules.Zip(_player.Modules))
            state.CopyTo(Player.NameOf(prefix, name), module);
    }

    public void Dispose()
    {
        _weights.Dispose();
        foreach (var module in Modules)
            module.Release();
    }

    private static void Move(Tensor average, Tensor source, double weight)
    {
        if (weight >= 1)
            average.copy_(source);
        else
            average.mul_(1 - weight).add_(source, alpha: weight);
    }
}
