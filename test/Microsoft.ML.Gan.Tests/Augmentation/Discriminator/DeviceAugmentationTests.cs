using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Augmentation.Discriminator;

/// <summary>Properties of every augmentation on the device, and the frequencies of its operations.</summary>
[TestClass]
public class DeviceAugmentationTests
{
    public static IEnumerable<object[]> Cases =>
        from augmentation in new (string Name, DiscriminatorAugmentation Augmentation)[]
        {
            ("DiffAugment", DiscriminatorAugmentation.DiffAugment()), ("half of bgc", DiscriminatorAugmentation.Fixed(0.5)), ("bgc", DiscriminatorAugmentation.Fixed(1)),
        }
        from shape in new long[][] { [6, 3, 8, 8], [6, 1, 8, 12] }
        select new object[] { augmentation.Name, augmentation.Augmentation, shape };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void The_same_seed_gives_the_same_images_and_another_others(string name, object augmentation, long[] shape)
    {
        using var scope = NewDisposeScope();
        var images = Pattern.Uniform(1, shape);
        var shown = Apply(augmentation, images, seed: 3);
        CollectionAssert.AreEqual(shape, shown.shape, name);
        TensorAssert.AreIdentical(shown, Apply(augmentation, images, seed: 3), name);
        Assert.IsTrue((shown - Apply(augmentation, images, seed: 4)).abs().max().item<float>() > 0.1, name);
        Assert.IsTrue((shown - images).abs().amax([1, 2, 3]).gt(0.01).sum().item<long>() >= 5, "Nearly every image is changed.");
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void The_gradient_can_be_differentiated(string name, object augmentation, long[] shape)
    {
        // Each augmentation is affine, A·x + b: the derivative of (Aᵀ·v)·w for v is A·w, its output for w minus its output for 0.
        using var scope = NewDisposeScope();
        var (images, v, w) = (Pattern.Uniform(1, shape).requires_grad_(), Pattern.Uniform(2, shape).requires_grad_(), Pattern.Uniform(3, shape));
        var gradient = autograd.grad([(Apply(augmentation, images, 3) * v).sum()], [images], create_graph: true, retain_graph: true)[0];
        var second = autograd.grad([(gradient * w).sum()], [v])[0];
        TensorAssert.AreClose(Apply(augmentation, w, 3) - Apply(augmentation, zeros(shape), 3), second, 1e-4, name);
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(1)]
    public void At_probability_0_images_are_the_same_bit_for_bit(int channels)
    {
        using var scope = NewDisposeScope();
        var images = Pattern.Uniform(1, 16, channels, 8, 8);
        TensorAssert.AreIdentical(images, Apply(DiscriminatorAugmentation.Fixed(0), images, 3));
    }

    [TestMethod]
    public void An_image_that_nothing_happens_to_is_the_same_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        var images = Pattern.Uniform(1, 64, 3, 8, 8);
        using var pipeline = new AugmentationPipeline { Probability = 0.03 };
        using var random = new torch.Generator(3, CPU);
        var shown = pipeline.Apply(images, random);
        random.manual_seed(3);
        var (geometry, colors) = pipeline.Draw(images.shape, random);
        var untouched = Enumerable.Range(0, 64).Where(i => geometry[i] == new GeometricDraw() && colors[i] == new ColorDraw()).ToArray();
        Assert.IsTrue(untouched.Length is > 30 and < 60, $"{untouched.Length} of 64 are untouched.");
        foreach (var i in untouched)
            TensorAssert.AreIdentical(images[i], shown[i], $"Image {i}");
    }

    [TestMethod]
    [DataRow(0.4)]
    [DataRow(1.0)]
    public void Each_operation_happens_as_often_as_its_probability_says(double probability)
    {
        const int Count = 4000;
        using var pipeline = new AugmentationPipeline { Probability = probability };
        using var random = new torch.Generator(3, CPU);
        var (geometry, colors) = pipeline.Draw([Count, 3, 64, 64], random);

        // Half of the flips and a quarter of the quarter turns do not change the image, nor do shifts by less than half a pixel.
        var turns = 1 - Math.Sqrt(1 - probability);
        AssertRate(probability / 2, geometry.Count(draw => draw.Flip));
        AssertRate(probability * 3 / 4, geometry.Count(draw => draw.Quarters != 0));
        AssertRate(probability * (1 - (1.0 / 256)), geometry.Count(draw => draw.Shift != default));
        AssertRate(probability, geometry.Count(draw => draw.Scale != 1));
        AssertRate(turns, geometry.Count(draw => draw.TurnBefore != 0));
        AssertRate(probability, geometry.Count(draw => draw.Stretch != 1));
        AssertRate(turns, geometry.Count(draw => draw.TurnAfter != 0));
        AssertRate(probability, geometry.Count(draw => draw.Move != default));
        AssertRate(probability, colors.Count(draw => draw.Brightness != 0));
        AssertRate(probability, colors.Count(draw => draw.Contrast != 1));
        AssertRate(probability / 2, colors.Count(draw => draw.FlipLuma));
        AssertRate(probability, colors.Count(draw => draw.Hue != 0));
        AssertRate(probability, colors.Count(draw => draw.Saturation != 1));

        static void AssertRate(double expected, int count) =>
            Assert.AreEqual(expected, count / (double)Count, 4 * Math.Sqrt(0.25 / Count)); // four standard deviations
    }

    [TestMethod]
    public void Strengths_spread_as_in_the_paper()
    {
        const int Count = 4000;
        using var pipeline = new AugmentationPipeline { Probability = 1 };
        using var random = new torch.Generator(3, CPU);
        var (geometry, colors) = pipeline.Draw([Count, 3, 64, 32], random);

        AssertDeviation(0.2, geometry.Select(draw => Math.Log2(draw.Scale)));
        AssertDeviation(0.2, geometry.Select(draw => Math.Log2(draw.Stretch)));
        AssertDeviation(0.125, geometry.Select(draw => draw.Move.X / 32.0));
        AssertDeviation(0.125, geometry.Select(draw => draw.Move.Y / 64.0));
        AssertDeviation(Math.PI / Math.Sqrt(3), geometry.Select(draw => (double)draw.TurnBefore));
        AssertDeviation(Math.PI / Math.Sqrt(3), geometry.Select(draw => (double)draw.TurnAfter));
        AssertDeviation(0.2, colors.Select(draw => (double)draw.Brightness));
        AssertDeviation(0.5, colors.Select(draw => Math.Log2(draw.Contrast)));
        AssertDeviation(Math.PI / Math.Sqrt(3), colors.Select(draw => (double)draw.Hue));
        AssertDeviation(1, colors.Select(draw => Math.Log2(draw.Saturation)));
        Assert.AreEqual(4, geometry.Max(draw => Math.Abs(draw.Shift.X)), "An eighth of the width.");
        Assert.AreEqual(8, geometry.Max(draw => Math.Abs(draw.Shift.Y)), "An eighth of the height.");

        static void AssertDeviation(double expected, IEnumerable<double> values)
        {
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
            Assert.AreEqual(0, mean, 0.08 * expected);
            Assert.AreEqual(expected, deviation, 0.05 * expected);
        }
    }

    [TestMethod]
    public void Images_that_are_not_square_are_never_turned_by_a_quarter()
    {
        using var pipeline = new AugmentationPipeline { Probability = 1 };
        using var random = new torch.Generator(3, CPU);
        Assert.IsTrue(pipeline.Draw([100, 3, 8, 12], random).Geometry.All(draw => draw.Quarters == 0));
    }

    [TestMethod]
    public void A_higher_probability_does_what_a_lower_one_does_and_more()
    {
        using var lower = new AugmentationPipeline { Probability = 0.3 };
        using var higher = new AugmentationPipeline { Probability = 0.6 };
        using var random = new torch.Generator(3, CPU);
        using var same = new torch.Generator(3, CPU);
        var few = lower.Draw([200, 3, 8, 8], random).Colors;
        var many = higher.Draw([200, 3, 8, 8], same).Colors;
        Assert.IsTrue(few.Zip(many, (one, other) => one.Brightness == 0 || one.Brightness == other.Brightness).All(isKept => isKept));
        Assert.IsTrue(many.Count(draw => draw.Brightness != 0) > few.Count(draw => draw.Brightness != 0));
    }

    [TestMethod]
    public void What_is_shown_tells_which_images_there_are()
    {
        // An augmentation does not leak as long as different distributions stay different under it (Karras et al., 2020, section 2.2):
        // on average, light images remain lighter than dark ones, and the left remains the left.
        using var scope = NewDisposeScope();
        var light = full([400, 1, 8, 8], 0.5f);
        var toTheLeft = cat([ones(400, 1, 8, 4), -ones(400, 1, 8, 4)], dim: 3);
        Assert.IsTrue(Apply(DiscriminatorAugmentation.Fixed(0.3), light, 3).mean().item<float>() > 0.2);
        Assert.IsTrue(Apply(DiscriminatorAugmentation.Fixed(0.3), toTheLeft, 3).narrow(3, 0, 4).mean().item<float>() > 0.1);
    }

    private static Tensor Apply(object augmentation, Tensor images, ulong seed)
    {
        using var random = new torch.Generator(seed, CPU);
        using var started = ((DiscriminatorAugmentation)augmentation).Start();
        return started.Apply(images, random);
    }
}
