using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>
/// The training loop of every system. For each stage, for each step, for each phase that is due: loss, gradients, update. The moving averages are
/// updated after the step. Observers do everything else.
/// </summary>
/// <remarks>
/// No step waits for the device: scalars are read every <see cref="StepsBetweenReads"/> steps, and before an observer runs. If one of them is not
/// finite, the run rolls back to the last good state, which was captured after such a check.
/// </remarks>
internal sealed class TrainingRun : IDisposable
{
    private const int StepsBetweenReads = 10;
    private const int StepsBetweenGoodStates = 200;
    private static readonly TimeSpan _longestBetweenReads = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<Stage> _stages;
    private readonly IReadOnlyList<ITrainingObserver> _observers;
    private readonly PendingScalars _pending = new();
    private readonly Stopwatch _sinceRead = Stopwatch.StartNew();
    private PhaseUpdate _update;
    private TrainingState? _lastGood;
    private int _stage;
    private int _rollbacks;

    /// <param name="stages">The stages in their order.</param>
    /// <param name="observers">The observers in the order in which they are called.</param>
    public TrainingRun(IReadOnlyList<Stage> stages, params IReadOnlyList<ITrainingObserver> observers)
    {
        (_stages, _observers) = (stages, observers);
        Players = [.. stages.SelectMany(stage => stage.Objective.Players).Distinct()];
        if (Players.Select(player => player.Name).Distinct(StringComparer.Ordinal).Count() < Players.Count)
            throw new ArgumentException($"Players must differ in name: {string.Join(", ", Players.Select(player => player.Name))}.", nameof(stages));
        _update = EnterStage(0);
    }

    /// <summary>The maximum number of rollbacks of a diverging run, each at half the learning rate; 0 to stop at once.</summary>
    public int MaxRollbacks { get; init; } = 3;

    /// <summary>Receives warnings.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    public IReadOnlyList<Player> Players { get; }

    public Stage Stage => _stages[_stage];

    /// <summary>The number of steps done in all stages, including those before the run was resumed.</summary>
    public long StepsDone => _stages.Take(_stage).Sum(stage => stage.Steps) + Position.Steps;

    /// <summary>The number of steps of all stages.</summary>
    public long TotalSteps => _stages.Sum(stage => stage.Steps);

    /// <summary>The position in the current stage.</summary>
    public StepPosition Position { get; private set; }

    /// <summary>The number of rows used so far, over all stages.</summary>
    public long Images => _stages.Take(_stage).Sum(stage => stage.Steps * stage.ImagesPerStep) + Position.Images;

    /// <exception cref="OperationCanceledException">The token was cancelled; the networks hold the last finished step.</exception>
    /// <exception cref="GanDivergedException">Losses, gradients or weights were not finite too often; the networks hold the last good
    /// state.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        foreach (var player in Players)
            player.Train();
        KeepAsGood();
        Tell(observer => observer.Started(this));
        TellDone([.. _observers.Where(observer => observer.IsDue(this))]);
        try
        {
            while (Position.Steps < Stage.Steps || _stage < _stages.Count - 1)
            {
                if (Position.Steps >= Stage.Steps)
                {
                    _update = EnterStage(_stage + 1);
                    KeepAsGood();
                }

                cancellationToken.ThrowIfCancellationRequested();
                Step(cancellationToken);
                ITrainingObserver[] due = [.. _observers.Where(observer => observer.IsDue(this))];
                if ((due.Length > 0 || IsReadDue) && !ReadScalars())
                    continue;
                if (StepsDone % StepsBetweenGoodStates == 0)
                    KeepAsGood();
                TellDone(due);
            }
        }
        catch (OperationCanceledException)
        {
            try
            {
                ReadScalars();
            }
            finally
            {
                Tell(observer => observer.Ended(this)); // also if the last steps turn out to have diverged
            }

            throw;
        }
        catch (GanDivergedException)
        {
            Tell(observer => observer.Ended(this));
            throw;
        }

        Tell(observer => observer.Ended(this));
    }

    /// <summary>Everything that determines how the training continues.</summary>
    public TrainingState Capture()
    {
        var state = CaptureTraining();
        Tell(observer => observer.Capture(state));
        return state;
    }

    /// <exception cref="InvalidDataException">The state belongs to another training.</exception>
    public void Restore(TrainingState state)
    {
        RestoreTraining(state);
        Tell(observer => observer.Restore(state));
    }

    public void Dispose()
    {
        _pending.Dispose();
        _lastGood?.Dispose();
    }

    private bool IsReadDue => StepsDone % StepsBetweenReads == 0 || Position.Steps == Stage.Steps || _sinceRead.Elapsed > _longestBetweenReads;

    private void Step(CancellationToken cancellationToken)
    {
        using var step = NewDisposeScope();
        var (stage, position) = (Stage, Position);
        var after = new StepPosition(position.Steps + 1, position.Images + stage.ImagesPerStep);
        var scalars = new Dictionary<ScalarName, Tensor>();
        Batch? batch = null;
        DisposeScope? batchScope = null; // owns the batch and the tensors that phases keep
        stage.Objective.BeginStep(position);
        try
        {
            foreach (var phase in stage.Objective.Phases)
            {
                if (phase.TakesBatch)
                {
                    batchScope?.Dispose();
                    batchScope = NewDisposeScope();
                    batch = Next(stage, isFirst: batch is null, cancellationToken);
                }

                if (!phase.IsDue(position.Steps) || _update.Run(phase, batch!, position, after.Images, StepsDone + 1, batchScope!) is not { } result)
                    continue;
                var name = $"{phase.Player.Name}.{phase.Name}";
                Keep(new ScalarName(name, MustBeFinite: true), result.Loss);
                Keep(new ScalarName($"{name}.gradientNorm", MustBeFinite: true), result.GradientNorm);
                foreach (var (reported, value) in result.Scalars)
                    Keep(new ScalarName(reported, MustBeFinite: false), value);
            }
        }
        finally
        {
            batchScope?.Dispose();
        }

        foreach (var player in stage.Objective.Players)
            player.Average?.Follow(after.Images, stage.ImagesPerStep);
        Position = after;
        _pending.Add(StepsDone, scalars);

        // The last repetition of a phase is reported.
        void Keep(ScalarName name, Tensor value)
        {
            if (scalars.Remove(name, out var earlier))
                earlier.Dispose();
            scalars.Add(name, value.MoveTo(step));
        }
    }

    /// <summary>The next batch. Only the first of a step can be cancelled, because half a step cannot be saved.</summary>
    private Batch Next(Stage stage, bool isFirst, CancellationToken cancellationToken)
    {
        try
        {
            return stage.Batches.Next(isFirst ? cancellationToken : CancellationToken.None);
        }
        catch (OperationCanceledException) when (!isFirst)
        {
            RestoreTraining(_lastGood!); // the data were cancelled elsewhere
            _pending.Dispose();
            throw;
        }
    }

    /// <summary>Reads the scalars of the steps since the last call.</summary>
    /// <returns>False if one of them is not finite: the run has rolled back to its last good state.</returns>
    private bool ReadScalars()
    {
        if (_pending.IsEmpty)
            return true;
        using (no_grad())
        {
            // Weights that are not finite stay so: checking the last step is enough.
            using var scope = NewDisposeScope();
            _pending.Add(StepsDone, [.. Players.Select(player => KeyValuePair.Create(new ScalarName($"{player.Name}.weightNorm", MustBeFinite: true), player.Weights.Vector.norm()))]);
        }

        var read = _pending.Read();
        _sinceRead.Restart();
        if (read.FirstOrDefault(step => step.Problem is not null) is { } bad)
        {
            RollBack(bad);
            return false;
        }

        IReadOnlyList<StepScalars> steps = [.. read.SkipLast(1)];
        Tell(observer => observer.ScalarsRead(this, steps));
        return true;
    }

    private void RollBack(StepScalars bad)
    {
        // The time of reading may depend on the clock; the batches that follow must not, so the run continues after the last step read.
        for (var step = StepsDone; step % StepsBetweenReads != 0 && step - StepsDone + Position.Steps < Stage.Steps; step++)
            SkipBatches();
        var rollbacks = _rollbacks;
        RestoreTraining(_lastGood!);
        if (rollbacks >= MaxRollbacks)
        {
            throw new GanDivergedException(
                $"Training diverged at step {bad.Step}: {bad.Problem}. It was rolled back {rollbacks} times before; the networks are those after step {StepsDone}. " +
                "A lower learning rate, a gradient penalty or gradient clipping usually helps.");
        }

        _rollbacks = rollbacks + 1;
        foreach (var player in Players)
            player.LearningRateScale = Math.Pow(0.5, _rollbacks);
        Warn(
            $"Training diverged at step {bad.Step}: {bad.Problem}. It continues from step {StepsDone} at {Math.Pow(0.5, _rollbacks):G3} times the learning rate " +
            $"(rollback {_rollbacks} of at most {MaxRollbacks}).");
        Tell(observer => observer.RolledBack(this));
    }

    private void SkipBatches()
    {
        foreach (var phase in Stage.Objective.Phases.Where(phase => phase.TakesBatch))
        {
            using var scope = NewDisposeScope();
            Stage.Batches.Next(CancellationToken.None);
        }
    }

    private PhaseUpdate EnterStage(int index)
    {
        _stage = index;
        Position = default;
        foreach (var (player, optimizer) in Stage.Optimizers)
            player.UseOptimizer(optimizer);
        return new PhaseUpdate(Stage.MicroBatchSize, Stage.Pack, problem => Warn(problem));
    }

    private void KeepAsGood()
    {
        _lastGood?.Dispose();
        _lastGood = CaptureTraining();
    }

    private TrainingState CaptureTraining()
    {
        var state = new TrainingState();
        foreach (var player in Players)
            player.Capture(state, player.Name);
        foreach (var stage in _stages)
        {
            stage.Objective.Capture(state, $"stage.{stage.Name}");
            stage.Batches.Capture(state, $"batches.{stage.Name}");
        }

        state.Take("random.torch", random.get_rng_state());
        state.Add("steps", StepsDone);
        state.Add("stage", Stage.Name);
        state.Add("stage.steps", Position.Steps);
        state.Add("rollbacks", _rollbacks);
        return state;
    }

    private void RestoreTraining(TrainingState state)
    {
        var name = state.Text("stage");
        var index = _stages.ToList().FindIndex(stage => stage.Name == name);
        if (index < 0)
            throw new InvalidDataException($"The training state is in stage '{name}'; this training has {string.Join(", ", _stages.Select(stage => $"'{stage.Name}'"))}.");
        if (index != _stage)
            _update = EnterStage(index);
        var steps = state.Integer("stage.steps");
        Position = new StepPosition(steps, steps * Stage.ImagesPerStep);
        foreach (var player in Players)
            player.Restore(state, player.Name);
        foreach (var stage in _stages)
            stage.Objective.Restore(state, $"stage.{stage.Name}");
        random.set_rng_state(state.Tensor("random.torch"));
        _rollbacks = checked((int)state.Integer("rollbacks"));
    }

    private void TellDone(ITrainingObserver[] due)
    {
        foreach (var observer in due)
            observer.StepDone(this);
    }

    private void Tell(Action<ITrainingObserver> call)
    {
        foreach (var observer in _observers)
            call(observer);
    }
}
