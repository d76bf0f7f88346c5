using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>Truncation affects all generation, and only objects created after it was set.</summary>
[TestClass]
public class GanTruncationTests
{
    private const int Count = 16;
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Styles_at_0_make_one_image_whatever_the_seed_and_the_class()
    {
        using var gan = SmallStyleGan.Fit(_ml);
        gan.Truncation = 0;

        var images = gan.Sample(Count, seed: 5);

        for (var i = 1; i < Count; i++)
            CollectionAssert.AreEqual(images[0].ToArray(), images[i].ToArray());
    }

    [TestMethod]
    public void Styles_below_1_are_more_alike()
    {
        using var gan = SmallStyleGan.Fit(_ml);
        var all = Diversity(gan.Sample(Count, 5));

        gan.Truncation = 0.5;

        Assert.IsLessThan(0.8 * all, Diversity(gan.Sample(Count, 5)));
    }

    [TestMethod]
    public void Latents_below_1_make_images_more_alike()
    {
        using var gan = TinyGan.Fit(_ml);
        var all = Diversity(gan.Sample(Count, 5, condition: 1));

        gan.Truncation = 0.5;
        var half = Diversity(gan.Sample(Count, 5, condition: 1));
        gan.Truncation = 0;

        Assert.IsLessThan(0.8 * all, half);
        Assert.AreEqual(0, Diversity(gan.Sample(Count, 5, condition: 1)));
    }

    [TestMethod]
    public void Latents_beyond_2_are_drawn_again_and_the_others_stay_what_they_were()
    {
        float[] whole = new float[2000], cut = new float[2000];
        Latents.Fill(whole, seed: 3, default);
        Latents.Fill(cut, seed: 3, default, truncation: 0.5);

        Assert.IsLessThanOrEqualTo(1f, cut.Max(MathF.Abs));
        Assert.IsTrue(whole.Any(value => MathF.Abs(value) > 2));
        for (var i = 0; i < whole.Length; i++)
        {
            if (MathF.Abs(whole[i]) <= 2)
                Assert.AreEqual(whole[i] / 2, cut[i]);
        }
    }

    [TestMethod]
    public void Rows_and_engines_and_samples_show_the_same_at_any_truncation()
    {
        using var gan = TinyGan.Fit(_ml);
        gan.Truncation = 0.3;

        var rows = Values.Images(gan.Transform(AnyRow.Load(_ml, 5)));
        var samples = gan.Sample(5, gan.Seed);

        for (var i = 0; i < 5; i++)
        {
            using var image = samples.ToImage(i);
            CollectionAssert.AreEqual(rows[i], image.Pixels.ToArray());
        }
    }

    [TestMethod]
    public void Views_keep_the_truncation_that_they_were_made_with()
    {
        using var gan = SmallStyleGan.Fit(_ml);
        var made = gan.Transform(AnyRow.Load(_ml, 4));
        var before = Values.Images(made);

        gan.Truncation = 0;

        Values.AssertSame(before, Values.Images(made));
        CollectionAssert.AreNotEqual(before[0], Values.Images(gan.Transform(AnyRow.Load(_ml, 4)))[0]);
    }

    [TestMethod]
    public void Latents_that_rows_bring_are_taken_as_they_are()
    {
        using var gan = TinyGan.Fit(_ml, options => options.LatentColumnName = "Noise");
        var rows = NoiseRow.Load(_ml, new NoiseRow { Noise = NoiseRow.Ramp(1) }, new NoiseRow { Noise = NoiseRow.Ramp(2) });
        var before = Values.Images(gan.Transform(rows));

        gan.Truncation = 0.2;

        Values.AssertSame(before, Values.Images(gan.Transform(rows)));
    }

    [TestMethod]
    [DataRow(-0.1)]
    [DataRow(1.1)]
    [DataRow(double.NaN)]
    public void Truncation_beyond_its_range_is_refused(double truncation)
    {
        using var gan = TinyGan.Fit(_ml);

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => gan.Truncation = truncation);

        Assert.Contains("Truncation", error.Message);
    }

    /// <summary>The mean variance of a pixel over the images.</summary>
    private static double Diversity(GanImages images)
    {
        var pixels = Enumerable.Range(0, images.Count).Select(i => images[i].ToArray()).ToArray();
        return Enumerable.Range(0, images.Shape.Length).Average(at =>
        {
            var mean = pixels.Average(image => (double)image[at]);
            return pixels.Average(image => Math.Pow(image[at] - mean, 2));
        });
    }
}
