using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

/// <summary>A whole game on batches that follow a pattern, with everything that one training has.</summary>
internal sealed class SmallGame : IDisposable
{
    public const int BatchSize = 16;

    private readonly torch.Generator _random = new(7, CPU);
    private readonly IReadOnlyList<IGanRegularizer> _regularizers;
    private readonly IGanArchitecture _architecture;
    private readonly IGanLoss _loss;

    public SmallGame(IGanArchitecture architecture, IGanLoss loss, ImageShape image, int classes = 0, bool average = false)
    {
        (_architecture, _loss) = (architecture, loss);
        _regularizers = loss.Recipe.Regularizers;
        var specification = new NetworkSpecification
        {
            Image = image,
            ConditionSize = classes,
            IndependentSamples = _regularizers.Any(regularizer => regularizer.NeedsIndependentSamples),
        };
        Generator = new TrainedNetwork(Filled(architecture.CreateGenerator(specification), 100), loss.Recipe.Optimizer);
        Discriminator = new TrainedNetwork(Filled(architecture.CreateDiscriminator(specification), 200), loss.Recipe.Optimizer);
        Average = average ? new AveragedGenerator(architecture.CreateGenerator(specification), Generator) : null;
        Batches = new PatternBatches(BatchSize, image, classes);
    }

    public TrainedNetwork Generator { get; }

    public TrainedNetwork Discriminator { get; }

    public AveragedGenerator? Average { get; }

    public PatternBatches Batches { get; }

    /// <summary>The losses of each step, discriminator first.</summary>
    public List<float> Losses { get; } = [];

    public void Run(int steps, Action<GanProgress>? report = null, Action<long>? afterStep = null, CancellationToken stop = default)
    {
        var objective = new Recorder(
            new ImageObjective(Generator.Module, Discriminator.Module, _loss, _regularizers, _architecture.LatentSize, _random),
            Losses,
            _loss.Recipe.DiscriminatorSteps);
        using var loop = new AdversarialLoop(Batches, objective, Generator, Discriminator, Average)
        {
            BatchSize = BatchSize,
            DiscriminatorSteps = _loss.Recipe.DiscriminatorSteps,
            Ema = Average is null ? null : new GanEma(HalfLifeKimg: 0.1, RampUp: 0),
            Report = report,
            AfterStep = afterStep,
        };
        loop.Run(steps, stop);
    }

    public void Dispose()
    {
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
