namespace Microsoft.ML.Gan.Training;

/// <summary>
/// When a checkpoint is due: every so many steps, and when the last one is too long ago. The first comes soon, so that what is killed
/// early is not lost either. Saving draws nothing and changes nothing: weights do not depend on when it is done.
/// </summary>
/// <param name="steps">Steps between two checkpoints; null to go by the time alone.</param>
/// <param name="interval">The longest time between two checkpoints.</param>
/// <param name="firstStep">The step that the training begins after.</param>
/// <param name="clock">Tells the time; null for the system's.</param>
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
