using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.CycleGan;

/// <summary>
/// Trains a CycleGAN on the unpaired images of two views. The fitted transformer translates images from one domain to the other.
/// </summary>
internal sealed partial class CycleGanEstimator : IEstimator<CycleGanTransformer>
{
    private const string StageName = "cycle";

    private readonly IHost _host;
    private readonly Options _options;
    private readonly int _drawnSeed;

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    public CycleGanEstimator(IHostEnvironment environment, Options options)
    {
        options.Validate();
        _host = environment.Register(nameof(CycleGanEstimator));
        _options = options.Copy();
        _drawnSeed = options.Session.Seed ?? _host.Rand.Next();
    }

    /// <summary>Returns the schema of the fitted transformer's output, and checks the columns of both domains.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type, or its images are too small; the message names it.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FindOther();
        return _options.Columns.Promise(inputSchema, _options.Networks.TrainingSides, scale: 1);
    }

    /// <summary>Trains the networks.</summary>
    /// <param name="input">The images of domain A.</param>
    /// <returns>The transformer that translates from A to B. It holds native memory; dispose it after use.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type, or its images are too small; the message names it.</exception>
    /// <exception cref="InvalidOperationException">A domain is empty, a row is not a valid image, or the checkpoint directory holds another training.</exception>
    /// <exception cref="GanDivergedException">Training diverged more often than the options allow.</exception>
    /// <exception cref="OperationCanceledException">The options' token, or the MLContext, was cancelled.</exception>
    public CycleGanTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var channel = _host.Start("Training");
        var (columnA, columnB) = (_options.Columns.Find(input.Schema, _options.Networks.TrainingSides), FindOther());
        using var session = new TrainingSession(_host, channel, _options.Session, _drawnSeed);
        var identity = Identity(session);
        session.RequireSame(identity); // before the data are read
        var (imagesA, imagesB) = (new ImageColumnReader(columnA, CycleGanObjective.DomainA), new ImageColumnReader(columnB, CycleGanObjective.DomainB));
        var (sourceA, sourceB) = (new RowSource(input, [imagesA]), new RowSource(_options.OtherDomain!, [imagesB]));
        ViewAugmentation[] augmentations = [.. sourceA.Augmentations, .. sourceB.Augmentations];
        if (session.Resumed?.AugmentationSeeds(augmentations) is { } seeds)
        {
            sourceA.Reseed([.. seeds.Take(sourceA.Augmentations.Count)]);
            sourceB.Reseed([.. seeds.Skip(sourceA.Augmentations.Count)]);
            augmentations = [.. sourceA.Augmentations, .. sourceB.Augmentations];
        }

        // Each domain has its own order: with the same seed, two domains of the same size would be paired.
        using var batchesA = Open(session, sourceA, domain: 0);
        using var batchesB = Open(session, sourceB, domain: 1);
        ImageToImageColumns.RequireSides(columnA.Name, imagesA.Shape.Height, imagesA.Shape.Width, _options.Networks.TrainingSides);
        ImageToImageColumns.RequireSides(columnB.Name, imagesB.Shape.Height, imagesB.Shape.Width, _options.Networks.TrainingSides);
        if (_options.IdentityWeight > 0 && imagesA.Shape.Channels != imagesB.Shape.Channels)
        {
            throw new InvalidOperationException(
                $"Image columns '{columnA.Name}' and '{columnB.Name}': the images have {imagesA.Shape.Channels} and {imagesB.Shape.Channels} channels, " +
                $"so there is no identity loss between them. Set {nameof(Options.IdentityWeight)} = 0, or make both gray or both coloured.");
        }

        foreach (var problem in batchesA.Problems.Concat(batchesB.Problems))
            session.Warn(problem);

        identity["images"] = $"{imagesA.Shape} and {imagesB.Shape}";
        identity["rows"] = new JsonArray(batchesA.RowCount, batchesB.RowCount);
        identity[Checkpoint.Names.AugmentImages] = new DataIdentity(null, [], augmentations, null).AugmentationsToJson();
        identity[Checkpoint.Names.Data] = session.HasCheckpoints && batchesA.ContentId() is { } contentA && batchesB.ContentId() is { } contentB ? $"{contentA} {contentB}" : null;
        session.RequireSame(identity);
        var generator = new CycleGanGeneratorConfig { Networks = _options.Networks, Inputs = imagesA.Shape.Channels, Outputs = imagesB.Shape.Channels };
        return new CycleGanTransformer(_host, Train(session, generator, new UnpairedBatches(batchesA, batchesB), identity));
    }

    private CycleGanModel Train(TrainingSession session, CycleGanGeneratorConfig generator, UnpairedBatches batches, JsonObject identity)
    {
        manual_seed(session.Seed); // initial weights draw from torch's own generator
        using var random = new Generator((ulong)session.Seed, CPU);
        var (toB, toA) = (generator.Create().to(session.Device), generator.Reversed().Create().to(session.Device));
        using var generators = new Player("generators", [("toB", toB), ("toA", toA)], _options.GeneratorOptimizer);
        var (discriminatorA, discriminatorB) = (Discriminator(generator.Inputs), Discriminator(generator.Outputs));
        using var discriminators = new Player("discriminators", [("a", discriminatorA), ("b", discriminatorB)], _options.DiscriminatorOptimizer);
        using var objective = new CycleGanObjective(generators, discriminators, random, _options.CycleWeight, _options.IdentityWeight, _options.PoolSize);

        var progress = new ProgressReports(report => session.Report(
            report, $"generators {report.Scalars.GetValueOrDefault("generators.loss"):F4} discriminators {report.Scalars.GetValueOrDefault("discriminators.loss"):F4}"));
        using var run = session.Begin(
            [new Stage(StageName, objective, batches, _options.Steps) { BatchSize = _options.BatchSize }],
            session.Saver(identity, _options.BatchSize) is { } saver ? [progress, saver] : [progress]);
        session.Info(
            $"CycleGAN on {identity["images"]} images, {_options.Steps} steps of {_options.BatchSize} images of each domain on {session.Device}; " +
            $"generators {generators.Weights.Vector.numel():N0} parameters, discriminators {discriminators.Weights.Vector.numel():N0}.");
        session.Complete(run);

        var description = new CycleGanDescription
        {
            Columns = _options.Columns,
            Seed = session.Seed,
            Training = new TrainedWith(run.StepsDone, run.Images, _options.BatchSize, session.Device.ToString()),
        };
        return new CycleGanModel(
            description,
            generator,
            ImageToImageNetwork.CopyOf(toB, generator.Create, session.Device),
            ImageToImageNetwork.CopyOf(toA, generator.Reversed().Create, session.Device))
        {
            History = progress.History,
        };

        nn.Module<Tensor, Tensor> Discriminator(int channels) => _options.Networks.CreateDiscriminator(channels).to(session.Device);
    }

    private ImageColumn FindOther()
    {
        var column = ImageColumn.Create(_options.OtherDomain!.Schema, _options.OtherColumn, _options.Columns.InputLayout, layoutOption: nameof(ImageToImageColumns.InputLayout));
        ImageToImageColumns.RequireSides(column, _options.Networks.TrainingSides);
        return column;
    }

    private RowBatches Open(TrainingSession session, RowSource source, int domain) => new(
        source,
        _options.BatchSize,
        unchecked(session.Seed + domain),
        _options.CacheBytes,
        session.Resumed is { State: var state } ? UnpairedBatches.PositionIn(state, $"batches.{StageName}", domain) : default,
        warn: session.Warn,
        device: session.Device,
        cancellationToken: session.Stop);

    /// <summary>The options that must be the same to resume a training. The length may differ.</summary>
    private JsonObject Identity(TrainingSession session) => new()
    {
        ["system"] = CycleGanModel.Kind,
        ["networks"] = JsonSerializer.SerializeToNode(_options.Networks, ModelJson.Options),
        ["generatorOptimizer"] = _options.GeneratorOptimizer.ToJson(),
        ["discriminatorOptimizer"] = _options.DiscriminatorOptimizer.ToJson(),
        ["cycleWeight"] = _options.CycleWeight,
        ["identityWeight"] = _options.IdentityWeight,
        ["poolSize"] = _options.PoolSize,
        ["batchSize"] = _options.BatchSize,
        [Checkpoint.Names.Seed] = session.Seed,
        [Checkpoint.Names.Session] = CheckpointFolder.Session,
    };
}
