namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            // Sets the learning rate of each parameter group. Making a scheduler is its step 0.
            public abstract class LRScheduler
            {
                internal Optimizer _optimizer = null!;
                internal int _last_epoch = -1;
                internal bool _verbose;
                internal IList<double> _base_lrs = [];
                internal IList<double> _last_lrs = [];
                protected int _step_count;

                protected LRScheduler() { }

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    _optimizer = optimizer;
                    _last_epoch = last_epoch;
                    _verbose = verbose;
                    _base_lrs = optimizer.ParamGroups.Select(group => group.InitialLearningRate).ToList();
                    _last_lrs = optimizer.ParamGroups.Select(group => group.LearningRate).ToList();
                }

                public virtual void step() => step(null);

                public virtual void step(int? epoch)
                {
                    _step_count++;
                    _last_epoch = epoch ?? _last_epoch + 1;
                    var rates = (epoch.HasValue ? get_closed_form_lr() : get_lr()).ToList();
                    var i = 0;
                    foreach (var group in _optimizer.ParamGroups)
                    {
                        group.LearningRate = rates[i];
                        if (_verbose && _last_lrs[i] != rates[i]) Console.WriteLine($"Adjusting learning rate to {rates[i]}");
                        _last_lrs[i] = rates[i];
                        i++;
                    }
                }

                // Only ReduceLROnPlateau looks at the metric.
                public virtual void step(double current, int? epoch = null) => step(epoch);

                public IEnumerable<double> get_last_lr() => _last_lrs;

                protected virtual IEnumerable<double> get_lr() => Scaled(1);

                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                internal IEnumerable<double> Scaled(double factor) => _optimizer.ParamGroups.Select(group => group.LearningRate * factor);
            }
        }
    }
}
