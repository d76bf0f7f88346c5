using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>A network that is trained: its module, its parameters and its optimizer.</summary>
internal sealed class TrainedNetwork : IStateful, IDisposable
{
    private readonly GanOptimizer _options;
    private readonly optim.Optimizer _optimizer;
    private readonly optim.ILearningRateController _parameterGroup;
    private readonly OptimizerMoments _moments;

    /// <param name="module">The network; disposed with this.</param>
    /// <param name="optimizer">The update rule and its numbers.</param>
    /// <param name="frozen">Those of its parameters that are not trained.</param>
    public TrainedNetwork(nn.Module<Tensor, Tensor, Tensor> module, GanOptimizer optimizer, IReadOnlyCollection<Parameter>? frozen = null)
    {
        Module = module;
        _options = optimizer;
        foreach (var parameter in frozen ?? [])
            parameter.requires_grad_(false);
        Weights = new FlatParameters(module, frozen);
        OptimizerHelper rule = optimizer.Rule == GanOptimizer.UpdateRule.Adam
            ? optim.Adam([Weights.Vector], optimizer.LearningRate, optimizer.Beta1, optimizer.Beta2, optimizer.Epsilon)
            : optim.RMSProp([Weights.Vector], optimizer.LearningRate, optimizer.Beta2, optimizer.Epsilon);
        _optimizer = rule;
        _parameterGroup = rule.ParamGroups.Single();
        _moments = new OptimizerMoments(rule.state_dict().State.Single());
    }

    public nn.Module<Tensor, Tensor, Tensor> Module { get; }

    public FlatParameters Weights { get; }

    /// <summary>A factor of the learning rate; below 1 after a rollback.</summary>
    public double LearningRateScale { get; set; } = 1;

    /// <summary>One optimizer step on the gradient of the loss.</summary>
    public void Minimize(Tensor loss) => Apply(Gradients(loss));

    /// <summary>
    /// The loss's gradient for every parameter. The parameters are named, so backpropagation leaves out what only the other
    /// network's parameters would need.
    /// </summary>
    public Tensor[] Gradients(Tensor loss) => Gradient.Of(loss, Weights.Parameters);

    /// <summary>One optimizer step.</summary>
    /// <param name="gradients">One for each parameter.</param>
    /// <param name="images">Real images shown so far, this step's included; the learning rate may follow them.</param>
    /// <returns>The norm of the whole gradient, before any limit, a scalar; not finite if any gradient is not.</returns>
    public Tensor Apply(Tensor[] gradients, long images = 0)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var gradient = Weights.Flatten(gradients);
        var norm = gradient.norm();
        if (_options.MaxGradientNorm is { } limit)
            gradient.mul_((limit / (norm + 1e-6)).clamp_(max: 1)); // as torch.nn.utils.clip_grad_norm_, without waiting for the device

        _parameterGroup.LearningRate = _options.LearningRate * LearningRateScale * _options.Schedule.Factor(images);
        Weights.Vector.grad = gradient;
        _optimizer.step();
        Weights.Vector.grad = null;
        return norm.MoveToOuterDisposeScope();
    }

    /// <summary>Resets the optimizer's averages of the gradient, which are those of the network before it changed.</summary>
    public void ForgetGradients() => _moments.Reset();

    public void Capture(TrainingState state, string prefix)
    {
        foreach (var (name, value) in NetworkState.Of(Module))
            state.Add($"{prefix}.{name}", value);
        _moments.Capture(state, $"{prefix}.optimizer");
        state.Add($"{prefix}.optimizer.scale", LearningRateScale);
    }

    public void Restore(TrainingState state, string prefix)
    {
        foreach (var (name, value) in NetworkState.Of(Module))
            state.CopyTo($"{prefix}.{name}", value);
        _moments.Restore(state, $"{prefix}.optimizer");
        LearningRateScale = state.Number($"{prefix}.optimizer.scale");
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        Weights.Dispose();
        Module.Release();
    }

    /// <summary>The running averages that TorchSharp's optimizer keeps of the gradient, in and out of a checkpoint.</summary>
    private sealed class OptimizerMoments(OptimizerState state) : IStateful
    {
        private readonly (string Name, Tensor Value)[] _averages = state switch
        {
            Adam.State adam => [("mean", adam.exp_avg), ("square", adam.exp_avg_sq)],
            RMSProp.State rmsProp => [("square", rmsProp.square_avg)],
            _ => throw new NotSupportedException($"The optimizer's state is {state.GetType().Name}."),
        };

        private long Steps
        {
            get => state is Adam.State adam ? adam.step : ((RMSProp.State)state).step;
            set
            {
                if (state is Adam.State adam)
                    adam.step = value;
                else
                    ((RMSProp.State)state).step = value;
            }
        }

        public void Reset()
        {
            using var noGradient = no_grad();
            foreach (var (_, value) in _averages)
                value.fill_(0);
            Steps = 0;
        }

        public void Capture(TrainingState to, string prefix)
        {
            foreach (var (name, value) in _averages)
                to.Add($"{prefix}.{name}", value);
            to.Add($"{prefix}.steps", Steps);
        }

        public void Restore(TrainingState from, string prefix)
        {
            foreach (var (name, value) in _averages)
                from.CopyTo($"{prefix}.{name}", value);
            Steps = from.Integer($"{prefix}.steps");
        }
    }
}
