using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

/// <summary>Discriminators with more to do, and networks that grow, as the objective plays with them.</summary>
[TestClass]
public class SelfSupervisionTests
{
    private static readonly ProgressiveArchitecture _growing = new() { LatentSize = 4, ChannelBase = 64, ChannelMax = 4, StableImages = 100, FadeImages = 100 };
    private static readonly ImageShape _image = new(3, 32, 32);

    [TestMethod]
    public void The_discriminator_rebuilds_real_images_as_it_is_shown_them()
    {
        using var scope = NewDisposeScope();
        var architecture = new FastGanArchitecture { LatentSize = 4, GeneratorWidth = 8, DiscriminatorWidth = 8 };
        var specification = new NetworkSpecification { Image = _image };
        var (generator, discriminator) = (architecture.CreateGenerator(specification), architecture.CreateDiscriminator(specification));
        using var generatorPlayer = new Player("generator", generator, GanOptimizer.Adam());
        using var discriminatorPlayer = new Player("discriminator", discriminator, GanOptimizer.Adam());
        discriminator.eval(); // batch statistics would follow each call
        generator.eval();
        using var random = new torch.Generator(7, CPU);
        using var again = new torch.Generator(7, CPU);
        var (real, condition) = (Pattern.Uniform(1, 4, 3, 32, 32), zeros(4, 0));
        using var objective = new ImageObjective(generatorPlayer, discriminatorPlayer, GanLoss.Hinge(), [new Mirrored()], 4, random);

        manual_seed(3);
        var total = objective.Phases[0].Loss(new PhaseContext(new Batch((Batch.Real, real), (Batch.Condition, condition))))!;

        var (shown, fake) = (real.flip(3), generator.call(randn([4, 4], generator: again), condition).flip(3));
        manual_seed(3);
        var expected = GanLoss.Hinge().Discriminator(discriminator.call(shown, condition), discriminator.call(fake, condition))
            + ((ISelfSupervised)discriminator).ForwardAndReconstruct(shown, condition).Loss;
        TensorAssert.AreClose(expected, total, 1e-5, "The loss");
    }

    [TestMethod]
    public void Real_images_have_the_detail_that_generated_ones_can_have()
    {
        using var scope = NewDisposeScope();
        var seen = new Seen();
        using var training = new GrowingTraining(_growing, GanLoss.RelativisticAverage(), seen);
        var real = Pattern.Uniform(1, 4, 3, 32, 32);
        var context = new PhaseContext(new Batch((Batch.Real, real), (Batch.Condition, zeros(4, 0))));

        training.Objective.BeginStep(new StepPosition(0, 350)); // 16×16 is half there
        _ = training.Objective.Phases[0].Loss(context);
        _ = training.Objective.Phases[1].Loss(context);

        var expected = ((IGrowingNetwork)training.Discriminator).Downsample(real);
        TensorAssert.AreIdentical(expected, seen.Images[0], "The discriminator's turn");
        Assert.HasCount(4, seen.Images); // real and generated in each turn
        Assert.HasCount(2, seen.Images.Where(images => TensorAssert.BytesOf(images).SequenceEqual(TensorAssert.BytesOf(expected))).ToArray());
    }

    [TestMethod]
    public void So_they_have_before_a_discriminator_that_does_not_grow()
    {
        using var scope = NewDisposeScope();
        var seen = new Seen();
        using var training = new GrowingTraining(GanArchitecture.PatchGan(_growing, layers: 1, width: 4), GanLoss.Hinge(), seen);
        var real = Pattern.Uniform(1, 4, 3, 32, 32);

        training.Objective.BeginStep(new StepPosition(0, 0));
        _ = training.Objective.Phases[0].Loss(new PhaseContext(new Batch((Batch.Real, real), (Batch.Condition, zeros(4, 0)))));

        TensorAssert.AreIdentical(nn.functional.interpolate(nn.functional.avg_pool2d(real, 8), scale_factor: [8, 8]), seen.Images[0], "At 4×4");
    }

    [TestMethod]
    public void Optimizers_begin_anew_when_a_size_begins_to_fade_in_and_when_it_has()
    {
        using var scope = NewDisposeScope();
        using var training = new GrowingTraining(_growing, GanLoss.Hinge());

        // 160 first, as a training that is resumed there: the same answers.
        var anew = new long[] { 160, 0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220 }.Where(images =>
        {
            training.GiveOptimizersAState();
            training.Objective.BeginStep(new StepPosition(images / GrowingTraining.ImagesPerStep, images));
            return training.AreOptimizersReset;
        });

        CollectionAssert.AreEqual(new long[] { 120, 200 }, anew.ToArray());
    }

    [TestMethod]
    public void An_optimizer_that_begins_anew_steps_as_a_new_one()
    {
        using var scope = NewDisposeScope();
        using var old = new Player("network", new MlpArchitecture { LatentSize = 4 }.CreateGenerator(new NetworkSpecification { Image = _image }), GanOptimizer.Adam());
        using var young = new Player("network", new MlpArchitecture { LatentSize = 4 }.CreateGenerator(new NetworkSpecification { Image = _image }), GanOptimizer.Adam());
        for (var step = 1; step < 4; step++)
            old.Update(Gradients(old, step));
        using (no_grad())
            young.Weights.Vector.copy_(old.Weights.Vector);

        old.ResetOptimizer();
        old.Update(Gradients(old, -5));
        young.Update(Gradients(young, -5));
        TensorAssert.AreIdentical(young.Weights.Vector, old.Weights.Vector, "The weights");

        static Tensor[] Gradients(Player network, float value) => [.. network.Weights.Parameters.Select(parameter => full_like(parameter, value))];
    }

    /// <summary>A training whose networks grow, those that can.</summary>
    private sealed class GrowingTraining : IDisposable
    {
        public const int ImagesPerStep = 20;

        private readonly Player _generator;
        private readonly Player _discriminator;
        private readonly torch.Generator _random = new(7, CPU);

        public GrowingTraining(IGanArchitecture architecture, IGanLoss loss, params IGanRegularizer[] regularizers)
        {
            var specification = new NetworkSpecification { Image = _image };
            _generator = new Player("generator", architecture.CreateGenerator(specification), GanOptimizer.Adam());
            _discriminator = new Player("discriminator", architecture.CreateDiscriminator(specification), GanOptimizer.Adam());
            Objective = new ImageObjective(_generator, _discriminator, loss, regularizers, architecture.LatentSize, _random, new ImageObjectiveParts
            {
                Growing = [.. new[] { _generator.Module, _discriminator.Module }.OfType<IGrowingNetwork>()],
            });
        }

        public nn.Module<Tensor, Tensor, Tensor> Discriminator => _discriminator.Module;

        public bool AreOptimizersReset => OptimizerSteps.All(steps => steps == 0);

        private IEnumerable<long> OptimizerSteps
        {
            get
            {
                using var state = new TrainingState();
                _generator.Capture(state, "generator");
                _discriminator.Capture(state, "discriminator");
                return [state.Integer("generator.optimizer.steps"), state.Integer("discriminator.optimizer.steps")];
            }
        }

        public void GiveOptimizersAState()
        {
            foreach (var player in new[] { _generator, _discriminator })
                player.Update([.. player.Weights.Parameters.Select(parameter => zeros_like(parameter))]);
        }

        public ImageObjective Objective { get; }

        public void Dispose()
        {
            Objective.Dispose();
            _random.Dispose();
            _discriminator.Dispose();
            _generator.Dispose();
        }
    }

    /// <summary>Turns images round, for the discriminator only.</summary>
    private sealed class Mirrored : IGanRegularizer
    {
        public string Name => "test-mirrored";

        public Tensor DiscriminatorInput(Tensor images, long shown) => images.flip(3);
    }

    /// <summary>Remembers what the discriminator is shown.</summary>
    private sealed class Seen : IGanRegularizer
    {
        public string Name => "test-seen";

        public List<Tensor> Images { get; } = [];

        public Tensor DiscriminatorInput(Tensor images, long shown)
        {
            Images.Add(images.detach());
            return images;
        }
    }
}
