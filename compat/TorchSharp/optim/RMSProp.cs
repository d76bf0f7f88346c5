using static TorchSharp.torch;

namespace TorchSharp.Modules;

// RMSprop (Hinton, lecture 6e), centered by option (Graves, 2013).
public class RMSProp : OptimizerHelper, optim.IMomentum
{
    public RMSProp(IEnumerable<Parameter> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0,
        double momentum = 0, bool centered = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize) { }

    public RMSProp(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0,
        double momentum = 0, bool centered = false, bool maximize = false)
    {
        CheckRange(lr, 0, double.PositiveInfinity, "learning rate");
        CheckRange(eps, 0, double.PositiveInfinity, "eps");
        CheckRange(alpha, 0, double.PositiveInfinity, nameof(alpha));
        CheckRange(momentum, 0, double.PositiveInfinity, "momentum value");
        CheckRange(weight_decay, 0, double.PositiveInfinity, "weight_decay value");
        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            alpha = alpha,
            eps = eps,
            weight_decay = weight_decay,
            momentum = momentum,
            centered = centered,
            maximize = maximize,
        };
        foreach (var group in parameters) add_param_group(group);
    }

    public double Momentum
    {
        get => ((Options)_defaults).momentum!.Value;
        set => ((Options)_defaults).momentum = value;
    }

    public override void add_param_group(Modules.ParamGroup param_group)
    {
        var defaults = (Options)_defaults;
        var options = (Options?)param_group.Options ?? new Options();
        options.alpha ??= defaults.alpha;
        options.eps ??= defaults.eps;
        options.weight_decay ??= defaults.weight_decay;
        options.momentum ??= defaults.momentum;
        options.centered ??= defaults.centered;
        options.maximize ??= defaults.maximize;
        AddGroup(param_group, options, parameter => new State(parameter));
    }

    public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(group =>
    {
        var options = group.Options;
        var alpha = options.alpha!.Value;
        var momentum = options.momentum!.Value;
        var rate = options.LearningRate!.Value;
        foreach (var parameter in group.Parameters)
        {
            var gradient = parameter.grad;
            if (gradient is null) continue;
            var state = (State)_state[parameter.Handle];
            state.step++;
            if (options.maximize!.Value) gradient = -gradient;
            if (options.weight_decay!.Value != 0) gradient = gradient.add(parameter, alpha: options.weight_decay.Value);
            state.square_avg.mul_(alpha).addcmul_(gradient, gradient, value: 1 - alpha);
            var average = state.square_avg;
            if (state.grad_avg is { } mean)
            {
                mean.mul_(alpha).add_(gradient, alpha: 1 - alpha);
                average = average.addcmul(mean, mean, value: -1);
            }

            average = average.sqrt().add_(options.eps!.Value);
            if (state.momentum_buffer is { } buffer)
            {
                buffer.mul_(momentum).addcdiv_(gradient, average, value: 1);
                parameter.add_(buffer, alpha: -rate);
            }
            else
            {
                parameter.addcdiv_(gradient, average, value: -rate);
            }
        }
    }, closure);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        DisposeStates(disposing);
    }

    public class Options : OptimizerOptions
    {
        public bool? maximize;
        public double? momentum;
        public double? alpha;
        public double? eps;
        public double? weight_decay;
        public bool? centered;

        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = (Options)source;
            (momentum, alpha, eps, weight_decay) = (other.momentum, other.alpha, other.eps, other.weight_decay);
            (centered, maximize) = (other.centered, other.maximize);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            maximize = reader.ReadBoolean();
            momentum = reader.ReadDouble();
            alpha = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            eps = reader.ReadDouble();
            centered = reader.ReadBoolean();
        }

        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(maximize!.Value);
            writer.Write(momentum!.Value);
            writer.Write(alpha!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(eps!.Value);
            writer.Write(centered!.Value);
        }
    }

    public class ParamGroup : ParamGroup<Options>, optim.IMomentum
    {
        public ParamGroup() { }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double eps = 1e-8, double alpha = 0.99,
            double weight_decay = 0, double momentum = 0, bool centered = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                alpha = alpha,
                eps = eps,
                weight_decay = weight_decay,
                momentum = momentum,
                centered = centered,
            })
        { }

        public double Momentum
        {
            get => Options.momentum!.Value;
            set => Options.momentum = value;
        }
    }

    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public Tensor square_avg = null!;
        public Tensor? momentum_buffer;
        public Tensor? grad_avg;

        public State(Parameter parameter) : base(parameter) { }

        public override void Initialize(OptimizerOptions options)
        {
            var own = (Options)options;
            step = 0;
            Replace(ref square_avg!, Zeros());
            Replace(ref momentum_buffer, own.momentum > 0 ? Zeros() : null);
            Replace(ref grad_avg, own.centered == true ? Zeros() : null);
        }

        public override void to(Device device)
        {
            Replace(ref square_avg!, square_avg.to(device));
            Replace(ref momentum_buffer, momentum_buffer?.to(device));
            Replace(ref grad_avg, grad_avg?.to(device));
        }

        public override void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(step);
            square_avg.Save(writer);
            SaveConditionalStateTensor(writer, momentum_buffer);
            SaveConditionalStateTensor(writer, grad_avg);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            step = reader.ReadInt64();
            square_avg.Load(reader);
            LoadConditionalStateTensor(reader, ref momentum_buffer, _parameter.device);
            LoadConditionalStateTensor(reader, ref grad_avg, _parameter.device);
        }

        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            step = other.step;
            Replace(ref square_avg!, CopyOf(other.square_avg));
            Replace(ref momentum_buffer, CopyOf(other.momentum_buffer));
            Replace(ref grad_avg, CopyOf(other.grad_avg));
        }

        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State state && step == state.step && Same(square_avg, state.square_avg)
            && Same(momentum_buffer, state.momentum_buffer) && Same(grad_avg, state.grad_avg);

        public void Dispose()
        {
            square_avg?.Dispose();
            momentum_buffer?.Dispose();
            grad_avg?.Dispose();
        }
    }
}
