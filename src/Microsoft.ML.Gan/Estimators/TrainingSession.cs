using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Estimators;

/// <summary>The options of a <see cref="TrainingSession"/>, shared by the trainings of all systems.</summary>
internal sealed record TrainingSessionOptions
{
    /// <summary>The random seed; null to use that of the checkpoint, or to derive it from the context.</summary>
    public int? Seed { get; init; }

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>; null for the context's setting.</summary>
    public string? Device { get; init; }

    /// <summary>Receives the progress of the training; null for none.</summary>
    public IProgress<GanProgress>? Progress { get; init; }

    /// <summary>Cancels the training.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>The behaviour of a cancelled training.</summary>
    public GanCancellation WhenCancelled { get; init; } = GanCancellation.Throw;

    /// <summary>The checkpoints of the training.</summary>
    public GanCheckpointOptions Checkpoints { get; init; } = new();

    /// <summary>The maximum number of rollbacks of a diverging training.</summary>
    public int MaxRollbacks { get; init; } = 3;

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    public void Validate()
    {
        ComputeDevice.Validate(Device);
        Check.That(Enum.IsDefined(WhenCancelled), nameof(WhenCancelled), $"is unknown: {WhenCancelled}");
        Checkpoints.Validate(nameof(Checkpoints));
        Check.NotNegative(MaxRollbacks);
    }
}

/// <summary>
/// Sets up a <see cref="TrainingRun"/> in the <c>Fit</c> of every estimator: the device, the seed, the cancellation token, the checkpoint to resume
/// from, the saving of new ones, and the log.
/// </summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly TrainingSessionOptions _options;
    private readonly IChannel _channel;
    private readonly CheckpointFolder? _checkpoints;
    private readonly StopSignal _stop;
    private readonly ConcurrentQueue<string> _warnings = [];

    /// <summary>Chooses the device and loads the latest checkpoint.</summary>
    /// <param name="environment">The estimator's environment.</param>
    /// <param name="channel">The log of the training.</param>
    /// <param name="options">Validated options.</param>
    /// <param name="drawnSeed">The seed if neither the options nor a checkpoint have one.</param>
    /// <exception cref="InvalidOperationException">The device is not available, or the checkpoint directory cannot be used.</exception>
    public TrainingSession(IHostEnvironment environment, IChannel channel, TrainingSessionOptions options, int drawnSeed)
    {
        (_options, _channel) = (options, channel);
        var (gpu, fallback) = MlNet.DeviceOf(environment);
        Device = ComputeDevice.Resolve(options.Device, gpu, fallback, Warn);
        _checkpoints = options.Checkpoints.Directory is { } folder ? new CheckpointFolder(folder, options.Checkpoints.Kept, Warn) : null;
        Resumed = _checkpoints?.LoadLatest();
        // Without a seed in the options, a resumed training uses the seed of its checkpoint.
        Seed = options.Seed ?? Resumed?.Seed ?? drawnSeed;
        _stop = new StopSignal(environment, options.CancellationToken);
    }

    public Device Device { get; }

    public int Seed { get; }

    /// <summary>The checkpoint to resume from; null to start a new training.</summary>
    public Checkpoint? Resumed { get; }

    /// <summary>Whether checkpoints are saved.</summary>
    public bool HasCheckpoints => _checkpoints is not null;

    /// <summary>The token that the options' token or the context cancels.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>All warnings so far, in their order.</summary>
    public IReadOnlyCollection<string> Warnings => _warnings;

    public void Warn(string problem)
    {
        _warnings.Enqueue(problem);
        _channel.Warning(MessageSensitivity.None, problem);
    }

    public void Info(string message) => _channel.Info(MessageSensitivity.None, message);

    /// <summary>Writes a report to the log and passes it to the user's callback.</summary>
    /// <param name="progress">The report.</param>
    /// <param name="losses">The losses, as text for the log.</param>
    public void Report(GanProgress progress, string losses)
    {
        _channel.Trace(
            MessageSensitivity.None,
            $"step {progress.Step} of {progress.TotalSteps}, {progress.ImagesPerSecond:F0} images/s, losses {losses}, {progress.Remaining:hh\\:mm\\:ss} left");
        _options.Progress?.Report(progress);
    }

    /// <summary>Checks that the checkpoint to resume from belongs to this training.</summary>
    /// <param name="identity">The options that must be the same.</param>
    /// <exception cref="InvalidOperationException">An option differs; the message names it.</exception>
    public void RequireSame(JsonObject identity) => Resumed?.RequireSame(identity, _options.Checkpoints.Directory!, Warn);

    /// <summary>The observer that saves checkpoints; null if none are saved.</summary>
    /// <param name="identity">The options that must be the same when the training is resumed.</param>
    /// <param name="imagesPerStep">Images that one step takes from the data.</param>
    /// <param name="evaluation">An earlier observer; a checkpoint is saved after it has run; null for none.</param>
    /// <param name="score">Scores the generator for a checkpoint, instead of the evaluation; null for none.</param>
    public CheckpointSaver? Saver(JsonObject identity, long imagesPerStep, EvaluationObserver? evaluation = null, Func<long, double?>? score = null)
    {
        if (_checkpoints is null)
            return null;
        var schedule = new CheckpointSchedule(_options.Checkpoints.EveryKimg is { } every ? Cadence.EveryKimg(every, imagesPerStep).Steps : null, _options.Checkpoints.Interval, Resumed?.State.Integer("steps") ?? 0);
        return new CheckpointSaver(_checkpoints, schedule, identity) { Evaluation = evaluation, Score = score };
    }

    /// <summary>A run of these stages, at the step where the checkpoint was saved.</summary>
    /// <exception cref="InvalidDataException">The checkpoint belongs to another training.</exception>
    public TrainingRun Begin(IReadOnlyList<Stage> stages, IReadOnlyList<ITrainingObserver> observers)
    {
        var run = new TrainingRun(stages, observers) { MaxRollbacks = _options.MaxRollbacks, Warn = Warn };
        if (Resumed is null)
            return run;
        try
        {
            run.Restore(Resumed.State);
        }
        catch
        {
            run.Dispose();
            throw;
        }

        Info($"Training resumes after step {run.StepsDone}, from '{_options.Checkpoints.Directory}', with seed {Seed}.");
        return run;
    }

    /// <summary>Trains to the end, or until it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">The training was cancelled, and the options say to throw.</exception>
    /// <exception cref="GanDivergedException">The training diverged too often.</exception>
    public void Complete(TrainingRun run)
    {
        try
        {
            run.Run(Stop);
        }
        catch (OperationCanceledException) when (_options.WhenCancelled != GanCancellation.Throw)
        {
            Warn($"Training was cancelled after step {run.StepsDone} of {run.TotalSteps}.");
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        Resumed?.Dispose();
    }
}
