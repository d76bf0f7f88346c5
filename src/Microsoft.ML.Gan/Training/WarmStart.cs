using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>Initializes a network with the weights of a trained one.</summary>
/// <param name="Fresh">The names of the weights that were not copied.</param>
/// <param name="Partial">The names of the weights of which only the common conditions were copied.</param>
internal readonly record struct WarmStart(IReadOnlyList<string> Fresh, IReadOnlyList<string> Partial)
{
    /// <summary>
    /// Copies every weight with the same name and shape. Of weights that differ only in the size of the condition, it copies the common part; the
    /// condition is always the last part of a layer's input. Other weights are not changed.
    /// </summary>
    /// <param name="from">The trained network.</param>
    /// <param name="to">The new network.</param>
    /// <param name="conditions">The size of the new network's condition minus that of the trained one's.</param>
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

    /// <summary>The only dimension in which two shapes differ, if the difference is that of the conditions; null otherwise.</summary>
    private static int? DimensionOfCondition(long[] from, long[] to, long conditions)
    {
        if (from.Length != to.Length)
            return null;
        int[] differing = [.. Enumerable.Range(0, from.Length).Where(i => from[i] != to[i])];
        return differing is [var only] && to[only] - from[only] == conditions ? only : null;
    }
}
