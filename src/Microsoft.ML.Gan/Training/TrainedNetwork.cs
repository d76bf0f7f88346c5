using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>A network that plays the game: its module, its parameters and the state of its optimizer.</summary>
internal sealed class TrainedNetwork : IStateful, IDisposable
{
    /// <summary>
    /// One update of all parameters in one call: the gradients become one vector, and each line is one pass over memory.
    /// </summary>
    private static readonly Lazy<jit.CompilationUnit> _updates = new(() => jit.compile(
        """
        def limited(gradient: Tensor, norm: Tensor, limit: float) -> Tensor:
            return gradient * torch.clamp(limit / (norm + 1e-6), max=1.0) if limit > 0.0 else gradient

        def adam(weights: Tensor, mean: Tensor, square: Tensor, gradients: List[Tensor],
                 rate: float, beta1: float, beta2: float, epsilon: float, limit: float, step: int) -> Tensor:
            gradient = torch.cat([g.reshape(-1) for g in gradients])
            norm = gradient.norm()
            gradient = limited(gradient, norm, limit)
            mean.lerp_(gradient, 1.0 - beta1)
            square.mul_(beta2).addcmul_(gradient, gradient, value=1.0 - beta2)
            scale = square.sqrt().div_((1.0 - beta2 ** step) ** 0.5).add_(epsilon)
            weights.addcdiv_(mean, scale, value=-rate / (1.0 - beta1 ** step))
            return norm

        def rmsprop(weights: Tensor, square: Tensor, gradients: List[Tensor],
                    rate: float, alpha: float, epsilon: float, limit: float) -> Tensor:
            gradient = torch.cat([g.reshape(-1) for g in gradients])
            norm = gradient.norm()
            gradient = limited(gradient, norm, limit)
            square.mul_(alpha).addcmul_(gradient, gradient, value=1.0 - alpha)
            weights.addcdiv_(gradient, square.sqrt().add_(epsilon), value=-rate)
            return norm

        """));

    private readonly GanOptimizer _optimizer;
    private readonly Tensor? _mean;
    private readonly Tensor _square;
    private long _steps;

    /// <param name="module">The network; disposed with this.</param>
    /// <param name="optimizer">How its parameters follow their gradients.</param>
    /// <param name="frozen">Those of its parameters that do not.</param>
    public TrainedNetwork(nn.Module<Tensor, Tensor, Tensor> module, GanOptimizer optimizer, IReadOnlyCollection<Parameter>? frozen = null)
    {
        Module = module;
        _optimizer = optimizer;
        foreach (var parameter in frozen ?? [])
            parameter.requires_grad_(false);
        Weights = new FlatParameters(module, frozen);
        _mean = optimizer.Rule == GanOptimizer.UpdateRule.Adam ? zeros_like(Weights.Vector).DetachFromDisposeScope() : null;
        _square = zeros_like(Weights.Vector).DetachFromDisposeScope();
    }

    public nn.Module<Tensor, Tensor, Tensor> Module { get; }

    public FlatParameters Weights { get; }

    /// <summary>What the learning rate is multiplied by; below 1 after a rollback.</summary>
    public double LearningRateScale { get; set; } = 1;

    /// <summary>Moves the parameters against the gradient of the loss.</summary>
    public void Minimize(Tensor loss) => Apply(Gradients(loss));

    /// <summary>
    /// The loss's gradient for every parameter. Asked for by name, so backpropagation leaves out what only the other
    /// network's parameters would need.
    /// </summary>
    public Tensor[] Gradients(Tensor loss) => Gradient.Of(loss, Weights.Parameters);

    /// <summary>Moves the parameters against these gradients.</summary>
    /// <param name="gradients">One for each parameter.</param>
    /// <param name="images">Real images shown so far, this step's included; the learning rate may follow them.</param>
    /// <returns>The length of the whole gradient, before any limit, a scalar; not finite if any gradient is not.</returns>
    public Tensor Apply(Tensor[] gradients, long images = 0)
    {
        using var noGradient = no_grad();
        _steps++;
        // Not as plain numbers: TorchSharp would make scalars of them that nobody holds, and the garbage collector may free them too soon.
        using Scalar rate = _optimizer.LearningRate * LearningRateScale * _optimizer.Schedule.Factor(images);
        using Scalar limit = _optimizer.MaxGradientNorm ?? 0, epsilon = _optimizer.Epsilon;
        using Scalar beta1 = _optimizer.Beta1, beta2 = _optimizer.Beta2, steps = _steps;
        return _optimizer.Rule == GanOptimizer.UpdateRule.Adam
            ? _updates.Value.invoke<Tensor>("adam", Weights.Vector, _mean!, _square, gradients, rate, beta1, beta2, epsilon, limit, steps)
            : _updates.Value.invoke<Tensor>("rmsprop", Weights.Vector, _square, gradients, rate, beta2, epsilon, limit);
    }

    /// <summary>Lets the optimizer begin anew: its averages of gradients are of what this network was before.</summary>
    public void ForgetGradients()
    {
        using var noGradient = no_grad();
        _mean?.fill_(0);
        _square.fill_(0);
        _steps = 0;
    }

    public void Capture(TrainingState state, string prefix)
    {
        foreach (var (name, value) in NetworkState.Of(Module))
            state.Add($"{prefix}.{name}", value);
        if (_mean is not null)
            state.Add($"{prefix}.optimizer.mean", _mean);
        state.Add($"{prefix}.optimizer.square", _square);
        state.Add($"{prefix}.optimizer.steps", _steps);
        state.Add($"{prefix}.optimizer.scale", LearningRateScale);
    }

    public void Restore(TrainingState state, string prefix)
    {
        foreach (var (name, value) in NetworkState.Of(Module))
            state.CopyTo($"{prefix}.{name}", value);
        if (_mean is not null)
            state.CopyTo($"{prefix}.optimizer.mean", _mean);
        state.CopyTo($"{prefix}.optimizer.square", _square);
        _steps = state.Integer($"{prefix}.optimizer.steps");
        LearningRateScale = state.Number($"{prefix}.optimizer.scale");
    }

    public void Dispose()
    {
        _mean?.Dispose();
        _square.Dispose();
        Weights.Dispose();
        Module.Dispose();
    }
}
