namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                // Lowers the rate when a metric has not improved for a while.
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool smallerIsBetter;
                    private readonly bool relative;
                    private readonly double factor;
                    private readonly int patience;
                    private readonly double threshold;
                    private readonly int cooldown;
                    private readonly List<double> lowest;
                    private readonly double eps;
                    private double best;
                    private int badEpochs;
                    private int coolingDown;

                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10,
                        double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null,
                        double eps = 1e-8, bool verbose = false) : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1.0) throw new ArgumentException("Factor should be < 1.0");
                        if (mode is not ("min" or "max")) throw new ArgumentException($"mode {mode} is unknown!");
                        if (threshold_mode is not ("rel" or "abs")) throw new ArgumentException($"threshold mode {threshold_mode} is unknown!");
                        (smallerIsBetter, relative) = (mode == "min", threshold_mode == "rel");
                        (this.factor, this.patience, this.threshold, this.cooldown, this.eps) = (factor, patience, threshold, cooldown, eps);
                        var groups = optimizer.ParamGroups.Count();
                        lowest = min_lr is { Count: > 1 }
                            ? min_lr.ToList()
                            : Enumerable.Repeat(min_lr is { Count: 1 } ? min_lr[0] : 0.0, groups).ToList();
                        best = smallerIsBetter ? double.PositiveInfinity : double.NegativeInfinity;
                    }

                    public override void step() => throw new InvalidOperationException("Use step(double, int?): this scheduler needs the metric.");

                    public override void step(int? epoch) => step();

                    public override void step(double current, int? epoch = null)
                    {
                        _last_epoch = epoch ?? _last_epoch + 1;
                        badEpochs = IsBetter(current) ? 0 : badEpochs + 1;
                        if (badEpochs == 0) best = current;
                        if (coolingDown > 0)
                        {
                            coolingDown--;
                            badEpochs = 0;
                        }

                        if (badEpochs <= patience) return;
                        Reduce();
                        coolingDown = cooldown;
                        badEpochs = 0;
                    }

                    private bool IsBetter(double value)
                    {
                        var margin = relative ? threshold * best : threshold;
                        if (double.IsInfinity(best)) margin = 0;
                        return smallerIsBetter ? value < best - margin : value > best + margin;
                    }

                    private void Reduce()
                    {
                        var i = 0;
                        foreach (var group in _optimizer.ParamGroups)
                        {
                            var rate = Math.Max(group.LearningRate * factor, lowest[i]);
                            if (group.LearningRate - rate > eps)
                            {
                                group.LearningRate = rate;
                                if (_verbose) Console.WriteLine($"Epoch {_last_epoch}: reducing learning rate of group {i} to {rate:g4}.");
                            }

                            _last_lrs[i++] = group.LearningRate;
                        }
                    }
                }
            }

            public static LRScheduler ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10,
                double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8,
                bool verbose = false) =>
                new impl.ReduceLROnPlateau(optimizer, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps, verbose);
        }
    }
}
