using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// The adversarial game, for every kind of GAN: <c>DiscriminatorSteps</c> updates of the discriminator, one of the
/// generator, and the generator's average follows. A step whose numbers are not finite is undone; a batch that does not fit
/// the device's memory is taken in parts.
/// </summary>
internal sealed class AdversarialLoop(
    IBatchSource batches,
    IGanObjective objective,
    TrainedNetwork generator,
    TrainedNetwork discriminator,
    AveragedGenerator? average) : IDisposable
{
    private const int StepsBetweenReports = 50;
    private const int StepsBetweenGoodStates = 200;
    private const int LongestHistory = 2000;
    private static readonly TimeSpan _longestBetweenReports = TimeSpan.FromSeconds(2);

    private int _partSize = int.MaxValue;
    private TrainingState? _lastGood;
    private int _rollbacks;
    private List<GanProgress> _history = [];

    public required int BatchSize { get; init; }

    public int DiscriminatorSteps { get; init; } = 1;

    /// <summary>The most images that are taken at once; the gradients of a larger batch's parts are added up.</summary>
    public int PartSize { init => _partSize = value; }

    /// <summary>Images that cannot be taken apart: the size of a part is a multiple.</summary>
    public int PackSize { get; init; } = 1;

    public GanEma? Ema { get; init; }

    /// <summary>Where latents come from; part of the state.</summary>
    public Generator? Random { get; init; }

    /// <summary>How often a training that diverges is put back, at half the learning rate each time; 0 to stop at once.</summary>
    public int MostRollbacks { get; init; } = 3;

    /// <summary>Called on the training thread every so many steps, and after the last.</summary>
    public Action<GanProgress>? Report { get; init; }

    /// <summary>Called on the training thread before the first step and after each step, with the steps done.</summary>
    public Action<long>? AfterStep { get; init; }

    /// <summary>Called on the training thread when the training was put back: what was saved of later steps is of no use any more.</summary>
    public Action? PutBack { get; init; }

    /// <summary>Is told what goes wrong and what is done about it.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Steps done, those before a resumption included.</summary>
    public long StepsDone { get; private set; }

    /// <summary>What was reported, before a resumption too; of a long training, evenly thinned out.</summary>
    public IReadOnlyList<GanProgress> History => _history;

    private double? AugmentationProbability => objective.AugmentationProbability;

    /// <summary>Real images that the discriminator sees in one step.</summary>
    public long ImagesPerStep => (long)BatchSize * DiscriminatorSteps;

    /// <exception cref="OperationCanceledException">The token was cancelled; the networks hold the last finished step.</exception>
    /// <exception cref="GanDivergedException">The numbers ceased to be finite too often; the networks hold the last good state.</exception>
    public void Run(long steps, CancellationToken cancellationToken)
    {
        generator.Module.train();
        discriminator.Module.train();
        var reports = new Reports(this, steps);
        var watch = new CollapseWatch();
        KeepAsGood();
        AfterStep?.Invoke(StepsDone);
        while (StepsDone < steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = Step(cancellationToken);
            if (!result.IsFinite)
            {
                Recover(result);
                continue;
            }

            StepsDone++;
            if (watch.Look(result) is { } sign)
                Warn?.Invoke($"Step {StepsDone}: {sign}");
            if (StepsDone % StepsBetweenGoodStates == 0)
                KeepAsGood();
            reports.Add(result);
            AfterStep?.Invoke(StepsDone);
        }
    }

    /// <summary>Everything that decides how the training goes on.</summary>
    public TrainingState Capture()
    {
        var state = new TrainingState();
        generator.Capture(state, "generator");
        discriminator.Capture(state, "discriminator");
        average?.Capture(state, "average");
        if (Random is not null)
            state.Take("random.latents", Random.get_state());
        state.Take("random.torch", random.get_rng_state());
        state.Add("steps", StepsDone);
        state.Add("rollbacks", _rollbacks);
        state.Add("history", JsonSerializer.Serialize(_history));
        objective.Capture(state);
        batches.Capture(state);
        return state;
    }

    /// <exception cref="InvalidDataException">The state is not of such a training.</exception>
    public void Restore(TrainingState state)
    {
        generator.Restore(state, "generator");
        discriminator.Restore(state, "discriminator");
        average?.Restore(state, "average");
        objective.Restore(state);
        Random?.set_state(state.Tensor("random.latents"));
        random.set_rng_state(state.Tensor("random.torch"));
        StepsDone = state.Integer("steps");
        _rollbacks = checked((int)state.Integer("rollbacks"));
        try
        {
            _history = JsonSerializer.Deserialize<List<GanProgress>>(state.Text("history"))!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The history of the training cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reports, and remembers, how good the generator is at this step.</summary>
    public void Note(GanMetrics metrics)
    {
        var progress = (_history.Count > 0 ? _history[^1] : new GanProgress()) with
        {
            Step = StepsDone,
            Images = StepsDone * ImagesPerStep,
            Metrics = metrics,
        };
        if (_history.Count > 0 && _history[^1].Step == StepsDone)
            _history.RemoveAt(_history.Count - 1);
        Remember(progress);
        Report?.Invoke(progress);
    }

    public void Dispose() => _lastGood?.Dispose();

    private StepResult Step(CancellationToken cancellationToken)
    {
        using var step = NewDisposeScope();
        for (var turn = 0; turn < DiscriminatorSteps - 1; turn++)
        {
            using var scope = NewDisposeScope();
            Judge(turn, cancellationToken, scope);
        }

        var (batch, judged) = Judge(DiscriminatorSteps - 1, cancellationToken, step);
        var statistics = objective.Statistics;
        objective.At(new GameMoment(StepsDone, StepsDone * ImagesPerStep));
        var made = Play(generator, batch, (part, _) => objective.GeneratorLoss(part), step)!.Value;
        Play(generator, batch, (part, _) => objective.GeneratorPenalty(part), step);
        var images = (StepsDone + 1) * ImagesPerStep;
        average?.Follow(Ema?.Weight(images, ImagesPerStep) ?? 1);
        return StepResult.Read(
            judged.Loss, made.Loss, judged.GradientNorm, made.GradientNorm, discriminator.Weights.Vector, generator.Weights.Vector, statistics);
    }

    /// <summary>One of the discriminator's turns in a step.</summary>
    /// <param name="turn">Its number in the step.</param>
    /// <param name="cancellationToken">Ends the training before the first turn, and not between two: half a step cannot be saved.</param>
    /// <param name="scope">Owns what is left of the turn.</param>
    private (TrainingBatch Batch, Turn Judged) Judge(int turn, CancellationToken cancellationToken, DisposeScope scope)
    {
        TrainingBatch batch;
        try
        {
            batch = batches.Next(turn == 0 ? cancellationToken : CancellationToken.None);
        }
        catch (OperationCanceledException) when (turn > 0)
        {
            Restore(_lastGood!); // the data were cancelled by somebody else
            throw;
        }

        var done = StepsDone * DiscriminatorSteps;
        objective.At(new GameMoment(done + turn, StepsDone * ImagesPerStep) { AnotherFollows = turn < DiscriminatorSteps - 1 });
        if (turn == 0 && objective.BeginsAnew)
        {
            generator.ForgetGradients();
            discriminator.ForgetGradients();
        }

        var judged = Play(discriminator, batch, objective.DiscriminatorLoss, scope)!.Value;
        Play(discriminator, batch, (part, _) => objective.DiscriminatorPenalty(part), scope);
        using (no_grad())
            objective.ConstrainDiscriminator(discriminator.Weights.Vector);
        return (batch, judged);
    }

    /// <summary>
    /// One player's turn: the loss, its gradient, the update; nothing if there is no loss. A batch that does not fit is split
    /// until it does.
    /// </summary>
    /// <param name="player">Whose turn it is.</param>
    /// <param name="batch">What the networks are shown.</param>
    /// <param name="lossOf">The loss of a batch or of a part of it, and whether that is all.</param>
    /// <param name="scope">Owns what is left of the turn; all else is freed at its end, or before another attempt.</param>
    private Turn? Play(TrainedNetwork player, TrainingBatch batch, Func<TrainingBatch, bool, Tensor?> lossOf, DisposeScope scope)
    {
        while (true)
        {
            using var attempt = NewDisposeScope();
            (Tensor Loss, Tensor[] Gradients)? found;
            try
            {
                found = _partSize >= batch.Count
                    ? GradientsOfWhole(player, batch, lossOf, scope)
                    : GradientsOfParts(player, batch, lossOf, scope);
            }
            catch (ExternalException e) when (IsOutOfMemory(e) && Math.Min(_partSize, batch.Count) > PackSize)
            {
                var packs = Math.Min(_partSize, batch.Count) / PackSize;
                _partSize = (packs + 1) / 2 * PackSize;
                Warn?.Invoke(
                    $"Step {StepsDone + 1}: a batch of {batch.Count} images does not fit the device's memory; from now on it is taken in parts of " +
                    $"{_partSize}, whose gradients are added up. Batch normalization then sees the parts.");
                continue;
            }

            if (found is not var (loss, gradients))
                return null;
            var norm = player.Apply(gradients, (StepsDone + 1) * ImagesPerStep);
            return new Turn(loss.MoveTo(scope), norm.MoveTo(scope));
        }
    }

    private (Tensor Loss, Tensor[] Gradients)? GradientsOfWhole(
        TrainedNetwork player, TrainingBatch batch, Func<TrainingBatch, bool, Tensor?> lossOf, DisposeScope kept)
    {
        using var scope = NewDisposeScope();
        if (lossOf(batch, true) is not { } loss)
            return null;
        var gradients = player.Gradients(loss);
        Hold(kept);
        foreach (var gradient in gradients)
            gradient.MoveToOuterDisposeScope();
        return (loss.detach().MoveToOuterDisposeScope(), gradients);
    }

    private (Tensor Loss, Tensor[] Gradients)? GradientsOfParts(
        TrainedNetwork player, TrainingBatch batch, Func<TrainingBatch, bool, Tensor?> lossOf, DisposeScope kept)
    {
        Tensor? total = null;
        Tensor[]? sum = null;
        foreach (var part in batch.Split(_partSize))
        {
            using var scope = NewDisposeScope();
            if (lossOf(part, false) is not { } whole)
                return null;
            var loss = whole * ((double)part.Count / batch.Count);
            var gradients = player.Gradients(loss);
            Hold(kept);
            total = (total is null ? loss.detach() : total + loss.detach()).MoveToOuterDisposeScope();
            if (sum is null)
            {
                sum = gradients;
                foreach (var gradient in gradients)
                    gradient.MoveToOuterDisposeScope();
            }
            else
            {
                for (var i = 0; i < sum.Length; i++)
                    sum[i].add_(gradients[i]);
            }
        }

        return (total!, sum!);
    }

    /// <summary>What the objective needs later must outlive the scope that it was made in.</summary>
    private void Hold(DisposeScope kept)
    {
        foreach (var tensor in objective.Held)
            tensor.MoveTo(kept); // a second part of the turn finds it there already
    }

    private void Remember(GanProgress progress)
    {
        _history.Add(progress);
        if (_history.Count > LongestHistory)
            _history = [.. _history.Where((progress, index) => index % 2 == 1 || progress.Metrics is not null)];
    }

    private void KeepAsGood()
    {
        _lastGood?.Dispose();
        _lastGood = Capture();
    }

    private void Recover(StepResult result)
    {
        var step = StepsDone + 1;
        var rollbacks = _rollbacks;
        Restore(_lastGood!);
        if (rollbacks >= MostRollbacks)
        {
            throw new GanDivergedException(
                $"Training diverged at step {step}: {result.WhatIsNotFinite}. It was put back {rollbacks} times before; the networks are those after step {StepsDone}. " +
                "A lower learning rate, a gradient penalty or gradient clipping usually helps.");
        }

        _rollbacks = rollbacks + 1;
        generator.LearningRateScale = discriminator.LearningRateScale = Math.Pow(0.5, _rollbacks);
        Warn?.Invoke(
            $"Training diverged at step {step}: {result.WhatIsNotFinite}. It goes on from step {StepsDone} at {generator.LearningRateScale:G3} times the learning rate " +
            $"({_rollbacks} of at most {MostRollbacks} times).");
        PutBack?.Invoke();
    }

    // Both libtorch's CUDA and CPU allocators say it only in words.
    private static bool IsOutOfMemory(ExternalException e) =>
        e.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || e.Message.Contains("not enough memory", StringComparison.OrdinalIgnoreCase)
        || e.Message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase);

    private readonly record struct Turn(Tensor Loss, Tensor GradientNorm);

    /// <summary>Averages what steps give and reports it now and then.</summary>
    private sealed class Reports(AdversarialLoop loop, long steps)
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly long _firstStep = loop.StepsDone;
        private readonly List<StepResult> _since = [];
        private TimeSpan _reportedAt;

        public void Add(StepResult result)
        {
            _since.Add(result);
            var (now, step) = (_clock.Elapsed, loop.StepsDone);
            if (step % StepsBetweenReports != 0 && step != steps && now - _reportedAt <= _longestBetweenReports)
                return;
            var progress = new GanProgress
            {
                Step = step,
                TotalSteps = steps,
                FirstStep = _firstStep,
                Images = step * loop.ImagesPerStep,
                Elapsed = now,
                ImagesPerSecond = _since.Count * loop.ImagesPerStep / Math.Max((now - _reportedAt).TotalSeconds, 1e-9),
                DiscriminatorLoss = _since.Average(one => one.DiscriminatorLoss),
                GeneratorLoss = _since.Average(one => one.GeneratorLoss),
                DiscriminatorGradientNorm = _since.Average(one => one.DiscriminatorGradientNorm),
                GeneratorGradientNorm = _since.Average(one => one.GeneratorGradientNorm),
                DiscriminatorAccuracy = _since.Average(one => one.Accuracy),
                Diversity = _since.Average(one => one.Diversity),
                AugmentationProbability = loop.AugmentationProbability,
            };
            loop.Remember(progress);
            loop.Report?.Invoke(progress);
            _reportedAt = now;
            _since.Clear();
        }
    }
}
