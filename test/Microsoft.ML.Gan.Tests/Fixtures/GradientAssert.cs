using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests;

internal static class GradientAssert
{
    private const double Tolerance = 1e-4;

    /// <summary>
    /// Asserts that the gradients of a network's parameters are PyTorch's, by name, each within the tolerance of its largest value. Where PyTorch has
    /// none, there is none, or it is zero.
    /// </summary>
    /// <param name="expected">PyTorch's gradients, each named by the prefix, a dot and the parameter's name.</param>
    /// <param name="prefix">The prefix.</param>
    /// <param name="network">The network.</param>
    /// <param name="total">The scalar to differentiate.</param>
    /// <param name="floor">A gradient whose largest value is below this is compared as if it were this large.</param>
    public static void AreClose(
        IReadOnlyDictionary<string, Tensor> expected, string prefix, nn.Module network, Tensor total, double floor = 0.01)
    {
        var parameters = network.named_parameters().ToArray();
        CollectionAssert.IsSubsetOf(
            expected.Keys.Where(key => key.StartsWith(prefix + ".", StringComparison.Ordinal)).ToArray(),
            parameters.Select(entry => $"{prefix}.{entry.name}").ToArray());
        var gradients = autograd.grad([total], [.. parameters.Select(entry => entry.parameter)], retain_graph: true, allow_unused: true);
        foreach (var ((name, parameter), found) in parameters.Zip(gradients))
        {
            var actual = found is { IsInvalid: false } gradient ? gradient : zeros_like(parameter);
            var reference = expected.GetValueOrDefault($"{prefix}.{name}") ?? zeros_like(parameter);
            TensorAssert.AreClose(reference, actual, Tolerance * Math.Max(floor, reference.abs().max().item<float>()), $"The gradient of {prefix}.{name}");
        }
    }
}
