using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>A network that plays the game: its module, its parameters and the state of its optimizer.</summary>
internal sealed class TrainedNetwork : IDisposable
{
    /// <summary>
    /// One update of all parameters in one call: the gradients become one vector, and each line is one pass over memory.
    /// </summary>
    private static readonly Lazy<jit.CompilationUnit> _updates = new(() => jit.compile(
        """
        def adam(weights: Tensor, mean: Tensor, square: Tensor, gradients: List[Tensor],
                 rate: float, beta1: float, beta2: float, epsilon: float, step: int) -> Tensor:
            gradient = torch.cat([g.reshape(-1) for g in gradients])
            mean.lerp_(gradient, 1.0 - beta1)
            square.mul_(beta2).addcmul_(gradient, gradient, value=1.0 - beta2)
            scale = square.sqrt().div_((1.0 - beta2 ** step) ** 0.5).add_(epsilon)
            weights.addcdiv_(mean, scale, value=-rate / (1.0 - beta1 ** step))
            return gradient

        def rmsprop(weights: Tensor, square: Tensor, gradients: List[Tensor],
                    rate: float, alpha: float, epsilon: float) -> Tensor:
            gradient = torch.cat([g.reshape(-1) for g in gradients])
            square.mul_(alpha).addcmul_(gradient, gradient, value=1.0 - alpha)
            weights.addcdiv_(gradient, square.sqrt().add_(epsilon), value=-rate)
            return gradient

        """));

    private readonly GanOptimizer _optimizer;
    private readonly Tensor? _mean;
    private readonly Tensor _square;
    private long _steps;

    public TrainedNetwork(nn.Module<Tensor, Tensor, Tensor> module, GanOptimizer optimizer)
    {
        Module = module;
        _optimizer = optimizer;
        Weights = new FlatParameters(module);
        _mean = optimizer.Rule == GanOptimizer.UpdateRule.Adam ? zeros_like(Weights.Vector).DetachFromDisposeScope() : null;
        _square = zeros_like(Weights.Vector).DetachFromDisposeScope();
    }

    public nn.Module<Tensor, Tensor, Tensor> Module { get; }

    public FlatParameters Weights { get; }

    /// <summary>
    /// Moves the parameters against the gradient of the loss. Gradients are asked for by name, so backpropagation leaves
    /// out what only the other network's parameters would need.
    /// </summary>
    public void Minimize(Tensor loss)
    {
        var parameters = Weights.Parameters;
        var found = autograd.grad([loss], [.. parameters], allow_unused: true);
        using var noGradient = no_grad();
        var gradients = new Tensor[found.Count];
        for (var i = 0; i < gradients.Length; i++)
            gradients[i] = found[i] is { IsInvalid: false } gradient ? gradient : zeros_like(parameters[i]);

        _steps++;
        var rule = _optimizer;
        _ = rule.Rule == GanOptimizer.UpdateRule.Adam
            ? _updates.Value.invoke<Tensor>(
                "adam", Weights.Vector, _mean!, _square, gradients, rule.LearningRate, rule.Beta1, rule.Beta2, rule.Epsilon, _steps)
            : _updates.Value.invoke<Tensor>(
                "rmsprop", Weights.Vector, _square, gradients, rule.LearningRate, rule.Beta2, rule.Epsilon);
    }

    public void Dispose()
    {
        _mean?.Dispose();
        _square.Dispose();
        Weights.Dispose();
        Module.Dispose();
    }
}
