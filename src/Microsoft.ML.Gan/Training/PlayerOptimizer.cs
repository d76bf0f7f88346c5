using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>TorchSharp's optimizer of a flat vector of parameters, with gradient clipping, learning rate schedule and saved state.</summary>
internal sealed class PlayerOptimizer : IStateful, IDisposable
{
    private readonly FlatParameters _weights;
    private readonly GanOptimizer _options;
    private readonly optim.Optimizer _optimizer;
    private readonly optim.ILearningRateController _parameterGroup;
    private readonly OptimizerState _state;
    private readonly (string Name, Tensor Value)[] _averages;

    public PlayerOptimizer(FlatParameters weights, GanOptimizer options)
    {
        (_weights, _options) = (weights, options);
        OptimizerHelper rule = options.Rule switch
        {
            GanOptimizer.UpdateRule.Adam => optim.Adam([weights.Vector], options.LearningRate, options.Beta1, options.Beta2, options.Epsilon),
            GanOptimizer.UpdateRule.AdamW => optim.AdamW([weights.Vector], options.LearningRate, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay),
            _ => optim.RMSProp([weights.Vector], options.LearningRate, options.Beta2, options.Epsilon),
        };
        _optimizer = rule;
        _parameterGroup = rule.ParamGroups.Single();
        _state = rule.state_dict().State.Single();
        _averages = _state switch
        {
            Adam.State adam => [("mean", adam.exp_avg), ("square", adam.exp_avg_sq)],
            AdamW.State adamW => [("mean", adamW.exp_avg), ("square", adamW.exp_avg_sq)],
            RMSProp.State rmsProp => [("square", rmsProp.square_avg)],
            _ => throw new NotSupportedException($"The optimizer's state is {_state.GetType().Name}."),
        };
    }

    private long Steps
    {
        get => _state switch
        {
            Adam.State adam => adam.step,
            AdamW.State adamW => adamW.step,
            _ => ((RMSProp.State)_state).step,
        };
        set
        {
            switch (_state)
            {
                case Adam.State adam:
                    adam.step = value;
                    break;
                case AdamW.State adamW:
                    adamW.step = value;
                    break;
                default:
                    ((RMSProp.State)_state).step = value;
                    break;
            }
        }
    }

    /// <inheritdoc cref="Player.Update"/>
    public Tensor Step(Tensor[] gradients, double learningRateScale, long images)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var gradient = _weights.Flatten(gradients);
        var norm = gradient.norm();
        if (_options.MaxGradientNorm is { } limit)
            gradient.mul_((limit / (norm + 1e-6)).clamp_(max: 1)); // as torch.nn.utils.clip_grad_norm_, without waiting for the device

        _parameterGroup.LearningRate = _options.LearningRate * learningRateScale * _options.Schedule.Factor(images);
        _weights.Vector.grad = gradient;
        _optimizer.step();
        _weights.Vector.grad = null;
        return norm.MoveToOuterDisposeScope();
    }

    public void Reset()
    {
        using var noGradient = no_grad();
        foreach (var (_, value) in _averages)
            value.fill_(0);
        Steps = 0;
    }

    public void Capture(TrainingState state, string prefix)
    {
        foreach (var (name, value) in _averages)
            state.Add($"{prefix}.{name}", value);
        state.Add($"{prefix}.steps", Steps);
    }

    public void Restore(TrainingState state, string prefix)
    {
        foreach (var (name, value) in _averages)
            state.CopyTo($"{prefix}.{name}", value);
        Steps = state.Integer($"{prefix}.steps");
    }

    public void Dispose() => _optimizer.Dispose();
}
