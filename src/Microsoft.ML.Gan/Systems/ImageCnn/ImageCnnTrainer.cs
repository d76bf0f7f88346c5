using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Trains a small convolutional network to tell classes of images apart. It is made for small images and for little hardware:
/// minutes on two CPU cores for tens of thousands of images of 28×28 pixels.
/// </summary>
/// <remarks>
/// Images of <c>AugmentImages</c> are drawn anew in each epoch, whatever transforms of ML.NET or of this library lie between. Where a
/// cache or a view of a user's own class lies between, each epoch has the same draws.
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

    private readonly IHost _host;
    private readonly Options _options;
    private readonly int _seed;

    /// <exception cref="ArgumentOutOfRangeException">An option has no meaning; the message names it.</exception>
    internal ImageCnnTrainer(IHostEnvironment environment, Options options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(nameof(ImageCnnTrainer));
        _options = options.Copy();
        _seed = options.Seed ?? _host.Rand.Next();
    }

    /// <summary>Says which columns the fitted transformer will give.</summary>
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

    /// <summary>Trains the network. What happens is told to <c>MLContext.Log</c> and to <see cref="Options.Progress"/>.</summary>
    /// <param name="input">The rows. What AugmentImages made of them is drawn anew in each epoch.</param>
    /// <returns>The transformer that classifies. It holds native memory: dispose it when it is no longer needed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type, or the images are too small or too large.</exception>
    /// <exception cref="InvalidOperationException">
    /// The data are empty or all of one class, a row is not a valid image or label (the message names the row), or the training diverged.
    /// </exception>
    /// <exception cref="OperationCanceledException">The options' token, or the MLContext, was cancelled.</exception>
    public ImageCnnTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var channel = _host.Start("Training");
        var images = ImageColumn.Create(input.Schema, _options.ImageColumnName, _options.InputLayout, _options.ImageShape, _options.Channels, nameof(Options.InputLayout));
        if (images.ShapeGuess is { } guess)
            channel.Info(MessageSensitivity.None, guess);
        var condition = ConditionColumns.Create(input.Schema, _options.LabelColumnName)!;
        var label = condition.Columns[0];
        if (!label.IsKey)
            throw NoKey(label.Column.Type.ToString()!);
        if (images.Shape is { } known)
            ImageClassifier.Validate(known, label.Size); // before anything is read, where the type says enough

        var (gpu, fallback) = MlNet.DeviceOf(_host);
        var device = ComputeDevice.Resolve(_options.Device, gpu, fallback, Warn);
        using var stop = new StopSignal(_host, _options.CancellationToken);
        var labeled = new LabeledRows(input, images, condition);
        using var rowBatches = new RowBatches(
            labeled.Source,
            _options.BatchSize,
            _seed,
            _options.ImageMemory,
            skipBadRows: _options.SkipBadRows ? message => Warn($"Image column '{images.Name}': {message}") : null,
            warn: Warn,
            device: device,
            cancellationToken: stop.Token);
        var shape = labeled.Images.Shape;
        ImageClassifier.Validate(shape, label.Size);
        foreach (var problem in rowBatches.Problems)
            Warn(problem);
        if (rowBatches.IsFirstPassComplete && labeled.Condition.ClassesWithRows(0) == 1)
            throw new InvalidOperationException($"Label column '{label.Name}': all {rowBatches.RowsOfFirstPass} rows are of one class, so there is nothing to tell apart.");

        var rows = rowBatches.RowCount ?? Count(input, stop.Token);
        if (rows < _options.BatchSize)
            Warn($"Image column '{images.Name}' has {rows} rows, fewer than a batch of {_options.BatchSize}: images repeat within a batch.");
        var training = _options.Training(_seed);
        var steps = training.Steps((int)Math.Min(rows, int.MaxValue));
        channel.Info(
            MessageSensitivity.None,
            $"Training on {rows} images of {shape} in {label.Size} classes on {device}: {steps} steps of {_options.BatchSize}, seed {_seed}.");
        var history = new List<ClassifierProgress>();
        var batches = new ClassBatches(rowBatches, _options.Mixing, _seed);
        var classifier = ClassifierTraining.TrainOn(batches.Next, shape, label.Size, steps, training, device, Report, stop.Token);
        return new ImageCnnTransformer(_host, new ImageCnnModel(Describe(shape, label, history[^1], device), classifier) { History = history });

        void Warn(string problem) => channel.Warning(MessageSensitivity.None, problem);

        void Report(ClassifierProgress progress)
        {
            history.Add(progress);
            channel.Info(MessageSensitivity.None, FormattableString.Invariant($"Step {progress.Step} of {progress.TotalSteps}: loss {progress.Loss:F4}"));
            _options.Progress?.Report(progress);
        }
    }

    /// <summary>Of data that do not fit in memory and do not say how many rows they have.</summary>
    private static long Count(IDataView data, CancellationToken cancellationToken)
    {
        using var cursor = data.GetRowCursor([]);
        var count = 0L;
        for (; cursor.MoveNext(); count++)
            cancellationToken.ThrowIfCancellationRequested();
        return count;
    }

    private ImageCnnDescription Describe(ImageShape shape, ConditionColumn label, ClassifierProgress last, Device device) => new()
    {
        Columns = new ImageCnnColumns(_options.ImageColumnName, _options.PredictedLabelColumnName, _options.ScoreColumnName, _options.LabelColumnName),
        Image = shape,
        InputLayout = _options.InputLayout,
        ClassCount = label.Size,
        LabelValues = LabelValues.Of(label.Column)?.Save(),
        Seed = _seed,
        PredictionBatchSize = _options.PredictionBatchSize,
        Training = new ImageCnnTrainingRecord(last.TotalSteps, _options.BatchSize, device.ToString(), last.Loss),
    };

    private ArgumentOutOfRangeException NoKey(string actual) =>
        SchemaError.Mismatch(LabelRole, _options.LabelColumnName, "a key (MapValueToKey makes one)", actual);
}
