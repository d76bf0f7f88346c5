using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>
/// One training, from options and batches to a model: creates the networks, runs or resumes the training loop, and returns the model.
/// </summary>
internal sealed class GanTraining
{
    /// <summary>The prefix of the batches' position in a checkpoint.</summary>
    public const string BatchesPrefix = $"batches.{StageName}";

    private const string StageName = "adversarial";

    private readonly GanEstimator.Options _options;
    private readonly ConditionColumns? _condition;
    private readonly TrainingSession _session;
    private readonly ResolvedRecipe _recipe;
    private readonly NetworkSpecification _specification;
    private readonly AuxiliaryTask? _auxiliary;
    private readonly long _steps;
    private readonly HashSet<string> _warned = [];

    public GanTraining(GanEstimator.Options options, ImageShape shape, ConditionColumns? condition, TrainingSession session)
    {
        (_options, _condition, _session) = (options, condition, session);
        _recipe = ResolvedRecipe.Of(options, shape);
        _steps = Math.Max(1, (long)Math.Ceiling(options.Training.Kimg * 1000 / ImagesPerStep));
        _auxiliary = AuxiliaryOf(options, condition);
        _specification = Specify(options, shape, condition);
    }

    /// <summary>The specification of the networks.</summary>
    /// <param name="options">The estimator's options.</param>
    /// <param name="shape">The images.</param>
    /// <param name="condition">The label columns, if any.</param>
    public static NetworkSpecification Specify(GanEstimator.Options options, ImageShape shape, ConditionColumns? condition) => new()
    {
        Image = shape,
        ConditionSize = condition?.Size ?? 0,
        IndependentSamples = ResolvedRecipe.Of(options, shape).Regularizers.Any(regularizer => regularizer.NeedsIndependentSamples),
        GeneratorConditioning = options.Conditioning?.Generator,
        DiscriminatorConditioning = options.Conditioning?.Discriminator,
        AuxiliaryOutputs = AuxiliaryOf(options, condition)?.Outputs ?? 0,
        Packing = options.Training.Packing,
    };

    private long ImagesPerStep => (long)_options.Training.BatchSize * _recipe.DiscriminatorSteps;

    /// <param name="batches">The real images, from the position of the session's checkpoint.</param>
    /// <param name="data">The identity of the data, which must be the same to resume.</param>
    /// <param name="outputTypeHasSize">See <see cref="GanModelDescription.OutputTypeHasSize"/>.</param>
    /// <param name="evaluation">The evaluation of the generator during training; null for none.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled, and the options say to throw.</exception>
    /// <exception cref="GanDivergedException">The training diverged too often.</exception>
    public GanModel Run(
        IBatchSource batches,
        DataIdentity data,
        bool outputTypeHasSize,
        TrainingEvaluation? evaluation)
    {
        var identity = Identity(data);
        _session.RequireSame(identity);

        manual_seed(_session.Seed); // initial weights and dropout draw from torch's own generator
        using var random = new Generator((ulong)_session.Seed, CPU);
        var (newGenerator, newDiscriminator) = (NewGenerator(), NewDiscriminator());
        try
        {
            CheckWeights(newGenerator, "generator");
            CheckWeights(newDiscriminator, "discriminator");
            if (_session.Resumed is null && _options.Training.InitialModel is { } initial)
                Start(initial, newGenerator, newDiscriminator);
        }
        catch
        {
            newGenerator.Release();
            newDiscriminator.Release();
            throw;
        }

        using var generator = new Player("generator", newGenerator, _recipe.GeneratorOptimizer);
        using var discriminator = new Player(
            "discriminator",
            newDiscriminator,
            _recipe.DiscriminatorOptimizer,
            DiscriminatorLayers.Lowest(newDiscriminator, _options.Training.FreezeDiscriminatorLayers));
        if (_recipe.Ema is { } ema)
            generator.KeepAverage(ema, NewGenerator());
        var evaluated = (nn.Module<Tensor, Tensor, Tensor>?)generator.Average?.Modules.Single() ?? newGenerator;
        CheckShapes(newGenerator, newDiscriminator);

        using var augmentation = _options.Augmentation?.Start();
        using var objective = NewObjective(generator, discriminator, random, augmentation);
        using var best = _options.Evaluation.KeepBest ? new BestWeights(evaluated, evaluation!.ScoreName) : null;
        using var folder = RunFolderOf(identity, generator, discriminator, evaluated);
        var progress = new ProgressReports(report => Report(report, folder), () => augmentation?.Probability);
        using var run = _session.Begin(
            [new Stage(StageName, objective, batches, _steps) { BatchSize = _options.Training.BatchSize, MicroBatchSize = _options.Training.MicroBatchSize ?? int.MaxValue, Pack = _options.Training.Packing }],
            [.. Observers(evaluated, progress, best, evaluation, folder, identity)]);
        if (_options.Training.FreezeDiscriminatorLayers > 0)
            _session.Info($"The {_options.Training.FreezeDiscriminatorLayers} lowest layers of the discriminator are frozen.");
        _session.Info($"{_options.Architecture.Name} on {_specification.Image} images, {_recipe.Loss.Name} loss, {_steps} steps of {ImagesPerStep} images on {_session.Device}; " +
            $"generator {generator.Weights.Vector.numel():N0} parameters, discriminator {discriminator.Weights.Vector.numel():N0}.");
        _session.Info(_recipe.Description);
        _session.Complete(run);
        if (best?.Step is { } bestStep)
            _session.Info($"The generator of step {bestStep} is kept, the best by {_options.Evaluation.Metrics[0].Name}.");
        else if (best is not null)
            _session.Warn($"{nameof(_options.Evaluation.KeepBest)}: no evaluation gave a score, so the last generator is kept.");
        return Keep(evaluated, best, newDiscriminator, outputTypeHasSize, run, progress.History);
    }

    private ImageObjective NewObjective(Player generator, Player discriminator, Generator random, IDiscriminatorAugmentation? augmentation) => new(
        generator, discriminator, _recipe.Loss, _recipe.Regularizers, _options.Architecture.LatentSize, random, new ImageObjectiveParts
        {
            DiscriminatorSteps = _recipe.DiscriminatorSteps,
            Packing = _options.Training.Packing,
            Auxiliary = _auxiliary,
            Codes = _options.Conditioning?.LatentCodes,
            Growing = [.. generator.Modules.Concat(discriminator.Modules).Select(one => one.Module).Concat(generator.Average?.Modules ?? []).OfType<IGrowingNetwork>()],
            Unrolled = _options.Optimization.Unrolling is { } unrolling ? new UnrolledDiscriminator(discriminator, unrolling, random) : null,
            Augmentation = augmentation,
        });

    /// <summary>The observers, in the order in which they run after a step.</summary>
    private IEnumerable<ITrainingObserver> Observers(
        nn.Module<Tensor, Tensor, Tensor> generator,
        ProgressReports progress,
        BestWeights? best,
        TrainingEvaluation? evaluation,
        RunFolderWriter? folder,
        JsonObject identity)
    {
        yield return new CollapseWatch(_session.Warn);
        yield return progress;
        var snapshots = SnapshotsOf(generator);
        if (_options.Snapshots.Show is { } show)
            yield return new SnapshotObserver(snapshots, show, Cadence.EveryKimg(_options.Snapshots.EveryKimg, ImagesPerStep));
        EvaluationObserver? evaluations = null;
        if (evaluation is not null)
        {
            evaluations = new EvaluationObserver(
                Cadence.EveryKimg(_options.Evaluation.EveryKimg, ImagesPerStep), evaluation.ScoreName, step => Evaluate(evaluation, generator, step), progress, best);
            yield return evaluations;
        }

        if (_options.TensorBoardDirectory is { } events)
            yield return new TensorBoardWriter(events, progress, _session.Warn);
        if (folder is not null)
            yield return folder;
        if (_session.Saver(identity, ImagesPerStep, evaluations, _options.Checkpoints.Score is { } score ? step => ScoreOf(score, snapshots, step) : null) is { } saver)
            yield return saver;
    }

    private RunFolderWriter? RunFolderOf(JsonObject identity, Player generator, Player discriminator, nn.Module<Tensor, Tensor, Tensor> evaluated)
    {
        if (_options.RunDirectory is not { } directory)
            return null;
        var snapshots = SnapshotsOf(evaluated);
        return new RunFolderWriter(
            directory,
            GanRunDescription.Of(_options, _recipe, identity, _steps, generator, discriminator, _session.Device),
            Cadence.EveryKimg(_options.Snapshots.EveryKimg, ImagesPerStep),
            (step, path) => snapshots.Make(step, ImagesPerStep).Save(path),
            _session.Warnings,
            _session.Warn,
            _session.Info);
    }

    private SnapshotMaker SnapshotsOf(nn.Module<Tensor, Tensor, Tensor> generator) =>
        new(_options, _session.Seed, _specification, _condition, generator, _session.Device);

    private (GanMetrics Metrics, double Score) Evaluate(TrainingEvaluation evaluation, nn.Module<Tensor, Tensor, Tensor> generator, long step)
    {
        GanMetrics metrics;
        try
        {
            metrics = evaluation.Evaluate(generator, _options.Architecture.LatentSize, _session.Stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            metrics = evaluation.Failed(e); // a failing metric must not end a training
        }

        _session.Info($"step {step} of {_steps}: {metrics}");
        foreach (var warning in metrics.Warnings.Concat(metrics.Missing.Select(one => $"{one.Name} was not measured: {one.Reason}.")).Where(_warned.Add))
            _session.Warn($"Step {step}: {warning}");
        return (metrics, evaluation.Score(metrics));
    }

    private static AuxiliaryTask? AuxiliaryOf(GanEstimator.Options options, ConditionColumns? condition) =>
        options.Conditioning?.Task(condition?.Columns.Select(column => new AuxiliaryTarget(column.Size, column.IsKey)) ?? []);

    private void Start(GanTransformer initial, nn.Module generator, nn.Module discriminator)
    {
        var (fresh, partial) = initial.Start(generator, discriminator, _specification);
        if (fresh.Count == generator.state_dict().Count + discriminator.state_dict().Count)
        {
            throw new InvalidOperationException(
                $"{nameof(_options.Training.InitialModel)} has no weights in common with the networks to train: it was made with other options of architecture '{_options.Architecture.Name}'.");
        }

        foreach (var (column, label) in (_condition?.Columns ?? []).Zip(initial.Description.AllLabels))
        {
            var renamed = column.ClassNames.Zip(label.ClassNames).Where(pair => pair.First != pair.Second).Select(pair => $"'{pair.First}' as '{pair.Second}'").ToArray();
            if (renamed.Length > 0)
                _session.Warn($"Classes of the initial model are matched by position: {string.Join(", ", renamed)}.");
        }

        _session.Info((fresh.Count == 0
                ? "Both networks start with all weights of the initial model."
                : $"Both networks start with the weights of the initial model, except for {fresh.Count} of another shape, which are initialized anew: {string.Join(", ", fresh)}.")
                + (partial.Count == 0
                ? ""
                : $" {partial.Count} that differ only in the size of the condition are copied for the common part: {string.Join(", ", partial)}."));
    }

    private nn.Module<Tensor, Tensor, Tensor> NewGenerator() => OnDevice(_options.Architecture.CreateGenerator(_specification));

    private nn.Module<Tensor, Tensor, Tensor> NewDiscriminator() => OnDevice(_options.Architecture.CreateDiscriminator(_specification.ForDiscriminator));

    private nn.Module<Tensor, Tensor, Tensor> OnDevice(nn.Module<Tensor, Tensor, Tensor> network)
    {
        network.to(_session.Device);
        return network;
    }

    /// <summary>
    /// The options that must be the same to resume a training. The length may differ. Options that older checkpoints do not have are null at their
    /// old value.
    /// </summary>
    private JsonObject Identity(DataIdentity data) => new()
    {
        ["architecture"] = JsonSerializer.SerializeToNode(NamedPart.Of(_options.Architecture)),
        ["loss"] = JsonSerializer.SerializeToNode(NamedPart.Of(_recipe.Loss)),
        ["regularizers"] = new JsonArray([.. _recipe.Regularizers.Select(one => JsonSerializer.SerializeToNode(NamedPart.Of(one)))]),
        ["conditioning"] = JsonSerializer.SerializeToNode(_options.Conditioning),
        ["labels"] = _options.Labels.Count > 1 ? new JsonArray([.. _options.Labels]) : null,
        ["balanceClasses"] = _options.Training.BalanceClasses ? true : null,
        ["initialModel"] = _options.Training.InitialModel?.WeightsSha256,
        ["freezeDiscriminatorLayers"] = _options.Training.FreezeDiscriminatorLayers is > 0 and var frozen ? frozen : null,
        ["unrolling"] = JsonSerializer.SerializeToNode(_options.Optimization.Unrolling),
        ["packing"] = _options.Training.Packing,
        ["augmentation"] = _options.Augmentation?.ToJson(),
        ["generatorOptimizer"] = _recipe.GeneratorOptimizer.ToJson(),
        ["discriminatorOptimizer"] = _recipe.DiscriminatorOptimizer.ToJson(),
        ["discriminatorSteps"] = _recipe.DiscriminatorSteps,
        ["batchSize"] = _options.Training.BatchSize,
        ["microBatchSize"] = _options.Training.MicroBatchSize,
        ["ema"] = JsonSerializer.SerializeToNode(_recipe.Ema),
        [Checkpoint.Names.Seed] = _session.Seed,
        ["image"] = _specification.Image.ToString(),
        ["conditionSize"] = _specification.ConditionSize,
        ["rows"] = data.Rows,
        [Checkpoint.Names.ClassNames] = data.ClassNamesToJson(),
        [Checkpoint.Names.AugmentImages] = data.AugmentationsToJson(),
        [Checkpoint.Names.Data] = data.ContentId,
        [Checkpoint.Names.Session] = CheckpointFolder.Session,
    };

    /// <summary>Checks a user's networks for uninitialized weights, which would make the training diverge or learn nothing.</summary>
    /// <exception cref="InvalidOperationException">A weight is not finite.</exception>
    private void CheckWeights(nn.Module network, string role)
    {
        if (InitialWeights.SetGroupNormalizations(network) is { Count: > 0 } names)
        {
            _session.Warn($"The {role} of architecture '{_options.Architecture.Name}' has uninitialized weights of group normalizations: {string.Join(", ", names)}. " +
                "TorchSharp's nn.GroupNorm does not initialize them. They were set to 1 (weight) and 0 (bias). " +
                "Call nn.init.ones_(layer.weight) and nn.init.zeros_(layer.bias) where the layer is created.");
        }

        if (NetworkWeights.FirstNotFinite(network.named_parameters().Select(entry => (entry.name, (Tensor)entry.parameter))) is { } name)
        {
            throw new InvalidOperationException(
                $"The weights '{name}' of the {role} of architecture '{_options.Architecture.Name}' are not finite before training begins. " +
                "Set them where the network is created, for example by nn.init.");
        }
    }

    /// <summary>Checks the output shapes of a user's networks before the run.</summary>
    private void CheckShapes(nn.Module<Tensor, Tensor, Tensor> generator, nn.Module<Tensor, Tensor, Tensor> discriminator)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        generator.eval(); // batch statistics must not change
        discriminator.eval();
        var count = 2 * _specification.Packing;
        var image = _specification.Image;
        var condition = zeros([count, _specification.ConditionSize], device: _session.Device);
        var made = generator.call(zeros([count, _options.Architecture.LatentSize], device: _session.Device), condition);
        long[] expected = [count, image.Channels, image.Height, image.Width];
        if (!made.shape.SequenceEqual(expected))
        {
            throw new InvalidOperationException(
                $"The generator of architecture '{_options.Architecture.Name}' makes [{string.Join(", ", made.shape)}] of {count} latents, " +
                $"but the images in column '{_options.ImageColumnName}' are [{string.Join(", ", expected)}].");
        }

        var specification = _specification.ForDiscriminator;
        var logits = discriminator.call(
            made.reshape(2, specification.Image.Channels, image.Height, image.Width), condition.reshape(2, specification.ConditionSize));
        if (logits.shape[0] != 2)
        {
            throw new InvalidOperationException(
                $"The discriminator of architecture '{_options.Architecture.Name}' gives [{string.Join(", ", logits.shape)}] of 2 images, " +
                $"but N×1 or N×1×h×w logits are expected.");
        }

        var outputs = 1 + specification.AuxiliaryOutputs;
        if (logits.dim() < 2 ? outputs > 1 : logits.shape[1] != outputs)
        {
            throw new InvalidOperationException(
                $"The discriminator of architecture '{_options.Architecture.Name}' gives [{string.Join(", ", logits.shape)}] of 2 images, " +
                $"but {(outputs > 1 ? "with auxiliary outputs " : "")}N×{outputs} or N×{outputs}×h×w are expected.");
        }
    }

    private void Report(GanProgress progress, RunFolderWriter? folder)
    {
        folder?.Add(progress);
        _session.Report(progress, $"D {progress.DiscriminatorLoss:F4} G {progress.GeneratorLoss:F4}");
    }

    /// <summary>The user's own score; null if it is not finite or throws. A failing score must not end a training.</summary>
    private double? ScoreOf(Func<GanSnapshot, double> scoreOf, SnapshotMaker snapshots, long step)
    {
        try
        {
            var score = scoreOf(snapshots.Make(step, ImagesPerStep));
            return double.IsFinite(score) ? score : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _session.Warn($"Step {step}: {nameof(_options.Checkpoints.Score)} failed, so the checkpoint has no score: {e.Message}");
            return null;
        }
    }

    /// <summary>Copies the trained weights into new networks for the model; the training's networks are disposed with it.</summary>
    private GanModel Keep(
        nn.Module<Tensor, Tensor, Tensor> generator,
        BestWeights? best,
        nn.Module<Tensor, Tensor, Tensor> discriminator,
        bool outputTypeHasSize,
        TrainingRun run,
        IReadOnlyList<GanProgress> history)
    {
        var last = history.LastOrDefault(report => report.Scalars.Count > 0);
        var keptGenerator = NewGenerator();
        var keptDiscriminator = _options.Architecture.CreateDiscriminator(_specification.ForDiscriminator);
        if (best?.CopyTo(keptGenerator) != true)
            NetworkState.Copy(generator, keptGenerator);
        NetworkState.Copy(discriminator, keptDiscriminator);
        var description = new GanModelDescription
        {
            Architecture = NamedPart.Of(_options.Architecture),
            Loss = NamedPart.Of(_recipe.Loss),
            Boundary = _recipe.Loss.Boundary,
            Regularizers = [.. _recipe.Regularizers.Where(one => !_recipe.Loss.Recipe.Regularizers.Contains(one)).Select(NamedPart.Of)],
            Specification = _specification,
            LatentSize = _options.Architecture.LatentSize,
            Columns = new ColumnNames(_options.OutputColumnName, _options.Labels is [var label] ? label : null, _options.LatentColumnName),
            Input = new TrainingInput(_options.ImageColumnName, _options.Input.PixelLayout),
            ConditionIsKey = _condition is { IsKey: true },
            ClassNames = _condition is { Columns: [var only] } ? only.ClassNames : [],
            Labels = _condition is { Columns.Count: > 1 } several ? [.. several.Columns.Select(Describe)] : [],
            Codes = _options.Conditioning?.LatentCodes,
            Seed = _session.Seed,
            Output = _options.Generation.Output,
            OutputLayout = _options.Generation.PixelLayout,
            OutputTypeHasSize = outputTypeHasSize,
            GenerationBatchSize = _options.Generation.BatchSize,
            Training = new TrainingRecord(
                run.StepsDone, run.Images, _options.Training.BatchSize, _session.Device.ToString(), last?.DiscriminatorLoss ?? 0, last?.GeneratorLoss ?? 0),
        };
        return new GanModel(description, new ImageGenerator(keptGenerator, _session.Device), keptDiscriminator) { History = history };
    }

    private static LabelDescription Describe(ConditionColumn column) => new(column.Name, column.Size, column.IsKey, column.ClassNames);
}
