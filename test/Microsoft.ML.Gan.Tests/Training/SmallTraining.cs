using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

/// <summary>A whole training on batches that follow a pattern, with everything that a training has.</summary>
internal sealed class SmallTraining : IDisposable
{
    public const int BatchSize = 16;

    private readonly torch.Generator _random = new(7, CPU);
    private readonly int _packing;
    private readonly ImageObjective _objective;

    public SmallTraining(
        IGanArchitecture architecture,
        IGanLoss loss,
        ImageShape image,
        int classes = 0,
        bool average = false,
        IReadOnlyList<IGanRegularizer>? regularizers = null,
        GanOptimizer? optimizer = null,
        GanOptimizer? discriminatorOptimizer = null,
        GanUnrolling? unrolling = null,
        int packing = 1,
        IDiscriminatorAugmentation? augmentation = null)
    {
        _packing = packing;
        regularizers = [.. loss.Recipe.Regularizers, .. regularizers ?? []];
        optimizer ??= loss.Recipe.GeneratorOptimizer ?? GanOptimizer.Adam();
        var specification = new NetworkSpecification
        {
            Image = image,
            ConditionSize = classes,
            Packing = packing,
            IndependentSamples = regularizers.Any(regularizer => regularizer.NeedsIndependentSamples),
        };
        Generator = new Player("generator", Filled(architecture.CreateGenerator(specification), 100), optimizer);
        Discriminator = new Player("discriminator", Filled(architecture.CreateDiscriminator(specification.ForDiscriminator), 200), discriminatorOptimizer ?? optimizer);
        if (average)
            Generator.KeepAverage(new GanEma(HalfLifeKimg: 0.1, RampUp: 0), architecture.CreateGenerator(specification));
        Batches = new PatternBatches(BatchSize, image, classes);
        _objective = new ImageObjective(Generator, Discriminator, loss, regularizers, architecture.LatentSize, _random, new ImageObjectiveParts
        {
            DiscriminatorSteps = loss.Recipe.DiscriminatorSteps ?? 1,
            Packing = packing,
            Unrolled = unrolling is null ? null : new UnrolledDiscriminator(Discriminator, unrolling, _random),
            Augmentation = augmentation,
        });
    }

    public Player Generator { get; }

    public Player Discriminator { get; }

    public WeightAverage? Average => Generator.Average;

    public PatternBatches Batches { get; }

    /// <summary>The losses of each step, discriminator first; of several discriminator steps the last.</summary>
    public List<float> Losses { get; } = [];

    /// <param name="steps">Generator steps.</param>
    /// <param name="report">Receives the progress.</param>
    /// <param name="afterStep">Called before the first step and after each step.</param>
    /// <param name="microBatchSize">The largest number of images processed at once.</param>
    /// <param name="stop">Stops the training.</param>
    public void Run(
        int steps,
        Action<GanProgress>? report = null,
        Action<long>? afterStep = null,
        int microBatchSize = int.MaxValue,
        CancellationToken stop = default)
    {
        using var run = new TrainingRun(
            [new Stage("adversarial", _objective, Batches, steps) { BatchSize = BatchSize, MicroBatchSize = microBatchSize, Pack = _packing }],
            new ProgressReports(report),
            new Recorder(Losses),
            new EachStep(afterStep ?? (_ => { })) { IsWanted = afterStep is not null });
        run.Run(stop);
    }

    public void Dispose()
    {
        _objective.Dispose();
        Generator.Dispose();
        Discriminator.Dispose();
        _random.Dispose();
    }

    private static nn.Module<Tensor, Tensor, Tensor> Filled(nn.Module<Tensor, Tensor, Tensor> network, int salt)
    {
        Pattern.Fill(network, salt, 0.1);
        return network;
    }

    /// <summary>Records the losses of each step.</summary>
    private sealed class Recorder(List<float> losses) : ITrainingObserver
    {
        public void ScalarsRead(TrainingRun run, IReadOnlyList<StepScalars> steps)
        {
            foreach (var step in steps)
                losses.AddRange([step["discriminator.loss"]!.Value, step["generator.loss"]!.Value]);
        }
    }
}

/// <summary>Does something before the first step and after each.</summary>
internal sealed class EachStep(Action<long> act) : ITrainingObserver
{
    public bool IsWanted { get; init; } = true;

    public bool IsDue(TrainingRun run) => IsWanted;

    public void StepDone(TrainingRun run) => act(run.StepsDone);
}
