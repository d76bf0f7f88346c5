namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                // One scheduler after the other.
                public class SequentialLR : LRScheduler
                {
                    private readonly LRScheduler[] parts;
                    private readonly int[] starts;

                    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1)
                        : base(optimizer, last_epoch + 1)
                    {
                        (parts, starts) = (schedulers.ToArray(), milestones.ToArray());
                        if (parts.Any(part => part._optimizer != optimizer))
                            throw new ArgumentException("The SequentialLR scheduler expects all its sub-schedulers to be bound to the same optimizer.");
                        if (starts.Length != parts.Length - 1)
                            throw new ArgumentException($"{parts.Length} schedulers need {parts.Length - 1} milestones, but got {starts.Length}.");

                        // Every part has made its first step when it was constructed; only the first one's counts.
                        foreach (var group in optimizer.ParamGroups) group.LearningRate = group.InitialLearningRate;
                        foreach (var part in parts) part._last_epoch--;
                        parts[0].step();
                        _last_lrs = parts[0].get_last_lr().ToList();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        var at = starts.Count(start => start <= _last_epoch);
                        if (at > 0 && starts[at - 1] == _last_epoch) parts[at].step(0);
                        else parts[at].step();
                        return Scaled(1);
                    }
                }

                // All schedulers at once: the factors multiply.
                public class ChainedLR : LRScheduler
                {
                    private readonly LRScheduler[] parts;

                    public ChainedLR(IEnumerable<LRScheduler> schedulers)
                    {
                        parts = schedulers.ToArray();
                        if (parts.Any(part => part._optimizer != parts[0]._optimizer))
                            throw new ArgumentException("The ChainedLR scheduler expects all its sub-schedulers to be bound to the same optimizer.");
                        _optimizer = parts[0]._optimizer;
                        _last_lrs = Scaled(1).ToList();
                    }

                    public override void step()
                    {
                        foreach (var part in parts) part.step();
                        _last_lrs = Scaled(1).ToList();
                    }
                }
            }

            public static LRScheduler SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1) =>
                new impl.SequentialLR(optimizer, schedulers, milestones, last_epoch);

            public static LRScheduler ChainedLR(IEnumerable<LRScheduler> schedulers) => new impl.ChainedLR(schedulers);
        }
    }
}
