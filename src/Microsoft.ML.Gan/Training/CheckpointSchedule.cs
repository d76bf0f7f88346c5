namespace Microsoft.ML.Gan.Training;

/// <summary>
/// Decides when a checkpoint is due: at an interval in steps, and after a time since the last one. The first is saved early. Saving uses no random
/// numbers and changes nothing, so the weights do not depend on its time.
/// </summary>
/// <param name="steps">The number of steps between two checkpoints; null to use only the time.</param>
/// <param name="interval">The longest time between two checkpoints.</param>
/// <param name="firstStep">The step after which the training starts.</param>
/// <param name="clock">The clock; null for the system's.</param>
internal sealed class CheckpointSchedule(long? steps, TimeSpan interval, long firstStep, TimeProvider? clock = null)
{
    private static readonly TimeSpan _longestFirst = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private long _last = (clock ?? TimeProvider.System).GetTimestamp();
    private TimeSpan _wait = interval < _longestFirst ? interval : _longestFirst;

    /// <summary>The step of the last checkpoint.</summary>
    public long LastStep { get; private set; } = firstStep;

    public bool IsAt(long step) => step > LastStep && ((steps is { } every && step % every == 0) || _clock.GetElapsedTime(_last) >= _wait);

    public void Saved(long step)
    {
        (LastStep, _wait, _last) = (step, interval, _clock.GetTimestamp());
    }
}
