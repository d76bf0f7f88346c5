using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

/// <summary>What the options of the loop do to a training.</summary>
[TestClass]
public class ObjectiveOptionsTests
{
    private static readonly IGanArchitecture _mlp = new MlpArchitecture { LatentSize = 8, HiddenSizes = [8], Dropout = 0 };
    private static readonly IGanArchitecture _dcgan = new DcganArchitecture { LatentSize = 8, GeneratorWidth = 2, DiscriminatorWidth = 2 };
    private static readonly ImageShape _gray16 = new(1, 16, 16);

    [TestMethod]
    [DataRow(4, 1)]
    [DataRow(6, 2)] // the last part is smaller, and packs stay whole
    public void Gradients_of_parts_add_up_to_those_of_the_batch(int partSize, int packing)
    {
        using var scope = NewDisposeScope();
        using var whole = NewTraining();
        using var inParts = NewTraining();
        whole.Run(5);
        inParts.Run(5, microBatchSize: partSize);
        TensorAssert.AreClose(whole.Discriminator.Weights.Vector, inParts.Discriminator.Weights.Vector, 1e-5, "The discriminator");
        TensorAssert.AreClose(whole.Generator.Weights.Vector, inParts.Generator.Weights.Vector, 1e-5, "The generator");

        // Latents of 8 values: a part of 4 or 6 draws the numbers that the whole batch draws, 16 at a time.
        SmallTraining NewTraining() => new(
            _mlp, GanLoss.NonSaturating(), _gray16, classes: 3, regularizers: [GanRegularizer.R1(1), GanRegularizer.Drift(0.1)], packing: packing);
    }

    [TestMethod]
    public void Terms_come_at_every_so_many_turns_in_a_step_of_their_own()
    {
        using var scope = NewDisposeScope();
        var regularizer = new Constant { Interval = 3 };
        using var with = new SmallTraining(_mlp, GanLoss.Wasserstein(), _gray16, regularizers: [regularizer]);
        using var without = new SmallTraining(_mlp, GanLoss.Wasserstein(), _gray16);
        with.Run(4);
        without.Run(4);

        // Five discriminator updates per step: the last updates of the steps have the numbers 4, 9, 14 and 19.
        Assert.AreEqual(7, regularizer.DiscriminatorTerms);
        Assert.AreEqual(2, regularizer.GeneratorTerms);
        CollectionAssert.AreEqual(without.Losses.ToArray(), with.Losses.ToArray()); // constants: they move nothing and are in no loss
    }

    [TestMethod]
    public void A_disguise_is_worn_by_everything_that_the_discriminator_sees()
    {
        using var scope = NewDisposeScope();
        using var plain = new SmallTraining(_mlp, GanLoss.NonSaturating(), _gray16);
        using var disguised = new SmallTraining(_mlp, GanLoss.NonSaturating(), _gray16, regularizers: [new Blind()]);
        plain.Run(1);
        disguised.Run(1);
        Assert.IsTrue(plain.Losses[0] != disguised.Losses[0]);
        using var untouched = new SmallTraining(_mlp, GanLoss.NonSaturating(), _gray16);
        TensorAssert.AreIdentical(untouched.Generator.Weights.Vector, disguised.Generator.Weights.Vector, "A generator that nobody sees");
    }

    [TestMethod]
    public void Looking_ahead_leaves_no_trace_in_the_discriminator()
    {
        using var scope = NewDisposeScope();
        using var training = new SmallTraining(_dcgan, GanLoss.NonSaturating(), _gray16); // with batch normalization, which remembers
        using var random = new torch.Generator(3, CPU);
        var images = Pattern.Uniform(2, 4, 1, 16, 16).requires_grad_();
        var before = NetworkState.Sha256(training.Discriminator.Module);
        var loss = new UnrolledDiscriminator(training.Discriminator, new GanUnrolling(3, 0.1), random)
            .GeneratorLoss(GanLoss.Hinge(), x => training.Discriminator.Module.call(x, zeros(4, 0)), Pattern.Uniform(3, 4, 1, 16, 16), images);
        Assert.AreEqual(before, NetworkState.Sha256(training.Discriminator.Module));
        Assert.IsTrue(autograd.grad([loss], [images])[0].abs().max().item<float>() > 0);
    }

    [TestMethod]
    public void Looking_ahead_that_fails_on_its_way_leaves_the_discriminator_where_it_was()
    {
        using var scope = NewDisposeScope();
        using var training = new SmallTraining(_mlp, GanLoss.Hinge(), _gray16, regularizers: []);
        using var random = new torch.Generator(3, CPU);
        var before = NetworkState.Sha256(training.Discriminator.Module);
        foreach (var last in new[] { 3, 8 }) // on the way ahead, and on the way back
        {
            var calls = 0;
            var ahead = new UnrolledDiscriminator(training.Discriminator, new GanUnrolling(3, 0.1), random);
            Assert.ThrowsExactly<ExternalException>(() => ahead.GeneratorLoss(GanLoss.Hinge(), Judge, Pattern.Uniform(3, 4, 1, 16, 16), Pattern.Uniform(2, 4, 1, 16, 16).requires_grad_()));
            Assert.AreEqual(before, NetworkState.Sha256(training.Discriminator.Module));

            Tensor Judge(Tensor images) => ++calls <= last
                ? training.Discriminator.Module.call(images, zeros(4, 0))
                : throw new ExternalException("CUDA out of memory. Tried to allocate 20.00 MiB");
        }
    }

    [TestMethod]
    public void Looking_ahead_meets_the_same_dropout_on_its_way_back()
    {
        // The derivative of the unrolled loss, by differences of the loss itself with the same random numbers.
        using var scope = NewDisposeScope();
        var architecture = new MlpArchitecture { HiddenSizes = [16, 16], Dropout = 0.5, NegativeSlope = 1 }; // a kink makes the steps jump
        using var discriminator = new Player(
            "network", architecture.CreateDiscriminator(new NetworkSpecification { Image = new(1, 4, 4) }), GanOptimizer.Adam());
        Pattern.Fill(discriminator.Module, 200, 0.5);
        using var random = new torch.Generator(3, CPU);
        var (real, fake, direction) = (Pattern.Uniform(3, 8, 1, 4, 4), Pattern.Uniform(2, 8, 1, 4, 4).requires_grad_(), Pattern.Uniform(5, 8, 1, 4, 4));

        var slope = (autograd.grad([Loss(fake)], [fake])[0] * direction).sum().item<float>();
        const double Step = 1e-2;
        var difference = (Loss(fake + (Step * direction)) - Loss(fake - (Step * direction))).item<float>() / (2 * Step);
        Assert.AreEqual(difference, slope, 0.02 * Math.Abs(difference));

        Tensor Loss(Tensor images)
        {
            manual_seed(4);
            return new UnrolledDiscriminator(discriminator, new GanUnrolling(3, 0.5), random)
                .GeneratorLoss(GanLoss.NonSaturating(), x => discriminator.Module.call(x, zeros(8, 0)), real, images);
        }
    }

    [TestMethod]
    public void The_number_of_live_tensors_does_not_grow()
    {
        using var scope = NewDisposeScope();
        IGanRegularizer[] all = [GanRegularizer.R1(interval: 2), GanRegularizer.Consistency(1, 1), GanRegularizer.InstanceNoise(), GanRegularizer.ModeSeeking()];
        using var training = new SmallTraining(_mlp, GanLoss.RelativisticAverage(), _gray16, regularizers: all, unrolling: new(2, 0.1), packing: 2);
        var live = new List<long>();
        training.Run(20, afterStep: _ => live.Add(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount), microBatchSize: 8);
        Assert.AreEqual(live[5], live[^1], $"Live tensors after 5 steps and after 20, of {string.Join(" ", live)}.");
    }

    /// <summary>Adds a constant to both losses, and counts how often.</summary>
    private sealed class Constant : IGanRegularizer
    {
        public string Name => "test-constant";

        public int Interval { get; init; }

        internal int DiscriminatorTerms { get; private set; }

        internal int GeneratorTerms { get; private set; }

        public Tensor DiscriminatorTerm(DiscriminatorStep step)
        {
            DiscriminatorTerms++;
            return tensor(1f);
        }

        public Tensor GeneratorTerm(GeneratorStep step)
        {
            GeneratorTerms++;
            return tensor(2f);
        }
    }

    /// <summary>Shows the discriminator nothing.</summary>
    private sealed class Blind : IGanRegularizer
    {
        public string Name => "test-blind";

        public Tensor DiscriminatorInput(Tensor images, long shown) => 0 * images;
    }
}
