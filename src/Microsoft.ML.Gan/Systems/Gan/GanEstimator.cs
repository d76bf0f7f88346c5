using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan;

/// <summary>
/// Trains a generative adversarial network on a column of images. The fitted transformer adds a column of generated images to its input rows.
/// </summary>
/// <example>
/// <code>
/// var gan = mlContext.Transforms.Gan("Generated", imageColumnName: "Image", labelColumnName: "Label", kimg: 400);
/// </code>
/// </example>
public sealed partial class GanEstimator : IEstimator<GanTransformer>
{
    private readonly IHost _host;
    private readonly Options _options;
    private readonly int _seed;

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    internal GanEstimator(IHostEnvironment environment, Options options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(nameof(GanEstimator));
        _options = options.Resolve();
        _seed = options.Seed ?? _host.Rand.Next();
    }

    /// <summary>Returns the schema of the fitted transformer's output.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type; the message names it.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var image = ImageColumn.Find(inputSchema, _options.ImageColumnName);
        foreach (var label in _options.Labels)
            ConditionColumn.Find(inputSchema, label);
        if (_options.LatentColumnName is { } noise && inputSchema.Any(column => column.Name == noise))
            LatentColumn.Find(inputSchema, noise);

        var output = GeneratedColumn.Shape(_options.OutputColumnName, _options.Generation.Output, GeneratedColumn.SizedTypeOf(image));
        return new SchemaShape(inputSchema.Where(column => column.Name != output.Name).Append(output));
    }

    /// <summary>
    /// Trains the networks. Progress is reported to <c>MLContext.Log</c> and <see cref="Options.Progress"/>.
    /// </summary>
    /// <param name="input"> The real images; read once if they fit into <see cref="GanInputOptions.CacheBytes"/>, otherwise once per epoch. A view
    /// made by <c>AugmentImages</c> has new draws in each epoch.
    /// </param>
    /// <returns>The transformer that generates. It holds native memory; dispose it after use.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type, or the architecture does not support images of this
    /// size.</exception>
    /// <exception cref="InvalidOperationException">The data are empty, or a row is not a valid image or label; the message names the row.</exception>
    /// <exception cref="InvalidOperationException">The checkpoint directory cannot be written to, or holds another training.</exception>
    /// <exception cref="GanDivergedException">Training diverged more often than <see cref="GanTrainingOptions.MaxRollbacks"/>.</exception>
    /// <exception cref="OperationCanceledException">The options' token, or the MLContext, was cancelled.</exception>
    public GanTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var channel = _host.Start("Training");
        var images = ImageColumn.Create(input.Schema, _options.ImageColumnName, _options.Input.PixelLayout, _options.Input.ImageShape, _options.Input.Channels, $"{nameof(Options.Input)}.{nameof(GanInputOptions.PixelLayout)}");
        if (images.ShapeGuess is { } guess)
            channel.Info(MessageSensitivity.None, guess);
        var condition = ConditionColumns.Create(input.Schema, _options.Labels);
        if (_options.Training.BalanceClasses && condition?.FirstKey() is null)
            throw SchemaError.Mismatch("label", _options.Labels[0], "a key, whose classes can be balanced", condition!.Columns[0].Column.Type.ToString()!);
        if (_options.LatentColumnName is { } noise && input.Schema.GetColumnOrNull(noise) is { } noiseColumn)
            LatentColumn.Validate(noiseColumn, _options.Architecture.LatentSize); // not read during training, but by the transformer
        if (images.Shape is { } known)
            _options.Architecture.ValidateSpecification(GanTraining.Specify(_options, known, condition)); // before the data are read, if the type gives the size

        using var session = new TrainingSession(_host, channel, _options.Session, _seed);
        var resumed = session.Resumed;
        condition = InOrder(condition, resumed);
        var labeled = new LabeledRows(input, images, condition);
        labeled.Source.Reseed(resumed?.AugmentationSeeds(labeled.Source.Augmentations));
        using var rows = new RowBatches(
            labeled.Source,
            _options.Training.BatchSize,
            session.Seed,
            _options.Input.CacheBytes,
            resumed is null ? default : RowBatches.PositionIn(resumed.State, GanTraining.BatchesPrefix),
            _options.Input.SkipBadRows ? message => session.Warn($"Image column '{images.Name}': {message}") : null,
            _options.Training.BalanceClasses ? new BalancedClasses(labeled.Condition) : null,
            session.Warn,
            session.Device,
            session.Stop);
        var shape = labeled.Images.Shape;
        _options.Architecture.ValidateSpecification(GanTraining.Specify(_options, shape, condition));
        foreach (var problem in rows.Problems.Concat(TrainingAdvice.Of(_options, shape, rows.RowCount)))
            session.Warn(problem);

        using var evaluation = _options.Evaluation.Metrics.Count == 0
            ? null
            : TrainingEvaluation.Prepare(_options, RowsToMeasure(input, images, condition, shape), session.Seed, session.Device, channel, session.Stop);
        var model = new GanTraining(_options, shape, condition, session).Run(
            rows,
            new DataIdentity(rows.RowCount, condition?.ClassNames ?? [], labeled.Source.Augmentations, session.HasCheckpoints ? rows.ContentId() : null),
            GeneratedColumn.HasSize(images.Column.Type),
            evaluation);
        return new GanTransformer(_host, model);
    }

    /// <summary>
    /// The label columns, with the classes in the order of the checkpoint to resume from, or of the initial model, if its class names are among the
    /// data's. So keys of another <c>MapValueToKey</c> still mean the same classes.
    /// </summary>
    private ConditionColumns? InOrder(ConditionColumns? condition, Checkpoint? resumed)
    {
        var known = resumed is null ? _options.Training.InitialModel?.Description.AllLabels.Select(label => label.ClassNames).ToArray() : resumed.ClassNames;
        if (known is null || known.Count != condition?.Columns.Count)
            return condition;
        return condition.Select((column, index) =>
        {
            var more = column.ClassNames.Except(known[index], StringComparer.Ordinal).ToArray();
            // New classes follow the known ones. Only a warm start with a single label column allows new classes.
            return known[index].Count == 0 || (more.Length > 0 && condition.Columns.Count > 1) ? column : column.Ordered([.. known[index], .. more]);
        });
    }

    /// <summary>The images before augmentation, or, if augmentation changes their size, those of the first epoch.</summary>
    private static LabeledRows RowsToMeasure(IDataView input, ImageColumn images, ConditionColumns? condition, ImageShape shape)
    {
        images = images.WithChannels(shape.Channels);
        var rows = new LabeledRows(input, images, condition);
        var kept = rows.Images.Column;
        var isOfSize = kept.Height is null || (kept.Height == shape.Height && kept.Width == shape.Width);
        return rows.Images.Augmentations.Count == 0 || (isOfSize && rows.Images.GetOutputShape(shape) == shape) ? rows : new LabeledRows(input, images, condition, asTheyAre: true);
    }
}
