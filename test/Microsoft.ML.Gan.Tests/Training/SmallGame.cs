using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

/// <summary>A whole game on batches that follow a pattern, with everything that one training has.</summary>
internal sealed class SmallGame : IDisposable
{
    public const int BatchSize = 16;

    private readonly torch.Generator _random = new(7, CPU);
    private readonly IGanLoss _loss;
    private readonly int _packing;

    private readonly ImageObjective _objective;

    public SmallGame(
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
        IDeviceAugmentation? augmentation = null)
    {
        _loss = loss;
        _packing = packing;
        regularizers = [.. loss.Recipe.Regularizers, .. regularizers ?? []];
        optimizer ??= loss.Recipe.Optimizer;
        var specification = new NetworkSpecification
        {
            Image = image,
            ConditionSize = classes,
            Packing = packing,
            IndependentSamples = regularizers.Any(regularizer => regularizer.NeedsIndependentSamples),
        };
        Generator = new TrainedNetwork(Filled(architecture.CreateGenerator(specification), 100), optimizer);
        Discriminator = new TrainedNetwork(Filled(architecture.CreateDiscriminator(specification.OfDiscriminator), 200), discriminatorOptimizer ?? optimizer);
        Average = average ? new AveragedGenerator(architecture.CreateGenerator(specification), Generator) : null;
        Batches = new PatternBatches(BatchSize, image, classes);
        _objective = new ImageObjective(Generator.Module, Discriminator.Module, loss, regularizers, architecture.LatentSize, _random)
        {
            Packing = packing,
            LookAhead = unrolling is null ? null : new LookAhead(Discriminator, unrolling, _random),
            Augmentation = augmentation,
        };
    }

    public TrainedNetwork Generator { get; }

    public TrainedNetwork Discriminator { get; }

    public AveragedGenerator? Average { get; }

    public PatternBatches Batches { get; }

    /// <summary>The losses of each step, discriminator first.</summary>
    public List<float> Losses { get; } = [];

    /// <param name="steps">Generator steps.</param>
    /// <param name="report">Is told how it stands.</param>
    /// <param name="afterStep">Is called before the first step and after each.</param>
    /// <param name="partSize">The most images that are taken at once.</param>
    /// <param name="stop">Stops the game.</param>
    public void Run(
        int steps,
        Action<GanProgress>? report = null,
        Action<long>? afterStep = null,
        int partSize = int.MaxValue,
        CancellationToken stop = default)
    {
        var objective = new Recorder(_objective, Losses, _loss.Recipe.DiscriminatorSteps);
        using var loop = new AdversarialLoop(Batches, objective, Generator, Discriminator, Average)
        {
            BatchSize = BatchSize,
            PartSize = partSize,
            PackSize = _packing,
            DiscriminatorSteps = _loss.Recipe.DiscriminatorSteps,
            Ema = Average is null ? null : new GanEma(HalfLifeKimg: 0.1, RampUp: 0),
            Report = report,
            AfterStep = afterStep,
        };
        loop.Run(steps, stop);
    }

    public void Dispose()
    {
        _objective.Dispose();
        Average?.Dispose();
        Generator.Dispose();
        Discriminator.Dispose();
        _random.Dispose();
    }

    private static nn.Module<Tensor, Tensor, Tensor> Filled(nn.Module<Tensor, Tensor, Tensor> network, int salt)
    {
        Pattern.Fill(network, salt, 0.1);
        return network;
    }

    /// <summary>Writes down the losses of each step; of several discriminator steps the last.</summary>
    private sealed class Recorder(IGanObjective objective, List<float> losses, int turns) : IGanObjective
    {
        private int _turn;

        public bool BeginsAnew => objective.BeginsAnew;

        public IEnumerable<Tensor> Held => objective.Held;

        public void At(GameMoment moment) => objective.At(moment);

        public Tensor? DiscriminatorPenalty(TrainingBatch batch) => objective.DiscriminatorPenalty(batch);

        public Tensor? GeneratorPenalty(TrainingBatch batch) => objective.GeneratorPenalty(batch);

        public Tensor DiscriminatorLoss(TrainingBatch batch, bool isWhole)
        {
            var loss = objective.DiscriminatorLoss(batch, isWhole);
            if (++_turn % turns == 0)
                losses.Add(loss.item<float>());
            return loss;
        }

        public Tensor GeneratorLoss(TrainingBatch batch)
        {
            var loss = objective.GeneratorLoss(batch);
            losses.Add(loss.item<float>());
            return loss;
        }

        public void ConstrainDiscriminator(Tensor parameters) => objective.ConstrainDiscriminator(parameters);
    }
}
