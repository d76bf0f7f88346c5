using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan;

/// <summary>
/// Trains a generative adversarial network on a column of images. The transformer that it fits adds a column of generated
/// images to whatever rows it is given.
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

    /// <exception cref="ArgumentOutOfRangeException">An option has no meaning; the message names it.</exception>
    internal GanEstimator(IHostEnvironment environment, Options options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(nameof(GanEstimator));
        _options = options.Resolve();
        _seed = options.Seed ?? _host.Rand.Next();
    }

    /// <summary>Says which columns the fitted transformer will give.</summary>
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
    /// Trains the networks. What happens is told to <c>MLContext.Log</c> and to <see cref="Options.Progress"/>.
    /// </summary>
    /// <param name="input">
    /// The real images; read once when they fit into <see cref="GanInputOptions.CacheBytes"/>, else once an epoch. A view made by
    /// <c>AugmentImages</c> is augmented anew in each epoch.
    /// </param>
    /// <returns>The transformer that generates. It holds native memory: dispose it when it is no longer needed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type, or the architecture cannot make images of this size.</exception>
    /// <exception cref="InvalidOperationException">The data are empty, or a row is not a valid image or label; the message names the row.</exception>
    /// <exception cref="InvalidOperationException">The checkpoint directory cannot be written to, or holds another training.</exception>
    /// <exception cref="GanDivergedException">Training diverged, more often than <see cref="GanTrainingOptions.MaxRollbacks"/> says.</exception>
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
            LatentColumn.Validate(noiseColumn, _options.Architecture.LatentSize); // not read here, but the transformer will
        if (images.Shape is { } known)
            _options.Architecture.ValidateSpecification(GanTraining.Specify(_options, known, condition)); // before anything is read, where the type says enough

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
    /// The label columns with their classes in the order that the networks know them in: that of the checkpoint to go on from, or of
    /// the model to begin with, if its names are among the data's. Keys of another <c>MapValueToKey</c> then still mean the same classes.
    /// </summary>
    private ConditionColumns? InOrder(ConditionColumns? condition, Checkpoint? resumed)
    {
        var known = resumed is null ? _options.Training.InitialModel?.Description.AllLabels.Select(label => label.ClassNames).ToArray() : resumed.ClassNames;
        if (known is null || known.Count != condition?.Columns.Count)
            return condition;
        return condition.Select((column, index) =>
        {
            var more = column.ClassNames.Except(known[index], StringComparer.Ordinal).ToArray();
            // Classes beyond the known ones follow them; beside others, only a warm start of one label column has room for them.
            return known[index].Count == 0 || (more.Length > 0 && condition.Columns.Count > 1) ? column : column.Ordered([.. known[index], .. more]);
        });
    }

    /// <summary>The images before augmentation, unless it changes their size: then as they are in the first epoch.</summary>
    private static LabeledRows RowsToMeasure(IDataView input, ImageColumn images, ConditionColumns? condition, ImageShape shape)
    {
        images = images.WithChannels(shape.Channels);
        var rows = new LabeledRows(input, images, condition);
        var kept = rows.Images.Column;
        var isOfSize = kept.Height is null || (kept.Height == shape.Height && kept.Width == shape.Width);
        return rows.Images.Augmentations.Count == 0 || (isOfSize && rows.Images.GetOutputShape(shape) == shape) ? rows : new LabeledRows(input, images, condition, asTheyAre: true);
    }
}
