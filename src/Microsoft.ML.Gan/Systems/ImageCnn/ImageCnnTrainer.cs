using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan;

/// <summary>
/// Trains a small convolutional image classifier. It is designed for small images on a CPU: tens of thousands of images of 28×28 pixels take minutes
/// on two cores.
/// </summary>
/// <remarks>
/// The draws of <c>AugmentImages</c> are new in each epoch, even if transforms of ML.NET or of this library follow it. If a cache or a view of a
/// user's own class follows it, each epoch has the same draws.
/// </remarks>
/// <example>
/// <code>
/// var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
///     .Append(ml.Transforms.AugmentImages("Image", a => a.HorizontalFlip()), TransformerScope.Training)
///     .Append(ml.MulticlassClassification.Trainers.ImageCnn());
/// </code>
/// </example>
public sealed partial class ImageCnnTrainer : IEstimator<ImageCnnTransformer>
{
    private const string LabelRole = "label";
    private const string BatchesPrefix = "batches.classifier";

    private readonly IHost _host;
    private readonly Options _options;
    private readonly int _drawnSeed;

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    internal ImageCnnTrainer(IHostEnvironment environment, Options options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(nameof(ImageCnnTrainer));
        _options = options.Copy();
        _drawnSeed = options.Seed ?? _host.Rand.Next();
    }

    /// <summary>Returns the schema of the fitted transformer's output.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type; the message names it.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ImageColumn.Find(inputSchema, _options.ImageColumnName);
        var label = ConditionColumn.Find(inputSchema, _options.LabelColumnName);
        if (!label.IsKey)
            throw NoKey(SchemaError.Describe(label));
        var output = ClassColumns.Shape(_options.PredictedLabelColumnName, _options.ScoreColumnName, LabelValues.TypeOf(label));
        var names = output.Select(column => column.Name).ToHashSet();
        return new SchemaShape(inputSchema.Where(column => !names.Contains(column.Name)).Concat(output));
    }

    /// <summary>Trains the network. Progress is reported to <c>MLContext.Log</c> and <see cref="Options.Progress"/>.</summary>
    /// <param name="input">The rows. What AugmentImages made of them is drawn anew in each epoch.</param>
    /// <returns>The classifier. It holds native memory; dispose it after use.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type, or the images are too small or too large.</exception>
    /// <exception cref="InvalidOperationException">
    /// The data are empty or all of one class, a row is not a valid image or label (the message names the row), or the checkpoint directory
    /// cannot be written to or holds another training.
    /// </exception>
    /// <exception cref="GanDivergedException">Training diverged more often than <see cref="ImageCnnTrainingOptions.MaxRollbacks"/>.</exception>
    /// <exception cref="OperationCanceledException">The options' token, or the MLContext, was cancelled.</exception>
    public ImageCnnTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var channel = _host.Start("Training");
        var images = ImageColumn.Create(input.Schema, _options.ImageColumnName, _options.Input.PixelLayout, _options.Input.ImageShape, _options.Input.Channels, $"{nameof(Options.Input)}.{nameof(GanInputOptions.PixelLayout)}");
        if (images.ShapeGuess is { } guess)
            channel.Info(MessageSensitivity.None, guess);
        var condition = ConditionColumns.Create(input.Schema, _options.LabelColumnName)!;
        var label = condition.Columns[0];
        if (!label.IsKey)
            throw NoKey(label.Column.Type.ToString()!);
        if (images.Shape is { } known)
            ImageClassifier.Validate(known, label.Size); // before the data are read, if the type gives the size

        using var session = new TrainingSession(_host, channel, _options.Session, _drawnSeed);
        var resumed = session.Resumed;
        var labeled = new LabeledRows(input, images, condition);
        labeled.Source.Reseed(resumed?.AugmentationSeeds(labeled.Source.Augmentations));
        using var rowBatches = new RowBatches(
            labeled.Source,
            _options.Training.BatchSize,
            session.Seed,
            _options.Input.CacheBytes,
            resumed is null ? default : RowBatches.PositionIn(resumed.State, BatchesPrefix),
            _options.Input.SkipBadRows ? message => session.Warn($"Image column '{images.Name}': {message}") : null,
            warn: session.Warn,
            device: session.Device,
            cancellationToken: session.Stop);
        var shape = labeled.Images.Shape;
        ImageClassifier.Validate(shape, label.Size);
        foreach (var problem in rowBatches.Problems)
            session.Warn(problem);
        if (rowBatches.IsFirstPassComplete && labeled.Condition.ClassesWithRows(0) == 1)
            throw new InvalidOperationException($"Label column '{label.Name}': all {rowBatches.RowsOfFirstPass} rows are of one class, so there is nothing to tell apart.");

        var rows = rowBatches.RowCount ?? Count(input, session.Stop);
        if (rows < _options.Training.BatchSize)
            session.Warn($"Image column '{images.Name}' has {rows} rows, fewer than a batch of {_options.Training.BatchSize}: images repeat within a batch.");
        var training = _options.Training.Of(session.Seed);
        var steps = training.Steps((int)Math.Min(rows, int.MaxValue));
        var identity = Identity(
            training, steps, shape, new DataIdentity(rows, condition.ClassNames, labeled.Source.Augmentations, session.HasCheckpoints ? rowBatches.ContentId() : null));
        session.RequireSame(identity);
        session.Info($"Training on {rows} images of {shape} in {label.Size} classes on {session.Device}: {steps} steps of {_options.Training.BatchSize}, seed {session.Seed}.");
        var batches = new ClassBatches(rowBatches, _options.Training.Mixing, session.Seed, resumed?.State, BatchesPrefix);
        using var classifier = new ClassifierTraining(shape, label.Size, batches, _options.Training.BatchSize, steps, training, session.Device);
        var progress = new ProgressReports(Report);
        using var run = session.Begin([classifier.Stage], session.Saver(identity, _options.Training.BatchSize) is { } saver ? [progress, saver] : [progress]);
        session.Complete(run);
        ClassifierProgress[] history = [.. progress.History.Select(ClassifierProgress.Of)];
        return new ImageCnnTransformer(_host, new ImageCnnModel(Describe(shape, label, history[^1], session), classifier.Trained()) { History = history });

        void Report(GanProgress report)
        {
            var progress = ClassifierProgress.Of(report);
            session.Info(FormattableString.Invariant($"Step {progress.Step} of {progress.TotalSteps}: loss {progress.Loss:F4}"));
            _options.Progress?.Report(progress);
        }
    }

    /// <summary>The options that must be the same to resume a training.</summary>
    private JsonObject Identity(ClassifierOptions training, int steps, ImageShape shape, DataIdentity data) => new()
    {
        ["system"] = ImageCnnModel.Kind,
        ["steps"] = steps, // the learning rate schedule depends on them
        ["batchSize"] = training.BatchSize,
        ["learningRate"] = training.LearningRate,
        ["weightDecay"] = training.WeightDecay,
        ["labelSmoothing"] = training.LabelSmoothing,
        ["mixing"] = JsonSerializer.SerializeToNode(_options.Training.Mixing),
        [Checkpoint.Names.Seed] = training.Seed,
        ["image"] = shape.ToString(),
        ["rows"] = data.Rows,
        [Checkpoint.Names.ClassNames] = data.ClassNamesToJson(),
        [Checkpoint.Names.AugmentImages] = data.AugmentationsToJson(),
        [Checkpoint.Names.Data] = data.ContentId,
        [Checkpoint.Names.Session] = CheckpointFolder.Session,
    };

    /// <summary>Counts the rows of data that do not fit in memory and do not know their row count.</summary>
    private static long Count(IDataView data, CancellationToken cancellationToken)
    {
        using var cursor = data.GetRowCursor([]);
        var count = 0L;
        for (; cursor.MoveNext(); count++)
            cancellationToken.ThrowIfCancellationRequested();
        return count;
    }

    private ImageCnnDescription Describe(ImageShape shape, ConditionColumn label, ClassifierProgress last, TrainingSession session) => new()
    {
        Columns = new ImageCnnColumns(_options.ImageColumnName, _options.PredictedLabelColumnName, _options.ScoreColumnName, _options.LabelColumnName),
        Image = shape,
        InputLayout = _options.Input.PixelLayout,
        ClassCount = label.Size,
        LabelValues = LabelValues.Of(label.Column)?.Save(),
        Seed = session.Seed,
        PredictionBatchSize = _options.PredictionBatchSize,
        Training = new ImageCnnTrainingRecord(last.TotalSteps, _options.Training.BatchSize, session.Device.ToString(), last.Loss),
    };

    private ArgumentOutOfRangeException NoKey(string actual) =>
        SchemaError.Mismatch(LabelRole, _options.LabelColumnName, "a key (MapValueToKey makes one)", actual);
}
