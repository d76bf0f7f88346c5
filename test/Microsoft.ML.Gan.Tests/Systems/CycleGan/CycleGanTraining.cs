using System.Text.Json.Nodes;
using Microsoft.ML.Gan.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Systems.CycleGan;

/// <summary>A small CycleGAN on two views, with checkpoints if a folder is given; resumed where the folder has one.</summary>
internal sealed class CycleGanTraining : IDisposable
{
    private const string StageName = "cycle";
    private const int BatchSize = 4;

    private readonly torch.Generator _random = new(5, CPU);
    private readonly CycleGanObjective _objective;
    private readonly UnpairedBatches _batches;
    private readonly Player _generators;
    private readonly Player _discriminators;

    public CycleGanTraining(int steps, string? checkpoints = null, Action<long>? afterStep = null)
    {
        var ml = new MLContext(seed: 1);
        var folder = checkpoints is null ? null : new CheckpointFolder(checkpoints, kept: 2, _ => { });
        using var resumed = folder?.LoadLatest();
        manual_seed(3);
        var networks = new CycleGanNetworks { GeneratorWidth = 8, Blocks = 1, DiscriminatorWidth = 8, DiscriminatorLayers = 1 };
        var optimizer = GanOptimizer.Adam(0.002, 0.5, 0.999);
        (ToB, ToA) = (networks.CreateGenerator(3, 3), networks.CreateGenerator(3, 3));
        _generators = new Player("generators", [("toB", ToB), ("toA", ToA)], optimizer);
        _discriminators = new Player("discriminators", [("a", networks.CreateDiscriminator(3)), ("b", networks.CreateDiscriminator(3))], optimizer);
        _objective = new CycleGanObjective(_generators, _discriminators, _random, poolSize: 10);
        _batches = new UnpairedBatches(
            Open(TwoColours.Red(ml, 37, seed: 1), CycleGanObjective.DomainA, 0), Open(TwoColours.Blue(ml, 53, seed: 2), CycleGanObjective.DomainB, 1));
        List<ITrainingObserver> observers = [new ProgressReports(), new EachStep(afterStep ?? (_ => { })) { IsWanted = afterStep is not null }];
        if (folder is not null)
            observers.Add(new CheckpointSaver(folder, new CheckpointSchedule(3, TimeSpan.FromHours(1), resumed?.State.Integer("steps") ?? 0), new JsonObject()));
        Run = new TrainingRun([new Stage(StageName, _objective, _batches, steps) { BatchSize = BatchSize }], observers);
        if (resumed is not null)
            Run.Restore(resumed.State);

        RowBatches Open(IDataView view, string name, int index)
        {
            var column = ImageColumn.Create(view.Schema, nameof(ColouredSquare.Image), PixelLayout.Default, null, null, "layout");
            var start = resumed is null ? default : UnpairedBatches.PositionIn(resumed.State, $"batches.{StageName}", index);
            return new RowBatches(new RowSource(view, [new ImageColumnReader(column, name)]), BatchSize, seed: 10 + index, start: start);
        }
    }

    public nn.Module<Tensor, Tensor> ToB { get; }

    public nn.Module<Tensor, Tensor> ToA { get; }

    public TrainingRun Run { get; }

    /// <summary>A hash of all four networks.</summary>
    public string Hash => string.Concat(_generators.Modules.Concat(_discriminators.Modules).Select(one => NetworkState.Sha256(one.Module)[..16]));

    /// <summary>The program that is killed: prints each step, and last the hash.</summary>
    public static void Train(string folder, int steps)
    {
        using var training = new CycleGanTraining(steps, folder, afterStep: Console.WriteLine);
        training.Run.Run(CancellationToken.None);
        Console.WriteLine(training.Hash);
    }

    public void Dispose()
    {
        Run.Dispose();
        _batches.Dispose();
        _objective.Dispose();
        _generators.Dispose();
        _discriminators.Dispose();
        _random.Dispose();
    }
}
