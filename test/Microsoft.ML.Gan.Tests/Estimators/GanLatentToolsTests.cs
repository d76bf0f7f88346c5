using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>Samples, interpolation, style mixing and directions through the public API.</summary>
[TestClass]
public class GanLatentToolsTests
{
    private const int Frames = 9;
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Sample_of_a_seed_is_always_the_same_and_another_seed_another()
    {
        using var gan = TinyGan.Fit(_ml, options => options.Generation.BatchSize = 4);

        var images = gan.Sample(10, seed: 7);

        AssertSame(images, gan.Sample(10, seed: 7));
        CollectionAssert.AreNotEqual(images[0].ToArray(), gan.Sample(1, seed: 8)[0].ToArray());
        CollectionAssert.AreNotEqual(images[0].ToArray(), images[9].ToArray());
    }

    [TestMethod]
    public void Sample_finds_a_class_by_its_name_and_by_its_number()
    {
        using var gan = FitNamed();

        AssertSame(gan.Sample(3, 1, condition: 2), gan.Sample(3, 1, gan.ClassNames[2]));
        AssertSame(gan.Sample(3, 1, condition: 2), gan.Sample(3, 1, new float[] { 0, 0, 1, 0 }));
    }

    [TestMethod]
    public void Sample_of_what_the_model_does_not_know_says_what_it_knows()
    {
        using var named = FitNamed();
        using var numbered = TinyGan.Fit(_ml);
        using var plain = TinyGan.Fit(_ml, options => options.LabelColumnName = null);
        using var placed = TinyGan.Fit(_ml, options => options.LabelColumnName = nameof(Square.Place));

        AssertRefused(() => named.Sample(1, 1, "purple"), "condition is the class 'purple', which the model does not know; it knows red, green, blue, yellow");
        AssertRefused(() => named.Sample(1, 1, condition: 4), "condition is class 4, but the model has the classes 0 to 3");
        AssertRefused(() => named.Sample(1, 1, new float[3]), "condition has 3 values, but the model's has 4");
        AssertRefused(() => numbered.Sample(1, 1, "red"), "the classes of the model have no names");
        AssertRefused(() => plain.Sample(1, 1, "red"), "condition is red, but the model was trained without a label column");
        AssertRefused(() => placed.Sample(1, 1, "red"), "the label column 'Place' has no classes: it holds 2 numbers");
        AssertRefused(() => placed.Sample(1, 1), "condition must be given: the model was trained with 2 numbers");
        AssertRefused(() => plain.Sample(0, 1), "count must be positive");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Interpolate_begins_and_ends_with_the_images_of_the_seeds(bool hasStyles)
    {
        using var gan = hasStyles ? SmallStyleGan.Fit(_ml) : TinyGan.Fit(_ml);

        var walk = gan.Interpolate(3, 9, Frames);

        Assert.AreEqual(Frames, walk.Count);
        CollectionAssert.AreEqual(gan.Sample(1, 3)[0].ToArray(), walk[0].ToArray());
        CollectionAssert.AreEqual(gan.Sample(1, 9)[0].ToArray(), walk[Frames - 1].ToArray());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Interpolate_changes_little_from_frame_to_frame(bool hasStyles)
    {
        using var gan = hasStyles ? SmallStyleGan.Fit(_ml) : TinyGan.Fit(_ml);

        var walk = gan.Interpolate(3, 9, frames: 41, condition: 1);

        var whole = Distance(walk, 0, 40);
        Assert.IsGreaterThan(1.0, whole);
        for (var frame = 1; frame <= 40; frame++)
            Assert.IsLessThan(whole / 5, Distance(walk, frame - 1, frame));
    }

    [TestMethod]
    public void Interpolate_takes_latents_as_well_as_seeds()
    {
        using var gan = FitEcho();

        var walk = gan.Interpolate(NoiseRow.Ramp(1), NoiseRow.Ramp(2), 2, condition: 0);

        for (var i = 0; i < TinyGan.LatentSize; i++)
            Assert.AreEqual(EchoArchitecture.ByteOfLatent(NoiseRow.Ramp(2)[i]), LatentPixel(walk, 1, i));
    }

    [TestMethod]
    public void Interpolate_in_too_few_frames_or_from_another_models_latent_is_refused()
    {
        using var gan = TinyGan.Fit(_ml);

        AssertRefused(() => gan.Interpolate(1, 2, frames: 1), "frames must be at least 2");
        AssertRefused(() => gan.Interpolate(new float[5], 2, 3, condition: 0), "latent has 5 values, but the model's latents have 8");
        AssertRefused(() => gan.Interpolate(new float[8], 2, 3), "condition must be given with a latent");
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => gan.Interpolate(GanLatent.OfStyles(1, 2), 2, 3));
        Assert.Contains("'mlp' has no styles", error.Message);
    }

    [TestMethod]
    public void InterpolateClasses_mixes_the_classes_and_leaves_the_latent()
    {
        using var gan = FitEcho();

        var walk = gan.InterpolateClasses(1, 3, latent: 5, frames: 3);

        CollectionAssert.AreEqual(new[] { 0f, 1, 0, 0 }.Select(EchoArchitecture.ByteOf).ToArray(), Conditions(walk, 0));
        CollectionAssert.AreEqual(new[] { 0f, 0.5f, 0, 0.5f }.Select(EchoArchitecture.ByteOf).ToArray(), Conditions(walk, 1));
        CollectionAssert.AreEqual(new[] { 0f, 0, 0, 1 }.Select(EchoArchitecture.ByteOf).ToArray(), Conditions(walk, 2));
        for (var i = 0; i < TinyGan.LatentSize; i++)
        {
            Assert.AreEqual(LatentPixel(gan.Sample(1, 5), 0, i), LatentPixel(walk, 1, i));
            Assert.AreEqual(LatentPixel(walk, 0, i), LatentPixel(walk, 2, i));
        }
    }

    [TestMethod]
    public void MixStyles_shows_its_sources_at_the_edges_and_takes_all_from_one_at_the_ends()
    {
        using var gan = SmallStyleGan.Fit(_ml);
        var (coarse, fine) = (gan.Sample(1, 1), gan.Sample(1, 2));

        var allFine = gan.MixStyles([1, 3], [2, 4, 5], crossover: 0);
        var allCoarse = gan.MixStyles([1, 3], [2, 4, 5], crossover: gan.StyleLayers);

        Assert.AreEqual((12, 4), (allFine.Count, allFine.Columns));
        CollectionAssert.AreEqual(fine[0].ToArray(), allFine[1].ToArray());
        CollectionAssert.AreEqual(coarse[0].ToArray(), allFine[4].ToArray());
        CollectionAssert.AreEqual(fine[0].ToArray(), allFine[5].ToArray());
        CollectionAssert.AreEqual(coarse[0].ToArray(), allCoarse[5].ToArray());
        gan.Truncation = 0;
        CollectionAssert.AreEqual(gan.Sample(1, 1)[0].ToArray(), allFine[0].ToArray());
    }

    [TestMethod]
    public void MixStyles_takes_the_first_styles_from_one_and_the_rest_from_the_other()
    {
        using var gan = SmallStyleGan.Fit(_ml, options => options.LabelColumnName = null);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var network = (IStyleGenerator)gan.Generator.Module;

        var mixed = gan.MixStyles([1], [2], crossover: 4)[3].ToArray();

        var styles = cat([StylesOf(1).narrow(1, 0, 4), StylesOf(2).narrow(1, 4, SmallStyleGan.Layers - 4)], 1);
        CollectionAssert.AreEqual(Pixels.ToBytes(network.Synthesize(styles)), mixed);

        Tensor StylesOf(int seed)
        {
            var latent = new float[TinyGan.LatentSize];
            Latents.Fill(latent, seed, default);
            return network.Map(tensor(latent, [1, latent.Length]), zeros(1, 0));
        }
    }

    [TestMethod]
    public void MixStyles_of_a_generator_without_styles_says_who_has_them()
    {
        using var gan = TinyGan.Fit(_ml);

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => gan.MixStyles([1], [2]));

        Assert.AreEqual("The architecture 'mlp' has no styles to mix: its generator is no IStyleGenerator. StyleGAN2's is.", error.Message);
        Assert.AreEqual(0, gan.StyleLayers);
    }

    [TestMethod]
    public void Move_by_0_stays_and_farther_is_farther()
    {
        using var gan = SmallStyleGan.Fit(_ml);
        var direction = gan.SemanticDirections(1)[0];

        var moved = gan.Move(3, direction, [0, 0.5, 1, 2]);

        CollectionAssert.AreEqual(gan.Sample(1, 3)[0].ToArray(), moved[0].ToArray());
        Assert.IsGreaterThan(0, Distance(moved, 0, 1));
        Assert.IsGreaterThan(Distance(moved, 0, 1), Distance(moved, 0, 2));
        Assert.IsGreaterThan(Distance(moved, 0, 2), Distance(moved, 0, 3));
    }

    [TestMethod]
    public void Directions_that_there_are_not_are_refused()
    {
        using var gan = SmallStyleGan.Fit(_ml);
        using var echo = FitEcho();
        using var other = TinyGan.Fit(_ml, options => options.Architecture = new MlpArchitecture { LatentSize = 5, HiddenSizes = [8] });

        AssertRefused(() => gan.SemanticDirections(9), "count must be at most 8");
        AssertRefused(() => gan.SemanticDirections(1, 4..9), "layers must name some of the 6 styles, but is 4..9");
        AssertRefused(() => gan.Move(1, other.SemanticDirections(1)[0], [1]), "direction has 5 values, but the model's have 8");
        AssertRefused(() => gan.Move(1, gan.SemanticDirections(1)[0], [double.NaN]), "amounts must be finite");
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => echo.SemanticDirections(1));
        Assert.Contains("must implement ILatentLayers", error.Message);
    }

    [TestMethod]
    public void Images_are_saved_as_a_grid()
    {
        using var folder = new TemporaryFolder();
        using var gan = TinyGan.Fit(_ml);
        var walk = gan.Interpolate(1, 2, 5);

        walk.SaveGrid(folder["walk.png"], columns: 3);

        using var grid = MLImage.CreateFromFile(folder["walk.png"]);
        Assert.AreEqual((56, 38), (grid.Width, grid.Height));
        AssertRefused(() => walk[5].ToArray(), "index must be in 0…4");
    }

    private GanTransformer FitNamed()
    {
        var data = _ml.Transforms.Conversion.MapValueToKey("Key", nameof(Square.Class)).Fit(Squares.Load(_ml)).Transform(Squares.Load(_ml));
        return TinyGan.Estimator(_ml, options => options.LabelColumnName = "Key").Fit(data);
    }

    private GanTransformer FitEcho() => TinyGan.Fit(_ml, options => options.Architecture = new EchoArchitecture());

    /// <summary>The echo shows four values of the condition, then the latent, plane by plane; images hold the three planes of a pixel together.</summary>
    private static byte LatentPixel(GanImages images, int index, int value) => images[index].Span[3 * (Squares.Classes + value)];

    private static byte[] Conditions(GanImages images, int index) =>
        [.. Enumerable.Range(0, Squares.Classes).Select(value => images[index].Span[3 * value])];

    private static double Distance(GanImages images, int from, int to) =>
        Math.Sqrt(images[from].ToArray().Zip(images[to].ToArray(), (a, b) => Math.Pow(a - b, 2)).Average());

    private static void AssertSame(GanImages expected, GanImages actual)
    {
        Assert.AreEqual(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
            CollectionAssert.AreEqual(expected[i].ToArray(), actual[i].ToArray(), $"image {i}");
    }

    private static void AssertRefused(Action action, string message) =>
        Assert.Contains(message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(action).Message);
}
