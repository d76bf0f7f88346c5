using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Derivatives of a scalar, as <c>torch.autograd.grad</c> gives them.</summary>
/// <remarks>
/// An error in TorchSharp 0.107's <c>autograd.grad</c> ends the process: when memory runs short, or when nothing depends on the inputs.
/// Called from a script, the same operator throws, and the batch can be split.
/// </remarks>
internal static class Gradient
{
    private static readonly Lazy<jit.CompilationUnit> _script = new(() => jit.compile(
        """
        def gradients(value: Tensor, inputs: List[Tensor], differentiable: bool) -> List[Tensor]:
            found = torch.grad([value], inputs, None, differentiable, differentiable, True)
            result: List[Tensor] = []
            for i in range(len(inputs)):
                gradient = found[i]
                if gradient is None:
                    result.append(torch.zeros_like(inputs[i]))
                else:
                    result.append(gradient)
            return result

        """));

    /// <summary>The gradient with respect to each input; 0 if the value does not depend on it.</summary>
    /// <param name="value">A scalar.</param>
    /// <param name="inputs">The variables of the derivative.</param>
    /// <param name="differentiable">Whether the gradients must be differentiable; then the value's graph is kept, otherwise it is freed.</param>
    public static Tensor[] Of(Tensor value, IEnumerable<Tensor> inputs, bool differentiable = false) =>
        _script.Value.invoke<Tensor[]>("gradients", value, inputs.ToArray(), differentiable);

    /// <inheritdoc cref="Of(Tensor, IEnumerable{Tensor}, bool)"/>
    /// <param name="value">A scalar.</param>
    /// <param name="input">The variables of the derivative.</param>
    /// <param name="differentiable">Whether the gradient is to be derived again.</param>
    public static Tensor Of(Tensor value, Tensor input, bool differentiable = false) => Of(value, [input], differentiable)[0];
}
