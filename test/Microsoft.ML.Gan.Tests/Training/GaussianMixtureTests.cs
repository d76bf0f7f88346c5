using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

/// <summary>
/// The classical toy: eight Gaussians on a circle. An unbalanced training misses some of them; a wrong implementation finds none.
/// </summary>
[TestClass]
public class GaussianMixtureTests
{
    private const int Modes = 8;
    private const int BatchSize = 128;
    private const int LatentSize = 8;
    private const double Radius = 2;
    private const double Deviation = 0.1;

    [TestMethod]
    public void Eight_gaussians_are_learned()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var random = new torch.Generator(1, CPU);
        using var generator = new Player("generator", new Layers(LatentSize, 2, negativeSlope: 0), GanOptimizer.Adam(0.002, 0, 0.99));
        using var discriminator = new Player("discriminator", new Layers(2, 1, negativeSlope: 0.2), GanOptimizer.Adam(0.002, 0, 0.99));
        generator.KeepAverage(new GanEma(HalfLifeKimg: 18), new Layers(LatentSize, 2, negativeSlope: 0));
        using var objective = new ImageObjective(
            generator, discriminator, GanLoss.NonSaturating(), [GanRegularizer.R1(0.05)], LatentSize, random);
        using (var run = new TrainingRun([new Stage("adversarial", objective, new Mixture(random), 2000) { BatchSize = BatchSize }]))
            run.Run(CancellationToken.None);

        const int Samples = 4000;
        using var noGradient = no_grad();
        var points = ((Layers)generator.Average!.Modules.Single()).call(randn([Samples, LatentSize], generator: random), zeros(Samples, 0));
        var distances = (points.unsqueeze(1) - Centers().unsqueeze(0)).norm(dim: 2);
        var isNear = distances.lt(4 * Deviation);
        var share = isNear.any(dim: 1).to(ScalarType.Float32).mean().item<float>();
        var modes = isNear.sum(dim: 0).gt(Samples / Modes / 10).sum().item<long>();
        Assert.IsTrue(modes >= 7, $"{modes} of {Modes} modes were found.");
        Assert.IsTrue(share >= 0.8, $"{share:P1} of the samples lie within 4σ of a mode.");
    }

    private static Tensor Centers()
    {
        var angles = arange(Modes, dtype: ScalarType.Float32) * (2 * Math.PI / Modes);
        return Radius * stack([angles.cos(), angles.sin()], 1);
    }

    private sealed class Mixture(torch.Generator random) : IBatchSource
    {
        public Batch Next(CancellationToken cancellationToken)
        {
            var mode = randint(Modes, [BatchSize], generator: random);
            return new Batch((Batch.Real, Centers()[mode] + (Deviation * randn([BatchSize, 2], generator: random))), (Batch.Condition, zeros(BatchSize, 0)));
        }
    }

    private sealed class Layers : nn.Module<Tensor, Tensor, Tensor>
    {
        private const int Width = 128;
        private readonly TorchSharp.Modules.Sequential _main;

        public Layers(int inputs, int outputs, double negativeSlope)
            : base(nameof(Layers))
        {
            _main = nn.Sequential(
                nn.Linear(inputs, Width), nn.LeakyReLU(negativeSlope), nn.Linear(Width, Width), nn.LeakyReLU(negativeSlope), nn.Linear(Width, outputs));
            register_module("main", _main);
        }

        public override Tensor forward(Tensor input, Tensor condition) => _main.call(input);
    }
}
