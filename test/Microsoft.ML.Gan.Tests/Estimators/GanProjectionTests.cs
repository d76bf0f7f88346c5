using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>The projection of a given image.</summary>
[TestClass]
public class GanProjectionTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Project_of_a_generated_image_finds_it_again()
    {
        using var gan = FitPlain();
        using var wanted = gan.Sample(1, seed: 77).ToImage(0);

        var found = gan.Project(wanted, new GanProjectionOptions { Steps = 400 });

        Assert.IsGreaterThan(10 * found.Distance, found.StartDistance);
        Assert.IsLessThan(2.0, found.Distance);
        Assert.IsNull(found.Condition);
        using var image = found.Image.ToImage(0);
        Assert.IsLessThan(3.0, image.Pixels.ToArray().Zip(wanted.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).Average());
        CollectionAssert.AreEqual(found.Image[0].ToArray(), gan.Interpolate(found.Latent, 1, 2)[0].ToArray());
    }

    [TestMethod]
    public void Project_is_told_a_class_or_says_which_one_it_found()
    {
        using var gan = TinyGan.Fit(_ml);
        using var wanted = gan.Sample(1, seed: 77, condition: 2).ToImage(0);

        var told = gan.Project(wanted, new GanProjectionOptions { Steps = 50, Condition = 2 });
        var found = gan.Project(wanted, new GanProjectionOptions { Steps = 50 });

        Assert.AreEqual("2", told.Condition!.ToString());
        Assert.IsLessThan(told.StartDistance / 2, told.Distance);
        CollectionAssert.AreEqual(found.Image[0].ToArray(), gan.Interpolate(found.Latent, 1, 2, found.Condition)[0].ToArray());
    }

    [TestMethod]
    public void Project_of_a_generated_image_finds_its_style()
    {
        using var gan = SmallStyleGan.Fit(_ml);
        using var wanted = gan.Sample(1, seed: 77, condition: 1).ToImage(0);

        var found = gan.Project(wanted, new GanProjectionOptions { Steps = 150, Condition = 1 });

        Assert.IsTrue(found.Latent.IsStyles);
        Assert.AreEqual(8, found.Latent.Values.Length);
        Assert.IsLessThan(found.StartDistance / 10, found.Distance);
        Assert.IsLessThan(1.0, found.Distance);
        CollectionAssert.AreEqual(found.Image[0].ToArray(), gan.Interpolate(found.Latent, 1, 2)[0].ToArray());
    }

    [TestMethod]
    public void Project_of_a_seed_is_the_same_bit_for_bit_and_leaves_the_model()
    {
        using var gan = SmallStyleGan.Fit(_ml);
        using var wanted = gan.Sample(1, seed: 77).ToImage(0);
        var weights = gan.WeightsSha256;

        var (once, again, other) = (Search(1), Search(1), Search(2));

        CollectionAssert.AreEqual(once.Latent.Values.ToArray(), again.Latent.Values.ToArray());
        CollectionAssert.AreNotEqual(once.Latent.Values.ToArray(), other.Latent.Values.ToArray());
        Assert.AreEqual(weights, gan.WeightsSha256);
        Assert.IsFalse(gan.Generator.Module.parameters().Any(parameter => parameter.grad is not null));

        GanProjection Search(int seed) => gan.Project(wanted, new GanProjectionOptions { Steps = 5, Seed = seed });
    }

    [TestMethod]
    public void Project_can_be_cancelled()
    {
        using var gan = FitPlain();
        using var wanted = gan.Sample(1, seed: 77).ToImage(0);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(() => gan.Project(wanted, new GanProjectionOptions { CancellationToken = source.Token }));
    }

    [TestMethod]
    public void Project_of_another_size_or_by_options_without_meaning_is_refused()
    {
        using var gan = FitPlain();
        using var small = Squares.PlainImage(8, 8);
        using var right = Squares.PlainImage(Squares.Side, Squares.Side);

        AssertRefused(() => gan.Project(small), "image has 8×8 pixels, but the model's images have 16×16");
        using var transparent = MLImage.CreateFromPixels(Squares.Side, Squares.Side, MLPixelFormat.Bgra32, new byte[4 * Squares.Side * Squares.Side]);
        AssertRefused(() => gan.Project(transparent), "image has transparent pixels, which would be read as black");
        AssertRefused(() => gan.Project(right, new GanProjectionOptions { Steps = 0 }), "Steps must be positive");
        AssertRefused(() => gan.Project(right, new GanProjectionOptions { Starts = 0 }), "Starts must be positive");
        AssertRefused(() => gan.Project(right, new GanProjectionOptions { LearningRate = double.NaN }), "LearningRate must be positive");
        AssertRefused(() => gan.Project(right, new GanProjectionOptions { Condition = "cat" }), "the model was trained without a label column");
    }

    private GanTransformer FitPlain() => TinyGan.Fit(_ml, options => (options.LabelColumnName, options.Training.Kimg) = (null, TinyGan.KimgOf(40)));

    private static void AssertRefused(Action action, string message) =>
        Assert.Contains(message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(action).Message);
}
