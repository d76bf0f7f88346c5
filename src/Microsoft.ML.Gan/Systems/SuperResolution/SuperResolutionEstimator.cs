using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.SuperResolution;

/// <summary>
/// Trains a super-resolution generator on pairs of low- and high-resolution images, in two stages: pre-training on the pixel loss, then
/// adversarial training.
/// </summary>
internal sealed partial class SuperResolutionEstimator : IEstimator<SuperResolutionTransformer>
{
    private const string PretrainingName = "pretraining", AdversarialName = "adversarial";

    private readonly IHost _host;
    private readonly Options _options;
    private readonly int _drawnSeed;

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    public SuperResolutionEstimator(IHostEnvironment environment, Options options)
    {
        options.Validate();
        _host = environment.Register(nameof(SuperResolutionEstimator));
        _options = options.Copy();
        _drawnSeed = options.Session.Seed ?? _host.Rand.Next();
    }

    /// <summary>Returns the schema of the fitted transformer's output.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of the wrong type, or the images are too small or have a wrong ratio of sizes; the message names it.
    /// </exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var low = ImageColumn.Find(inputSchema, _options.Columns.Input);
        var high = ImageColumn.Find(inputSchema, _options.HighResolutionColumnName);
        ImageToImageColumns.RequireSides(high, SuperResolutionNetworks.DiscriminatorSides(_options.BatchSize));
        if (low.ItemType is ImageDataViewType { Height: > 0 } lowType && high.ItemType is ImageDataViewType { Height: > 0 } highType)
            RequireScale((lowType.Height, lowType.Width), (highType.Height, highType.Width));
        return _options.Columns.Promise(inputSchema, SuperResolutionNetworks.GeneratorSides, _options.Networks.Scale);
    }

    /// <summary>Trains the networks.</summary>
    /// <param name="input">Pairs of images.</param>
    /// <returns>The transformer that enlarges images. It holds native memory; dispose it after use.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of the wrong type, or the images are too small or have a wrong ratio of sizes; the message names it.
    /// </exception>
    /// <exception cref="InvalidOperationException">There are no rows, a row is not a valid pair, or the checkpoint directory holds another training.</exception>
    /// <exception cref="GanDivergedException">Training diverged more often than the options allow.</exception>
    /// <exception cref="OperationCanceledException">The options' token, or the MLContext, was cancelled.</exception>
    public SuperResolutionTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var channel = _host.Start("Training");
        var lowColumn = _options.Columns.Find(input.Schema, SuperResolutionNetworks.GeneratorSides);
        var highColumn = ImageColumn.Create(
            input.Schema, _options.HighResolutionColumnName, _options.Columns.InputLayout, layoutOption: nameof(ImageToImageColumns.InputLayout));
        if (lowColumn is { Height: { } lowHeight, Width: { } lowWidth } && highColumn is { Height: { } highHeight, Width: { } highWidth })
            RequireSizes((lowHeight, lowWidth), (highHeight, highWidth)); // before the data are read, if the types give the sizes
        using var session = new TrainingSession(_host, channel, _options.Session, _drawnSeed);
        var identity = Identity(session);
        session.RequireSame(identity);

        var (low, high) = (new ImageColumnReader(lowColumn, PixelObjective.LowResolution), new ImageColumnReader(highColumn, PixelObjective.HighResolution));
        var source = new RowSource(input, [low, high]);
        source.Reseed(session.Resumed?.AugmentationSeeds(source.Augmentations));
        // Both stages read from the same batches, so they share the position in a checkpoint.
        using var batches = new RowBatches(
            source,
            _options.BatchSize,
            session.Seed,
            _options.CacheBytes,
            session.Resumed is { State: var state } ? RowBatches.PositionIn(state, $"batches.{AdversarialName}") : default,
            warn: session.Warn,
            device: session.Device,
            cancellationToken: session.Stop);
        RequireSizes((low.Shape.Height, low.Shape.Width), (high.Shape.Height, high.Shape.Width));
        if (low.Shape.Channels != high.Shape.Channels)
        {
            throw new InvalidOperationException(
                $"Image columns '{lowColumn.Name}' and '{highColumn.Name}': the images of a pair must both be gray or both be in colour, but have {low.Shape.Channels} and {high.Shape.Channels} channels.");
        }

        foreach (var problem in batches.Problems)
            session.Warn(problem);
        identity["images"] = $"{low.Shape} and {high.Shape}";
        identity["rows"] = batches.RowCount;
        identity[Checkpoint.Names.AugmentImages] = new DataIdentity(null, [], source.Augmentations, null).AugmentationsToJson();
        identity[Checkpoint.Names.Data] = session.HasCheckpoints ? batches.ContentId() : null;
        session.RequireSame(identity);
        return new SuperResolutionTransformer(
            _host, Train(session, new SuperResolutionGeneratorConfig { Networks = _options.Networks, Channels = low.Shape.Channels }, batches, identity));
    }

    private SuperResolutionModel Train(TrainingSession session, SuperResolutionGeneratorConfig config, RowBatches batches, JsonObject identity)
    {
        manual_seed(session.Seed); // initial weights draw from torch's own generator
        var network = config.Create().to(session.Device);
        using var generator = new Player("generator", network, _options.PretrainingOptimizer);
        using var discriminator = new Player("discriminator", _options.Networks.CreateDiscriminator(config.Channels).to(session.Device), _options.DiscriminatorOptimizer);

        var progress = new ProgressReports(report => session.Report(
            report,
            report.Stage == PretrainingName
                ? $"generator {report.Scalars.GetValueOrDefault("generator.pixels"):F4}"
                : $"generator {report.GeneratorLoss:F4} discriminator {report.DiscriminatorLoss:F4}"));
        using var run = session.Begin(
            [
                new Stage(PretrainingName, new PixelObjective(generator), batches, _options.PretrainingSteps) { BatchSize = _options.BatchSize },
                new Stage(AdversarialName, new SuperResolutionObjective(generator, discriminator, _options.AdversarialWeight), batches, _options.AdversarialSteps)
                {
                    BatchSize = _options.BatchSize,
                    Optimizers = [(generator, _options.GeneratorOptimizer)],
                },
            ],
            session.Saver(identity, _options.BatchSize) is { } saver ? [progress, saver] : [progress]);
        session.Info(
            $"Super-resolution on {identity["images"]} images, {_options.PretrainingSteps} and {_options.AdversarialSteps} steps of {_options.BatchSize} images on {session.Device}; " +
            $"generator {generator.Weights.Vector.numel():N0} parameters, discriminator {discriminator.Weights.Vector.numel():N0}.");
        session.Complete(run);

        var description = new SuperResolutionDescription
        {
            Columns = _options.Columns,
            Seed = session.Seed,
            Training = new TrainedWith(run.StepsDone, run.Images, _options.BatchSize, session.Device.ToString()),
        };
        return new SuperResolutionModel(description, config, ImageToImageNetwork.CopyOf(network, config.Create, session.Device)) { History = progress.History };
    }

    private void RequireSizes((int Height, int Width) low, (int Height, int Width) high)
    {
        ImageToImageColumns.RequireSides(_options.HighResolutionColumnName, high.Height, high.Width, SuperResolutionNetworks.DiscriminatorSides(_options.BatchSize));
        RequireScale(low, high);
    }

    private void RequireScale((int Height, int Width) low, (int Height, int Width) high)
    {
        var scale = _options.Networks.Scale;
        if (high.Height != low.Height * scale || high.Width != low.Width * scale)
        {
            throw SchemaError.Mismatch(
                "image",
                _options.HighResolutionColumnName,
                $"images of {low.Height * scale}×{low.Width * scale} pixels, {scale} times those of column '{_options.Columns.Input}' ({low.Height}×{low.Width})",
                $"images of {high.Height}×{high.Width} pixels");
        }
    }

    /// <summary>The options that must be the same for a training to go on where another stopped. How long the last stage lasts may change.</summary>
    private JsonObject Identity(TrainingSession session) => new()
    {
        ["system"] = SuperResolutionModel.Kind,
        ["networks"] = JsonSerializer.SerializeToNode(_options.Networks, ModelJson.Options),
        ["pretrainingOptimizer"] = _options.PretrainingOptimizer.ToJson(),
        ["generatorOptimizer"] = _options.GeneratorOptimizer.ToJson(),
        ["discriminatorOptimizer"] = _options.DiscriminatorOptimizer.ToJson(),
        ["adversarialWeight"] = _options.AdversarialWeight,
        ["batchSize"] = _options.BatchSize,
        ["pretrainingSteps"] = _options.PretrainingSteps,
        [Checkpoint.Names.Seed] = session.Seed,
        [Checkpoint.Names.Session] = CheckpointFolder.Session,
    };
}
