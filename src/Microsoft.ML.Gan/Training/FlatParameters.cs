using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>
/// All parameters of one or several networks as one vector; the networks' own parameters become views of it. An average, a norm, a clip or an
/// optimizer step is then one call on one tensor.
/// </summary>
internal sealed class FlatParameters : IDisposable
{
    private readonly bool[] _isChannelsLast;

    /// <summary>Makes the parameters of networks views of one vector; the networks must not be moved to another device afterwards.</summary>
    /// <param name="owner">The player that trains them, for messages.</param>
    /// <param name="networks">The networks. Their parameters keep their strides.</param>
    /// <param name="except">Parameters to exclude.</param>
    /// <exception cref="InvalidOperationException">No parameter is left.</exception>
    public FlatParameters(string owner, IReadOnlyList<nn.Module> networks, IReadOnlyCollection<Parameter>? except = null)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Parameters = [.. networks.SelectMany(network => network.parameters()).Where(parameter => except?.Any(other => ReferenceEquals(other, parameter)) != true)];
        if (Parameters.Count == 0)
            throw new InvalidOperationException($"The {owner} ({string.Join(", ", networks.Select(network => network.GetName()))}) has no parameters to train.");

        _isChannelsLast = [.. Parameters.Select(ChannelsLast.Is)];
        Vector = nn.Parameter(Flatten(Parameters), requires_grad: false);
        Vector.DetachFromDisposeScope();
        var start = 0L;
        foreach (var parameter in Parameters)
        {
            parameter.set_(Vector.as_strided(parameter.shape, ChannelsLast.DenseStrides(parameter), start));
            start += parameter.numel();
        }
    }

    /// <summary>Every parameter, one after the other, in the order of <see cref="Parameters"/>; each in its order in memory.</summary>
    public Parameter Vector { get; }

    /// <summary>The networks' own parameters, which are views of the vector.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>One tensor for each parameter, its gradient for instance, as one vector in the order of <see cref="Vector"/>.</summary>
    public Tensor Flatten(IEnumerable<Tensor> tensors) => cat([.. tensors.Zip(_isChannelsLast, (tensor, isChannelsLast) =>
        (isChannelsLast ? tensor.permute(0, 2, 3, 1) : tensor).reshape(-1))]);

    public void Dispose() => Vector.Dispose();
}
