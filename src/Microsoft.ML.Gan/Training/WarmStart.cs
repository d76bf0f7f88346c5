using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Begins a training with what another has learned.</summary>
internal static class WarmStart
{
    /// <summary>Copies every weight that both networks have in the same shape; the others stay as they are.</summary>
    /// <param name="from">The trained network.</param>
    /// <param name="to">The new one.</param>
    /// <returns>The names of the weights that were not copied: of a condition of another size, for one.</returns>
    public static IReadOnlyList<string> Copy(nn.Module from, nn.Module to)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var learned = NetworkState.Of(from).ToDictionary(entry => entry.Name, entry => entry.Value);
        var fresh = new List<string>();
        foreach (var (name, target) in NetworkState.Of(to))
        {
            if (learned.TryGetValue(name, out var value) && value.shape.SequenceEqual(target.shape))
                target.copy_(value);
            else
                fresh.Add(name);
        }

        return fresh;
    }
}
