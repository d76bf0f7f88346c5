using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Systems.CycleGan;

[TestClass]
public class CycleGanTests
{
    /// <summary>
    /// Points (x, 1) and points (x, -1), unpaired, x uniform in [-1, 1]. Networks that begin near the identity must learn to move the
    /// points down and up and to leave x alone.
    /// </summary>
    [TestMethod]
    public void Points_of_one_cloud_move_to_the_other_and_keep_what_the_clouds_share()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var random = new torch.Generator(1, CPU);
        var (toB, toA) = (new Moved(), new Moved());
        var optimizer = GanOptimizer.Adam(0.002, 0.5, 0.999);
        using var generators = new Player("generators", [("toB", toB), ("toA", toA)], optimizer);
        using var discriminators = new Player("discriminators", [("a", Layers(1)), ("b", Layers(1))], optimizer);
        using var objective = new CycleGanObjective(generators, discriminators, random, identityWeight: 0);
        using (var run = new TrainingRun([new Stage("cycle", objective, new Clouds(random), 1000) { BatchSize = Clouds.BatchSize }]))
            run.Run(CancellationToken.None);

        using var noGradient = no_grad();
        var points = Clouds.Points(500, 1, random);
        var moved = toB.call(points);
        var expected = points * tensor(new[] { 1f, -1f });
        Assert.IsLessThan(0.25f, (moved - expected).abs().mean().item<float>(), "The distance to the right answer; of the identity it is 1.");
        Assert.IsLessThan(0.15f, (toA.call(moved) - points).abs().mean().item<float>(), "There and back.");
    }

    [TestMethod]
    public void A_training_that_is_killed_resumes_bit_for_bit()
    {
        const int Steps = 14;
        using var folder = new TemporaryFolder();
        var whole = OtherProcess.Train(CycleGanTraining.Train, folder["whole"], Steps);
        Assert.IsNull(OtherProcess.Train(CycleGanTraining.Train, folder["killed"], Steps, killAfter: 6), "It ended before it was killed.");
        Assert.IsNull(OtherProcess.Train(CycleGanTraining.Train, folder["killed"], Steps, killAfter: 5), "It ended before it was killed.");
        Assert.AreEqual(whole, OtherProcess.Train(CycleGanTraining.Train, folder["killed"], Steps));
    }

    [TestMethod]
    public void A_batch_in_micro_batches_has_the_gradients_of_the_whole_batch()
    {
        // Without a pool, whose draws depend on how the batch is split, all networks treat each image by itself.
        using var scope = NewDisposeScope();
        using var random = new torch.Generator(1, CPU);
        var networks = new CycleGanNetworks { GeneratorWidth = 4, Blocks = 1, DiscriminatorWidth = 4, DiscriminatorLayers = 1 };
        using var generators = new Player("generators", [("toB", networks.CreateGenerator(3, 3)), ("toA", networks.CreateGenerator(3, 3))], GanOptimizer.Adam());
        using var discriminators = new Player("discriminators", [("a", networks.CreateDiscriminator(3)), ("b", networks.CreateDiscriminator(3))], GanOptimizer.Adam());
        using var objective = new CycleGanObjective(generators, discriminators, random, poolSize: 1000);
        var batch = new Batch((CycleGanObjective.DomainA, Images(0)), (CycleGanObjective.DomainB, Images(2)));

        objective.BeginStep(default);
        var whole = objective.Phases.Select(phase => phase.Player.Gradients(phase.Loss(new PhaseContext(batch))!)).ToArray();
        objective.BeginStep(default);
        for (var i = 0; i < 2; i++)
        {
            var parts = batch.Split(2).Select(part => objective.Phases[i].Player.Gradients(objective.Phases[i].Loss(new PhaseContext(part, IsWhole: false))!)).ToArray();
            for (var parameter = 0; parameter < whole[i].Length; parameter++)
                TensorAssert.AreClose(whole[i][parameter], parts.Select(part => part[parameter]).Aggregate((a, b) => a + b) / parts.Length, 1e-4);
        }
    }

    [TestMethod]
    public void A_full_pool_gives_old_images_for_about_half_of_the_new_ones()
    {
        using var scope = NewDisposeScope();
        using var random = new torch.Generator(1, CPU);
        using var pool = new ImagePool(50, random);
        TensorAssert.AreIdentical(Numbers(0, 50), pool.Exchange(Numbers(0, 50)), "A pool that is not full gives each image back.");

        var old = 0L;
        for (var start = 50; start < 1050; start += 10)
            old += pool.Exchange(Numbers(start, 10)).lt(start).sum().item<long>();

        Assert.IsTrue(old is > 400 and < 600, $"{old} of 1,000 were old.");

        static Tensor Numbers(int start, int count) => arange(start, start + count, ScalarType.Float32).reshape(-1, 1, 1, 1);
    }

    private static Tensor Images(int channel)
    {
        var rows = TwoColours.Rows(8, seed: 99, channel);
        return tensor(rows.SelectMany(row => row.Image).Select(pixel => (pixel / 127.5f) - 1).ToArray(), [8, 3, TwoColours.Side, TwoColours.Side]);
    }

    private static TorchSharp.Modules.Sequential Layers(int outputs) =>
        nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 32), nn.LeakyReLU(0.2), nn.Linear(32, outputs));

    private sealed class Moved : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Sequential _layers = Layers(2);

        public Moved()
            : base(nameof(Moved)) => RegisterComponents();

        public override Tensor forward(Tensor input) => input + _layers.call(input);
    }

    private sealed class Clouds(torch.Generator random) : IBatchSource
    {
        public const int BatchSize = 64;

        public static Tensor Points(int count, double y, torch.Generator random) =>
            cat([(2 * rand([count, 1], generator: random)) - 1, y + (0.1 * randn([count, 1], generator: random))], 1);

        public Batch Next(CancellationToken cancellationToken) =>
            new((CycleGanObjective.DomainA, Points(BatchSize, 1, random)), (CycleGanObjective.DomainB, Points(BatchSize, -1, random)));
    }
}
