using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>The image of a row depends on its latent, its label, its id and the model's seed, as <see cref="EchoArchitecture"/> shows.</summary>
[TestClass]
public class GanGenerationTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Transform_noise_column_is_the_latent()
    {
        using var transformer = FitEcho(options => options.LatentColumnName = "Noise");
        var rows = Enumerable.Range(0, 5).Select(row => new NoiseRow { Noise = NoiseRow.Ramp(row) }).ToArray();

        var made = Values.Vectors<byte>(transformer.Transform(NoiseRow.Load(_ml, rows)));

        Values.AssertSame([.. rows.Select(row => row.Noise.Select(EchoArchitecture.ByteOfLatent).ToArray())], [.. made.Select(LatentOf)]);
    }

    [TestMethod]
    public void Transform_label_column_is_the_condition()
    {
        using var transformer = FitEcho();

        var made = Values.Vectors<byte>(transformer.Transform(LabelRow.Load(_ml, 2, 0, 3, 1, 1)));

        CollectionAssert.AreEqual(new[] { 2, 0, 3, 1, 1 }, made.Select(ClassOf).ToArray());
    }

    [TestMethod]
    public void Transform_noise_and_label_column_decide_both()
    {
        using var transformer = FitEcho(options => options.LatentColumnName = "Noise");
        var row = new NoiseRow { Noise = NoiseRow.Ramp(9), Label = 2 };

        var made = Values.Vectors<byte>(transformer.Transform(NoiseRow.Load(_ml, row))).Single();

        CollectionAssert.AreEqual(row.Noise.Select(EchoArchitecture.ByteOfLatent).ToArray(), LatentOf(made));
        Assert.AreEqual(2, ClassOf(made));
    }

    [TestMethod]
    public void Transform_no_noise_column_draws_latents_from_the_normal_distribution()
    {
        using var transformer = FitEcho();

        var values = Values.Vectors<byte>(transformer.Transform(AnyRow.Load(_ml, 2000)))
            .SelectMany(LatentOf)
            .Select(value => ((value / 127.5) - 1) * 8)
            .ToArray();

        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(value => value * value) - (mean * mean));
        Assert.AreEqual(0, mean, 0.03);
        Assert.AreEqual(1, deviation, 0.03);
    }

    [TestMethod]
    public void Transform_no_noise_column_draws_another_latent_for_each_row()
    {
        using var transformer = FitEcho();

        var made = Values.Vectors<byte>(transformer.Transform(AnyRow.Load(_ml, 50)));

        Assert.HasCount(50, made.Select(row => Convert.ToHexString(LatentOf(row))).Distinct());
    }

    [TestMethod]
    public void Transform_no_label_column_draws_each_class_about_as_often()
    {
        using var transformer = FitEcho();

        var made = Values.Vectors<byte>(transformer.Transform(AnyRow.Load(_ml, 2000)));

        var counts = made.CountBy(ClassOf).ToDictionary();
        Assert.HasCount(Squares.Classes, counts);
        foreach (var count in counts.Values)
            Assert.AreEqual(500, count, 90); // four standard deviations
    }

    [TestMethod]
    public void Transform_no_label_column_class_says_nothing_about_the_latent()
    {
        using var transformer = FitEcho();
        var labels = Values.Vectors<byte>(transformer.Transform(LabelRow.LoadMany(_ml, 20)));

        var drawn = Values.Vectors<byte>(transformer.Transform(AnyRow.Load(_ml, 20)));

        Values.AssertSame([.. labels.Select(LatentOf)], [.. drawn.Select(LatentOf)]);
    }

    [TestMethod]
    public void Transform_twice_gives_the_same_images()
    {
        using var transformer = TinyGan.Fit(_ml);
        var made = transformer.Transform(AnyRow.Load(_ml, 20));

        Values.AssertSame(Values.Images(made), Values.Images(made));
    }

    [TestMethod]
    public void Transform_numbers_as_condition_reach_the_generator_as_they_are()
    {
        using var transformer = FitEcho(options => options.LabelColumnName = nameof(Square.Place));

        var made = Values.Vectors<byte>(transformer.Transform(_ml.Data.LoadFromEnumerable(Squares.Rows(4))));

        var expected = Squares.Rows(4).Select(row => row.Place.Select(EchoArchitecture.ByteOf).ToArray()).ToArray();
        Values.AssertSame(expected, [.. made.Select(row => row[..2])]);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(7)]
    [DataRow(1000)]
    public void Transform_other_batch_size_asks_for_the_same(int batchSize)
    {
        using var reference = FitEcho();
        using var other = FitEcho(options => options.Generation.BatchSize = batchSize);
        var rows = LabelRow.LoadMany(_ml, 75);

        Values.AssertSame(Values.Vectors<byte>(reference.Transform(rows)), Values.Vectors<byte>(other.Transform(rows)));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Transform_other_batch_size_gives_the_same_images(bool isConvolutional)
    {
        var rows = LabelRow.LoadMany(_ml, 70);
        using var one = TinyGan.Fit(_ml, options => Change(options, 1));
        using var many = TinyGan.Fit(_ml, options => Change(options, 64));

        Values.AssertWithinOneLevel(Values.Images(one.Transform(rows)), Values.Images(many.Transform(rows)));

        void Change(GanEstimator.Options options, int batchSize)
        {
            options.Generation.BatchSize = batchSize;
            if (isConvolutional)
                options.Architecture = GanArchitecture.Dcgan(generatorWidth: 8, discriminatorWidth: 8);
        }
    }

    [TestMethod]
    public void Transform_rows_taken_skipped_or_filtered_keep_their_images()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.Generation.BatchSize = 4);
        var rows = LabelRow.LoadMany(_ml, 30);
        var all = Values.Images(transformer.Transform(rows));

        var chosen = _ml.Data.FilterRowsByColumn(_ml.Data.TakeRows(_ml.Data.SkipRows(rows, 5), 20), "Index", lowerBound: 8, upperBound: 15);

        Values.AssertWithinOneLevel(all[8..15], Values.Images(transformer.Transform(chosen)));
    }

    [TestMethod]
    public void Transform_shuffled_rows_keep_their_images()
    {
        using var transformer = FitEcho();
        var rows = LabelRow.LoadMany(_ml, 30);
        var all = Values.Vectors<byte>(transformer.Transform(rows));

        var shuffled = transformer.Transform(_ml.Data.ShuffleRows(rows, seed: 3));
        var order = shuffled.GetColumn<float>(shuffled.Schema["Index"]).Select(index => (int)index).ToArray();

        CollectionAssert.AreNotEqual(Enumerable.Range(0, 30).ToArray(), order);
        Values.AssertSame([.. order.Select(row => all[row])], Values.Vectors<byte>(shuffled));
    }

    [TestMethod]
    public void Transform_each_output_shows_the_same_pixels()
    {
        var rows = LabelRow.LoadMany(_ml, 5);
        using var images = TinyGan.Fit(_ml);
        using var floats = TinyGan.Fit(_ml, options => options.Generation.Output = GanOutput.FloatPixels);
        using var bytes = TinyGan.Fit(_ml, options => options.Generation.Output = GanOutput.BytePixels);

        var planes = Values.Vectors<byte>(bytes.Transform(rows));

        Values.AssertSame([.. Values.Images(images.Transform(rows)).Select(PlanesOf)], planes);
        Values.AssertSame([.. planes.Select(row => row.Select(value => (float)value).ToArray())], Values.Vectors<float>(floats.Transform(rows)));
    }

    [TestMethod]
    public void Transform_float_pixels_are_offset_and_scaled()
    {
        var rows = LabelRow.LoadMany(_ml, 3);
        using var bytes = TinyGan.Fit(_ml, options => options.Generation.Output = GanOutput.BytePixels);
        using var floats = TinyGan.Fit(_ml, options =>
        {
            options.Generation.Output = GanOutput.FloatPixels;
            options.Generation.PixelLayout = new PixelLayout { OffsetImage = 127.5f, ScaleImage = 1 / 127.5f };
        });

        var expected = Values.Vectors<byte>(bytes.Transform(rows)).Select(row => row.Select(value => (value - 127.5f) * (1 / 127.5f)).ToArray());

        Values.AssertSame([.. expected], Values.Vectors<float>(floats.Transform(rows)));
    }

    private GanTransformer FitEcho(Action<GanEstimator.Options>? change = null) => TinyGan.Fit(_ml, options =>
    {
        options.Architecture = new EchoArchitecture();
        options.ImageColumnName = nameof(Square.Gray);
        options.Generation.Output = GanOutput.BytePixels;
        change?.Invoke(options);
    });

    private static int ClassOf(byte[] echo) => Array.IndexOf(echo, (byte)255, 0, Squares.Classes);

    private static byte[] LatentOf(byte[] echo) => echo[Squares.Classes..(Squares.Classes + TinyGan.LatentSize)];

    private static byte[] PlanesOf(byte[] bgra)
    {
        var size = bgra.Length / 4;
        var planes = new byte[3 * size];
        for (var i = 0; i < size; i++)
        {
            planes[i] = bgra[(4 * i) + 2];
            planes[size + i] = bgra[(4 * i) + 1];
            planes[(2 * size) + i] = bgra[4 * i];
        }

        return planes;
    }
}
