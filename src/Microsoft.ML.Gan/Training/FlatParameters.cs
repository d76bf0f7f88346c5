using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// All parameters of a network as one vector, of which the network's own parameters become windows. What is done to every
/// weight (an optimizer step, an average, a norm, a clip) is then one call on one tensor.
/// </summary>
internal sealed class FlatParameters : IDisposable
{
    /// <summary>Takes over the parameters of a network, which must not be moved to another device afterwards.</summary>
    /// <param name="network">The network.</param>
    /// <param name="except">Those of its parameters that stay out, and as they are.</param>
    public FlatParameters(nn.Module network, IReadOnlyCollection<Parameter>? except = null)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Parameters = [.. network.parameters().Where(parameter => except?.Any(other => ReferenceEquals(other, parameter)) != true)];
        if (Parameters.Count == 0)
            throw new InvalidOperationException($"The network {network.GetName()} has no parameters to train.");

        Vector = cat([.. Parameters.Select(parameter => parameter.reshape(-1))]).DetachFromDisposeScope();
        var start = 0L;
        foreach (var parameter in Parameters)
        {
            parameter.set_(Vector.narrow(0, start, parameter.numel()).view(parameter.shape));
            start += parameter.numel();
        }
    }

    /// <summary>Every parameter, one after the other, in the order of <see cref="Parameters"/>.</summary>
    public Tensor Vector { get; }

    /// <summary>The network's own parameters that are taken over.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    public void Dispose() => Vector.Dispose();
}
