namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            // The recurrences are Python's: a rate that someone else changed in between is scaled, not overwritten.
            public static partial class impl
            {
                public class StepLR : LRScheduler
                {
                    private readonly int stepSize;
                    private readonly double gamma;

                    public StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (stepSize, this.gamma) = (step_size, gamma);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Scaled(_last_epoch > 0 && _last_epoch % stepSize == 0 ? gamma : 1);

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => rate * Math.Pow(gamma, _last_epoch / stepSize));
                }

                public class MultiStepLR : LRScheduler
                {
                    private readonly IList<int> milestones;
                    private readonly double gamma;

                    public MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (this.milestones, this.gamma) = (milestones, gamma);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Scaled(milestones.Contains(_last_epoch) ? gamma : 1);

                    protected override IEnumerable<double> get_closed_form_lr()
                    {
                        var passed = milestones.Distinct().Count(milestone => milestone <= _last_epoch);
                        return _base_lrs.Select(rate => rate * Math.Pow(gamma, passed));
                    }
                }

                public class ExponentialLR : LRScheduler
                {
                    private readonly double gamma;

                    public ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        this.gamma = gamma;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Scaled(_last_epoch == 0 ? 1 : gamma);

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => rate * Math.Pow(gamma, _last_epoch));
                }

                public class ConstantLR : LRScheduler
                {
                    private readonly double factor;
                    private readonly int iterations;

                    public ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (this.factor, iterations) = (factor, total_iters);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        Scaled(_last_epoch == 0 ? factor : _last_epoch == iterations ? 1 / factor : 1);

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => rate * (_last_epoch >= iterations ? 1 : factor));
                }

                public class LinearLR : LRScheduler
                {
                    private readonly double start;
                    private readonly double end;
                    private readonly int iterations;

                    public LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5,
                        int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (start, end, iterations) = (start_factor, end_factor, total_iters);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Scaled(
                        _last_epoch == 0 ? start
                        : _last_epoch > iterations ? 1
                        : 1 + (end - start) / (iterations * start + (_last_epoch - 1) * (end - start)));

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => rate * (start + (end - start) * Math.Min(iterations, _last_epoch) / iterations));
                }

                public class PolynomialLR : LRScheduler
                {
                    private readonly double iterations;
                    private readonly double power;

                    public PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1.0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (iterations, this.power) = (total_iters, power);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Scaled(
                        _last_epoch == 0 || _last_epoch > iterations ? 1
                        : Math.Pow((1 - _last_epoch / iterations) / (1 - (_last_epoch - 1) / iterations), power));

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => rate * Math.Pow(1 - Math.Min(iterations, _last_epoch) / iterations, power));
                }

                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double period;
                    private readonly double lowest;

                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (period, lowest) = (T_max, eta_min);
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch == 0) return Scaled(1);
                        // At the turning point the recurrence below would divide by zero.
                        if ((_last_epoch - 1 - period) % (2 * period) == 0)
                            return _optimizer.ParamGroups.Select((group, i) =>
                                group.LearningRate + (_base_lrs[i] - lowest) * (1 - Math.Cos(Math.PI / period)) / 2);
                        var ratio = (1 + Math.Cos(Math.PI * _last_epoch / period)) / (1 + Math.Cos(Math.PI * (_last_epoch - 1) / period));
                        return _optimizer.ParamGroups.Select(group => ratio * (group.LearningRate - lowest) + lowest);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => lowest + (rate - lowest) * (1 + Math.Cos(Math.PI * _last_epoch / period)) / 2);
                }

                public class LambdaLR : LRScheduler
                {
                    private readonly List<Func<int, double>> factors;

                    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, Enumerable.Repeat(lr_lambda, optimizer.ParamGroups.Count()), last_epoch, verbose) { }

                    public LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        factors = lr_lambdas.ToList();
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => _base_lrs.Select((rate, i) => rate * factors[i](_last_epoch));
                }

                public class MultiplicativeLR : LRScheduler
                {
                    private readonly List<Func<int, double>> factors;

                    public MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, Enumerable.Repeat(lr_lambda, optimizer.ParamGroups.Count()), last_epoch, verbose) { }

                    public MultiplicativeLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        factors = lr_lambdas.ToList();
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        _optimizer.ParamGroups.Select((group, i) => group.LearningRate * (_last_epoch > 0 ? factors[i](_last_epoch) : 1));
                }
            }

            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new impl.StepLR(optimizer, step_size, gamma, last_epoch, verbose);

            public static LRScheduler MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new impl.MultiStepLR(optimizer, milestones, gamma, last_epoch, verbose);

            public static LRScheduler ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new impl.ExponentialLR(optimizer, gamma, last_epoch, verbose);

            public static LRScheduler ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new impl.ConstantLR(optimizer, factor, total_iters, last_epoch, verbose);

            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new impl.LinearLR(optimizer, start_factor, end_factor, total_iters, last_epoch, verbose);

            public static LRScheduler PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1.0, int last_epoch = -1, bool verbose = false) =>
                new impl.PolynomialLR(optimizer, total_iters, power, last_epoch, verbose);

            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) =>
                new impl.CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch, verbose);

            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) =>
                new impl.LambdaLR(optimizer, lr_lambda, last_epoch, verbose);

            public static LRScheduler MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) =>
                new impl.MultiplicativeLR(optimizer, lr_lambda, last_epoch, verbose);
        }
    }
}
