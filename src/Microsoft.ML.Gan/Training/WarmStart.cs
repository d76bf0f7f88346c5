using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>Begins a training with what another has learned.</summary>
/// <param name="Fresh">The names of the weights that are the new network's own.</param>
/// <param name="Partial">The names of those that are as much the trained network's as both have conditions.</param>
internal readonly record struct WarmStart(IReadOnlyList<string> Fresh, IReadOnlyList<string> Partial)
{
    /// <summary>
    /// Copies every weight that both networks have in the same shape, and of those that differ by the condition's values alone
    /// what both have: whatever takes a condition beside something else takes it last. The others stay as they are.
    /// </summary>
    /// <param name="from">The trained network.</param>
    /// <param name="to">The new one.</param>
    /// <param name="conditions">How many values the new network's condition has more than the trained one's; less if negative.</param>
    public static WarmStart Copy(nn.Module from, nn.Module to, long conditions)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var learned = NetworkState.Of(from).ToDictionary(entry => entry.Name, entry => entry.Value);
        List<string> fresh = [], partial = [];
        foreach (var (name, target) in NetworkState.Of(to))
        {
            if (!learned.TryGetValue(name, out var value))
            {
                fresh.Add(name);
            }
            else if (value.shape.SequenceEqual(target.shape))
            {
                target.copy_(value);
            }
            else if (DimensionOfCondition(value.shape, target.shape, conditions) is { } dimension)
            {
                var both = Math.Min(value.shape[dimension], target.shape[dimension]);
                target.narrow(dimension, 0, both).copy_(value.narrow(dimension, 0, both));
                partial.Add(name);
            }
            else
            {
                fresh.Add(name);
            }
        }

        return new WarmStart(fresh, partial);
    }

    /// <summary>The only dimension that two shapes differ in, if it is by the difference of the conditions; null otherwise.</summary>
    private static int? DimensionOfCondition(long[] from, long[] to, long conditions)
    {
        if (from.Length != to.Length)
            return null;
        int[] differing = [.. Enumerable.Range(0, from.Length).Where(i => from[i] != to[i])];
        return differing is [var only] && to[only] - from[only] == conditions ? only : null;
    }
}
