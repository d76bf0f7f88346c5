using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Persistence;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>Conditionings by option, from training to the saved model.</summary>
[TestClass]
public class GanAuxiliaryTests
{
    private const int Rows = 200;
    private static readonly byte[][] _classes = [.. Enumerable.Range(0, Squares.Classes).Select(square => Squares.Row(square).Bytes)];

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Under_an_auxiliary_classifier_the_class_decides_the_picture()
    {
        using var transformer = TinyGan.Fit(_ml, options => Learn(options, GanConditioning.AuxiliaryClassifier()));

        var made = Values.Vectors<byte>(transformer.Transform(LabelRow.LoadMany(_ml, Rows)));

        var right = made.Where((pixels, row) => Nearest(pixels) == row % Squares.Classes).Count();
        Assert.IsGreaterThanOrEqualTo(0.95 * Rows, right, $"{right} of {Rows} pictures are of the class that was asked for.");
        Assert.AreEqual(Squares.Classes, transformer.Description.Specification.AuxiliaryOutputs);
        Assert.AreEqual(DiscriminatorConditioning.None, transformer.Description.Specification.DiscriminatorConditioning);
    }

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow(300, 0.001, 1.0, 16)]
    [DataRow(300, 0.0005, 1.0, 16)]
    [DataRow(600, 0.0005, 1.0, 16)]
    [DataRow(600, 0.001, 1.0, 32)]
    [DataRow(300, 0.001, 3.0, 16)]
    [DataRow(300, 0.001, 0.3, 16)]
    public void A_categorical_code_finds_the_classes_that_nobody_named(int steps, double rate, double weight, int batch)
    {
        using var transformer = TinyGan.Fit(_ml, options =>
        {
            Learn(options, GanConditioning.Codes([Squares.Classes], 0, weight));
            options.BatchSize = batch;
            options.Kimg = steps * batch / 1000.0;
            options.GeneratorOptimizer = options.DiscriminatorOptimizer = GanOptimizer.Adam(rate);
            options.LabelColumnName = null;
            options.NoiseColumnName = "Noise";
        });
        var rows = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, Rows).Select(row => new CodeRow { Noise = Latent(row % Squares.Classes, row) }).ToArray());

        var made = Values.Vectors<byte>(transformer.Transform(rows));

        // What share of a code's pictures are of the class that most of them are of.
        var found = made.Select((pixels, row) => (Code: row % Squares.Classes, Class: Nearest(pixels))).CountBy(pair => pair)
            .GroupBy(entry => entry.Key.Code).Select(code => code.MaxBy(entry => entry.Value)).ToArray();
        TestContext.WriteLine(steps + " " + rate + " " + weight + " " + batch + ": " + string.Join("; ", made.Select((pixels, row) => (Code: row % Squares.Classes, Class: Nearest(pixels))).CountBy(pair => pair).OrderBy(p => p.Key).Select(p => $"{p.Key.Code}->{p.Key.Class} {p.Value}")) + " MI " + transformer.History[^1].GeneratorLoss + " " + transformer.History[^1].DiscriminatorLoss);
        Assert.IsGreaterThanOrEqualTo(0.9 * Rows, found.Sum(entry => entry.Value));
        Assert.HasCount(Squares.Classes, found.Select(entry => entry.Key.Class).Distinct().ToArray());
    }

    [TestMethod]
    public void Latents_that_are_drawn_have_codes_after_loading_too()
    {
        using var codes = TinyGan.Fit(_ml, options => (options.Conditioning, options.LabelColumnName) = (GanConditioning.Codes([3], 2), null));
        using var loaded = _ml.Model.LoadGan(new MemoryStream(Parts.Saved(codes)));
        var rows = AnyRow.Load(_ml, 6);

        Values.AssertSame(Values.Images(codes.Transform(rows)), Values.Images(loaded.Transform(rows)));
        Assert.IsNotNull(loaded.Description.Codes);
        CollectionAssert.AreEqual(new[] { 3 }, loaded.Description.Codes.Categorical.ToArray());
        Assert.AreEqual(2, loaded.Description.Codes.Continuous);
    }

    [TestMethod]
    public void Drawn_codes_are_one_class_and_numbers_between_minus_one_and_one()
    {
        var codes = new LatentCodes([3, 2], 2);
        var (classes, numbers) = (new float[5], new List<float>());
        var latent = new float[TinyGan.LatentSize];
        for (var row = 0; row < 3000; row++)
        {
            Latents.Fill(latent, seed: 1, new DataViewRowId((ulong)row, 0), codes);
            Assert.AreEqual(1, latent.Take(3).Sum());
            Assert.AreEqual(1, latent.Skip(3).Take(2).Sum());
            for (var i = 0; i < 5; i++)
                classes[i] += latent[i];
            numbers.AddRange(latent.Skip(5).Take(2));
        }

        foreach (var count in classes.Take(3))
            Assert.AreEqual(1000, count, 100);
        foreach (var count in classes.Skip(3))
            Assert.AreEqual(1500, count, 100);
        Assert.IsTrue(numbers.All(number => number is >= -1 and < 1));
        Assert.AreEqual(1 / 3.0, numbers.Average(number => number * number), 0.02);
    }

    [TestMethod]
    public void A_way_that_the_architecture_has_not_is_refused_before_training()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TinyGan.Fit(_ml, options => options.Conditioning = GanConditioning.ConditionalBatchNorm()));
        Assert.Contains("GeneratorConditioning", error.Message);
    }

    [TestMethod]
    public void A_folder_of_another_conditioning_is_refused()
    {
        using var folder = new TemporaryFolder();
        TinyGan.Fit(_ml, options => (options.CheckpointDirectory, options.Conditioning) = (folder["run"], GanConditioning.AuxiliaryClassifier())).Dispose();
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => TinyGan.Fit(
            _ml, options => (options.CheckpointDirectory, options.Conditioning) = (folder["run"], GanConditioning.AuxiliaryClassifier(0.5))));
        Assert.Contains("conditioning", error.Message);
    }

    private static void Learn(GanEstimator.Options options, GanConditioning conditioning)
    {
        options.Conditioning = conditioning;
        options.Architecture = new DcganArchitecture { LatentSize = 16, GeneratorWidth = 16, DiscriminatorWidth = 16 };
        options.Kimg = TinyGan.KimgOf(300);
        options.GeneratorOptimizer = options.DiscriminatorOptimizer = GanOptimizer.Adam(0.001);
        options.Output = GanOutput.BytePixels;
    }

    private static float[] Latent(int code, int row)
    {
        var latent = new float[16];
        Latents.Fill(latent, seed: 2, new DataViewRowId((ulong)row, 0));
        latent.AsSpan(0, Squares.Classes).Clear();
        latent[code] = 1;
        return latent;
    }

    private static int Nearest(byte[] pixels) =>
        Array.IndexOf(_classes, _classes.MinBy(picture => picture.Zip(pixels, (a, b) => (a - b) * (a - b)).Sum()));

    private sealed class CodeRow
    {
        [VectorType(16)]
        public float[] Noise { get; set; } = [];
    }
}
