using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

/// <summary>Five steps of training against the papers' algorithm in PyTorch, from the same weights, batches and latents.</summary>
[TestClass]
public class TrainingMatchesPyTorchTests
{
    private const int Steps = 5;
    private const double Tolerance = 1e-4;

    /// <summary>The learning rate of every step: as far as Adam moves a weight whose gradient is nothing but rounding.</summary>
    private const double NoiseTolerance = Steps * 0.0002;

    private static readonly IGanArchitecture _dcgan = new DcganArchitecture { LatentSize = 8, GeneratorWidth = 4, DiscriminatorWidth = 4 };
    private static readonly IGanArchitecture _mlp = new MlpArchitecture { LatentSize = 8, HiddenSizes = [8, 16], Dropout = 0 };

    /// <summary>A relativistic loss looks at differences of logits only, so this has no gradient but rounding.</summary>
    private const string LastBias = "main.4.bias";

    private static readonly ImageShape _gray8 = new(1, 8, 8);

    [TestMethod]
    public void A_generator_with_a_seed_draws_PyTorchs_numbers()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load("random");
        using var random = new torch.Generator(7, CPU);
        TensorAssert.AreClose(expected["normal"], randn([16, 8], generator: random), 1e-6);
        TensorAssert.AreIdentical(expected["uniform"], rand([4, 1, 1, 1], generator: random));
    }

    [TestMethod]
    public void Dcgan_32_colour() => AssertMatches("train-dcgan", _dcgan, GanLoss.NonSaturating(), new(3, 32, 32), 0);

    [TestMethod]
    public void Dcgan_28_gray_with_10_classes() => AssertMatches("train-dcgan-10", _dcgan, GanLoss.NonSaturating(), new(1, 28, 28), 10);

    [TestMethod]
    public void Wasserstein_with_gradient_penalty() =>
        AssertMatches("train-wgan-gp", _dcgan, GanLoss.WassersteinGradientPenalty(), new(1, 16, 16), 0);

    [TestMethod]
    public void Wasserstein_with_clipping_and_RMSProp() => AssertMatches("train-wgan", _mlp, GanLoss.Wasserstein(), new(1, 16, 16), 0);

    [TestMethod]
    public void Lazy_R1_at_every_second_step() =>
        AssertMatches("train-lazy-r1", new SmallTraining(_dcgan, GanLoss.NonSaturating(), new(1, 16, 16), regularizers: [GanRegularizer.R1(10, interval: 2)]));

    [TestMethod]
    [DynamicData(nameof(OtherLosses))]
    public void Loss(string fixture, IGanLoss loss) =>
        AssertMatches(fixture, new SmallTraining(_mlp, loss, _gray8), loss is RelativisticAverageLoss ? LastBias : null);

    private static IEnumerable<object[]> OtherLosses =>
    [
        ["train-minimax", GanLoss.Minimax()],
        ["train-least-squares", GanLoss.LeastSquares()],
        ["train-hinge", GanLoss.Hinge()],
        ["train-minimax-smoothed", GanLoss.Minimax(labelSmoothing: 0.1)],
        ["train-non-saturating-smoothed", GanLoss.NonSaturating(labelSmoothing: 0.1)],
        ["train-relativistic", GanLoss.RelativisticAverage()],
        ["train-relativistic-least-squares", GanLoss.RelativisticAverage(RelativisticForm.LeastSquares)],
        ["train-relativistic-hinge", GanLoss.RelativisticAverage(RelativisticForm.Hinge)],
    ];

    [TestMethod]
    [DynamicData(nameof(Regularizers))]
    public void Regularizer_beside_the_loss(string fixture, IGanRegularizer regularizer)
    {
        var training = new SmallTraining(_mlp, GanLoss.NonSaturating(), _gray8, regularizers: [regularizer]);
        manual_seed(9); // what DRAGAN and instance noise move images by is drawn from torch's own generator
        AssertMatches(fixture, training);
    }

    private static IEnumerable<object[]> Regularizers =>
    [
        ["train-r1", GanRegularizer.R1()],
        ["train-r2", GanRegularizer.R2()],
        ["train-one-centered", GanRegularizer.OneCenteredGradientPenalty()],
        ["train-zero-centered", GanRegularizer.ZeroCenteredGradientPenalty()],
        ["train-dragan", GanRegularizer.Dragan()],
        ["train-weight-decay", GanRegularizer.WeightDecay(0.1)],
        ["train-drift", GanRegularizer.Drift(0.5)],
        ["train-consistency", GanRegularizer.Consistency(10, 5)],
        ["train-instance-noise", GanRegularizer.InstanceNoise(0.5, kimg: 0.12)],
        ["train-orthogonal", GanRegularizer.Orthogonal(0.01)],
        ["train-mode-seeking", GanRegularizer.ModeSeeking()],
    ];

    [TestMethod]
    public void Unrolled_by_one_step() =>
        AssertMatches("train-unrolled-1", new SmallTraining(_mlp, GanLoss.NonSaturating(), _gray8, unrolling: new(1, 2)));

    [TestMethod]
    public void Unrolled_by_five_steps() =>
        AssertMatches("train-unrolled-5", new SmallTraining(_mlp, GanLoss.NonSaturating(), _gray8, unrolling: new(5, 0.5)));

    [TestMethod]
    public void Unrolled_with_a_loss_that_looks_at_real_images() =>
        AssertMatches("train-unrolled-relativistic", new SmallTraining(_mlp, GanLoss.RelativisticAverage(), _gray8, unrolling: new(3, 0.5)), LastBias);

    [TestMethod]
    public void Packs_of_two_with_their_conditions() =>
        AssertMatches("train-packed", new SmallTraining(_mlp, GanLoss.NonSaturating(), _gray8, classes: 3, packing: 2));

    [TestMethod]
    public void Two_time_scales() => AssertMatches(
        "train-two-time-scales",
        new SmallTraining(_mlp, GanLoss.NonSaturating(), _gray8, optimizer: GanOptimizer.Adam(0.0005), discriminatorOptimizer: GanOptimizer.Adam(0.002)));

    [TestMethod]
    public void Warm_up_cosine_decay_and_clipped_gradients()
    {
        var schedule = GanSchedule.CosineDecay(toKimg: 0.07, fromKimg: 0.03) with { WarmUpKimg = 0.04, FinalFactor = 0.1 };
        var optimizer = GanOptimizer.Adam() with { Schedule = schedule, MaxGradientNorm = 0.05 };
        AssertMatches("train-scheduled", new SmallTraining(_mlp, GanLoss.NonSaturating(), _gray8, optimizer: optimizer));
    }

    private static void AssertMatches(string fixture, IGanArchitecture architecture, IGanLoss loss, ImageShape image, int classes) =>
        AssertMatches(fixture, new SmallTraining(architecture, loss, image, classes));

    /// <param name="fixture">PyTorch's values.</param>
    /// <param name="played">This library's values.</param>
    /// <param name="noise">The discriminator's parameter that the loss does not depend on, if there is one.</param>
    private static void AssertMatches(string fixture, SmallTraining played, string? noise = null)
    {
        using var training = played;
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load(fixture);
        training.Run(Steps);

        TensorAssert.AreClose(expected["losses"], tensor(training.Losses.ToArray(), [Steps, 2]), Tolerance, "The losses of each step");
        AssertState(expected, "generator", training.Generator.Module);
        AssertState(expected, "discriminator", training.Discriminator.Module, noise);
    }

    private static void AssertState(IReadOnlyDictionary<string, Tensor> expected, string prefix, nn.Module network, string? noise = null)
    {
        foreach (var (name, value) in NetworkState.Of(network))
        {
            if (value.is_floating_point())
                TensorAssert.AreClose(expected[$"{prefix}.{name}"], value, name == noise ? NoiseTolerance : Tolerance, $"{prefix}.{name} after {Steps} steps");
        }
    }
}
