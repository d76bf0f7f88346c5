using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

/// <summary>
/// The smallest GAN (Mescheder et al., 2018, section 2): all real images are the point 0, the generator is a point θ, and the discriminator a line of
/// slope ψ. With minimax, plain gradient descent circles around the equilibrium (0, 0); the tests show the paper's results for each remedy.
/// </summary>
[TestClass]
public class DiracGanTests
{
    private const int BatchSize = 16;
    private const int Steps = 300;

    public static IEnumerable<object?[]> Remedies =>
        new (string Name, IGanRegularizer? Regularizer, GanUnrolling? Unrolling)[]
        {
            ("r1", GanRegularizer.R1(1), null),
            ("r1, lazy", GanRegularizer.R1(1, interval: 4), null),
            ("r2", GanRegularizer.R2(1), null),
            ("zero-centered", GanRegularizer.ZeroCenteredGradientPenalty(0.5), null),
            ("instance noise", GanRegularizer.InstanceNoise(deviation: 1, kimg: 1000), null),
            ("weight decay", GanRegularizer.WeightDecay(1), null),
            ("unrolled", null, new GanUnrolling(3, 0.5)),
        }.Select(one => new object?[] { one.Name, one.Regularizer, one.Unrolling });

    [TestMethod]
    [DynamicData(nameof(Remedies))]
    public void It_comes_to_rest(string name, object? regularizer, object? unrolling)
    {
        var distance = DistanceAfterPlay((IGanRegularizer?)regularizer, (GanUnrolling?)unrolling);
        Assert.IsTrue(distance < 0.1, $"{name}: {distance} from the equilibrium.");
    }

    [TestMethod]
    public void Without_a_remedy_it_does_not() => Assert.IsTrue(DistanceAfterPlay(null, null) > 0.5);

    [TestMethod]
    public void Norms_drawn_to_one_do_not_help() =>
        Assert.IsTrue(DistanceAfterPlay(GanRegularizer.OneCenteredGradientPenalty(1), null) > 0.5);

    private static double DistanceAfterPlay(IGanRegularizer? regularizer, GanUnrolling? unrolling)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var random = new torch.Generator(1, CPU);
        var descent = GanOptimizer.Adam(200, 0, 0.9) with { Epsilon = 1000 }; // next to which the root is nothing: 0.2 times the gradient
        using var generator = new Player("generator", new Point(), descent);
        using var discriminator = new Player("discriminator", new Slope(), descent);
        using var objective = new ImageObjective(
            generator, discriminator, GanLoss.Minimax(), regularizer is null ? [] : [regularizer], latentSize: 1, random, new ImageObjectiveParts
            {
                Unrolled = unrolling is null ? null : new UnrolledDiscriminator(discriminator, unrolling, random),
            });
        using var run = new TrainingRun([new Stage("adversarial", objective, new Zeros(), Steps) { BatchSize = BatchSize }]);
        run.Run(CancellationToken.None);
        return Math.Sqrt(
            Math.Pow(generator.Weights.Vector.item<float>(), 2) + Math.Pow(discriminator.Weights.Vector.item<float>(), 2));
    }

    private sealed class Zeros : IBatchSource
    {
        public Batch Next(CancellationToken cancellationToken) => new((Batch.Real, zeros(BatchSize, 1, 1, 1)), (Batch.Condition, zeros(BatchSize, 0)));
    }

    private sealed class Point : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly Parameter weight = nn.Parameter(ones(1));

        public Point()
            : base(nameof(Point)) => RegisterComponents();

        public override Tensor forward(Tensor latent, Tensor condition) => weight.expand(latent.shape[0], 1).view(-1, 1, 1, 1);
    }

    private sealed class Slope : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly Parameter weight = nn.Parameter(ones(1));

        public Slope()
            : base(nameof(Slope)) => RegisterComponents();

        public override Tensor forward(Tensor images, Tensor condition) => images.flatten(1) * weight;
    }
}
