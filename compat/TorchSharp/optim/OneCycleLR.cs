namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                // The "1cycle" policy (Smith & Topin, 2019): up to max_lr and down again, with the momentum running against it.
                public class OneCycleLR : LRScheduler
                {
                    private readonly List<double> largest;
                    private readonly List<double> lowMomentum;
                    private readonly List<double> highMomentum;
                    private readonly List<Phase> phases = [];
                    private readonly int steps;
                    private readonly bool cyclesMomentum;
                    private readonly AnnealStrategy strategy;
                    private readonly double divisor;
                    private readonly double finalDivisor;

                    public enum AnnealStrategy
                    {
                        Cos = 0,
                        Linear = 1,
                    }

                    public OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true,
                        double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4,
                        bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, ForEachGroup(optimizer, max_lr), total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy,
                            cycle_momentum, ForEachGroup(optimizer, base_momentum), ForEachGroup(optimizer, max_momentum), div_factor,
                            final_div_factor, three_phase, last_epoch, verbose)
                    { }

                    public OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1,
                        int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos,
                        bool cycle_momentum = true, IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null,
                        double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (pct_start is < 0 or > 1)
                            throw new ArgumentException($"Expected float between 0 and 1 for pct_start, but got {pct_start}");
                        steps = total_steps != -1 ? total_steps : epochs > 0 && steps_per_epoch > 0 ? epochs * steps_per_epoch : 0;
                        if (steps <= 0)
                            throw new ArgumentException("You must define either total_steps OR (epochs AND steps_per_epoch), as positive numbers");
                        if (cycle_momentum && optimizer is not (IMomentum or IBetas))
                            throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
                        (cyclesMomentum, strategy, divisor, finalDivisor) = (cycle_momentum, anneal_strategy, div_factor, final_div_factor);
                        largest = max_lr.ToList();
                        lowMomentum = (base_momentum ?? ForEachGroup(optimizer, 0.85)).ToList();
                        highMomentum = (max_momentum ?? ForEachGroup(optimizer, 0.95)).ToList();
                        phases.Add(new(pct_start * steps - 1, Level.Initial, Level.Largest));
                        if (three_phase) phases.Add(new(2 * pct_start * steps - 2, Level.Largest, Level.Initial));
                        phases.Add(new(steps - 1, three_phase ? Level.Initial : Level.Largest, Level.Smallest));
                        step();
                    }

                    private enum Level
                    {
                        Initial,
                        Largest,
                        Smallest,
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch > steps)
                            throw new InvalidOperationException(
                                $"Tried to step {_last_epoch + 1} times. The specified number of total steps is {steps}");
                        var start = 0.0;
                        var at = 0;
                        for (; at < phases.Count - 1 && _last_epoch > phases[at].End; at++) start = phases[at].End;
                        var phase = phases[at];
                        var progress = (_last_epoch - start) / (phase.End - start);
                        var i = 0;
                        foreach (var group in _optimizer.ParamGroups)
                        {
                            if (cyclesMomentum) SetMomentum(group, Between(Momentum(i, phase.From), Momentum(i, phase.To), progress));
                            yield return Between(Rate(i, phase.From), Rate(i, phase.To), progress);
                            i++;
                        }
                    }

                    private double Rate(int group, Level level) => level switch
                    {
                        Level.Initial => largest[group] / divisor,
                        Level.Largest => largest[group],
                        _ => largest[group] / divisor / finalDivisor,
                    };

                    private double Momentum(int group, Level level) => level == Level.Largest ? lowMomentum[group] : highMomentum[group];

                    private double Between(double from, double to, double progress) => strategy == AnnealStrategy.Cos
                        ? to + (from - to) / 2 * (Math.Cos(Math.PI * progress) + 1)
                        : (to - from) * progress + from;

                    private static void SetMomentum(ILearningRateController group, double momentum)
                    {
                        if (group is IBetas betas) betas.Betas = (momentum, betas.Betas.Item2);
                        else if (group is IMomentum plain) plain.Momentum = momentum;
                    }

                    private static IEnumerable<double> ForEachGroup(Optimizer optimizer, double value) =>
                        optimizer.ParamGroups.Select(_ => value);

                    private readonly record struct Phase(double End, Level From, Level To);
                }
            }

            public static LRScheduler OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1,
                int steps_per_epoch = -1, double pct_start = 0.3,
                impl.OneCycleLR.AnnealStrategy anneal_strategy = impl.OneCycleLR.AnnealStrategy.Cos, bool cycle_momentum = true,
                double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4,
                bool three_phase = false, int last_epoch = -1, bool verbose = false) =>
                new impl.OneCycleLR(optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum,
                    base_momentum, max_momentum, div_factor, final_div_factor, three_phase, last_epoch, verbose);

            public static LRScheduler OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1,
                int steps_per_epoch = -1, double pct_start = 0.3,
                impl.OneCycleLR.AnnealStrategy anneal_strategy = impl.OneCycleLR.AnnealStrategy.Cos, bool cycle_momentum = true,
                IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, double div_factor = 25,
                double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false) =>
                new impl.OneCycleLR(optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum,
                    base_momentum, max_momentum, div_factor, final_div_factor, three_phase, last_epoch, verbose);
        }
    }
}
