using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Systems.SuperResolution;

/// <summary>Stripes of 16×16 pixels, and the same at half the size.</summary>
internal sealed class Stripes
{
    public const int Side = 16;

    [VectorType(1, Side, Side)]
    public byte[] High { get; set; } = [];

    [VectorType(1, Side / 2, Side / 2)]
    public byte[] Low { get; set; } = [];

    public static IDataView Load(MLContext ml, int count, int seed) => ml.Data.LoadFromEnumerable(Rows(count, seed));

    /// <summary>Each image has stripes of its own direction and width.</summary>
    public static Stripes[] Rows(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Row(random.NextDouble() * Math.PI, 3 + (3 * random.NextDouble())))];
    }

    private static Stripes Row(double angle, double width)
    {
        var (high, low) = (new byte[Side * Side], new byte[Side * Side / 4]);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
                high[(y * Side) + x] = (byte)(((long)Math.Floor(((x * Math.Cos(angle)) + (y * Math.Sin(angle))) / width) & 1) == 0 ? 230 : 25);
        }

        for (var y = 0; y < Side / 2; y++)
        {
            for (var x = 0; x < Side / 2; x++)
            {
                var first = (2 * y * Side) + (2 * x);
                low[(y * Side / 2) + x] = (byte)((high[first] + high[first + 1] + high[first + Side] + high[first + Side + 1]) / 4);
            }
        }

        return new Stripes { High = high, Low = low };
    }
}

/// <summary>Two stages of one run: the generator alone by its pixel loss, then both networks. Resumed where the folder has a checkpoint.</summary>
internal sealed class SuperResolutionTraining : IDisposable
{
    private const string Pretraining = "pretraining", Adversarial = "adversarial";
    private const int BatchSize = 8;

    private readonly RowBatches _pretrainingBatches;
    private readonly RowBatches _adversarialBatches;
    private readonly Player _generator;
    private readonly Player _discriminator;

    public SuperResolutionTraining(int pretrainingSteps, int adversarialSteps, string? checkpoints = null, Action<long>? afterStep = null)
    {
        var folder = checkpoints is null ? null : new CheckpointFolder(checkpoints, kept: 2, _ => { });
        using var resumed = folder?.LoadLatest();
        manual_seed(3);
        var networks = new SuperResolutionNetworks { Scale = 2, GeneratorWidth = 8, Blocks = 1, DiscriminatorWidth = 4 };
        Generator = networks.CreateGenerator(1);
        _generator = new Player("generator", Generator, GanOptimizer.Adam(0.005, 0.9));
        _discriminator = new Player("discriminator", networks.CreateDiscriminator(1), GanOptimizer.Adam(0.001, 0.9));
        (_pretrainingBatches, _adversarialBatches) = (Open(Pretraining, seed: 1), Open(Adversarial, seed: 2));
        List<ITrainingObserver> observers = [Progress, new EachStep(afterStep ?? (_ => { })) { IsWanted = afterStep is not null }];
        if (folder is not null)
            observers.Add(new CheckpointSaver(folder, new CheckpointSchedule(3, TimeSpan.FromHours(1), resumed?.State.Integer("steps") ?? 0), new JsonObject()));
        Run = new TrainingRun(
            [
                new Stage(Pretraining, new PixelObjective(_generator), _pretrainingBatches, pretrainingSteps) { BatchSize = BatchSize },
                new Stage(Adversarial, new SuperResolutionObjective(_generator, _discriminator), _adversarialBatches, adversarialSteps)
                {
                    BatchSize = BatchSize,
                    Optimizers = [(_generator, GanOptimizer.Adam(0.001, 0.9))],
                },
            ],
            observers);
        if (resumed is not null)
            Run.Restore(resumed.State);

        RowBatches Open(string stage, int seed)
        {
            var view = Stripes.Load(new MLContext(seed: 1), 41, seed: 1);
            return new RowBatches(
                new RowSource(view, [Column(nameof(Stripes.Low), PixelObjective.LowResolution), Column(nameof(Stripes.High), PixelObjective.HighResolution)]),
                BatchSize,
                seed,
                start: resumed is null ? default : RowBatches.PositionIn(resumed.State, $"batches.{stage}"));

            ImageColumnReader Column(string name, string tensor) => new(ImageColumn.Create(view.Schema, name), tensor);
        }
    }

    public nn.Module<Tensor, Tensor> Generator { get; }

    public TrainingRun Run { get; }

    public ProgressReports Progress { get; } = new();

    /// <summary>A hash of both networks.</summary>
    public string Hash => NetworkState.Sha256(Generator) + NetworkState.Sha256(_discriminator.Modules[0].Module);

    /// <summary>The program that is killed: prints each step, and last the hash.</summary>
    public static void Train(string folder, int steps)
    {
        using var training = new SuperResolutionTraining(steps / 2, steps / 2, folder, Console.WriteLine);
        training.Run.Run(CancellationToken.None);
        Console.WriteLine(training.Hash);
    }

    public void Dispose()
    {
        Run.Dispose();
        _pretrainingBatches.Dispose();
        _adversarialBatches.Dispose();
        _generator.Dispose();
        _discriminator.Dispose();
    }
}
