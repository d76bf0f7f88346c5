using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Persistence;
using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

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

    [TestMethod]
    public void Pictures_tell_the_class_codes_that_they_were_made_of()
    {
        using var transformer = TinyGan.Fit(_ml, options =>
        {
            Learn(options, GanConditioning.Codes([Squares.Classes], continuous: 1));
            options.LabelColumnName = null;
            options.Training.Kimg = TinyGan.KimgOf(500);
        });
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var wanted = arange(Rows, ScalarType.Int64) % Squares.Classes;
        var latents = cat([nn.functional.one_hot(wanted, Squares.Classes).to(ScalarType.Float32), Pattern.Uniform(2, Rows, 1), Pattern.Uniform(1, Rows, 11)], 1);
        var discriminator = (nn.Module<Tensor, Tensor, Tensor>)transformer.DiscriminatorModule;
        discriminator.eval();

        var estimates = discriminator.call(transformer.Generator.Module.call(latents, zeros(Rows, 0)), zeros(Rows, 0));

        var right = estimates.narrow(1, 1, Squares.Classes).argmax(1).eq(wanted).sum().item<long>();
        Assert.IsGreaterThanOrEqualTo(0.75 * Rows, right, $"The classes of {right} of {Rows} codes are read from the pictures.");
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
    public void Samples_and_ways_have_the_codes_that_rows_have()
    {
        using var codes = TinyGan.Fit(_ml, options => (options.Conditioning, options.LabelColumnName) = (GanConditioning.Codes([3], 2), null));
        codes.Truncation = 0.5;

        var images = codes.Sample(6, codes.Seed);
        var way = codes.Interpolate(3, 9, frames: 4);

        var rows = Values.Images(codes.Transform(AnyRow.Load(_ml, 6)));
        for (var row = 0; row < rows.Count; row++)
        {
            using var image = images.ToImage(row);
            CollectionAssert.AreEqual(rows[row], image.Pixels.ToArray());
        }

        CollectionAssert.AreEqual(codes.Sample(1, 3)[0].ToArray(), way[0].ToArray());
        CollectionAssert.AreEqual(codes.Sample(1, 9)[0].ToArray(), way[3].ToArray());
    }

    [TestMethod]
    public void What_regularizers_draw_has_codes_too()
    {
        var seen = new Drawn();
        using var codes = TinyGan.Fit(_ml, options =>
        {
            (options.Conditioning, options.LabelColumnName) = (GanConditioning.Codes([3], 2), null);
            options.Regularizers.Add(seen);
        });
        Assert.HasCount(4 * TinyGan.BatchSize, seen.Latents);
        Assert.IsTrue(seen.Latents.All(latent => latent.Take(3).Order().SequenceEqual([0f, 0f, 1f]) && latent[3] is >= -1 and <= 1 && latent[4] is >= -1 and <= 1));
        Assert.IsTrue(seen.Latents.Any(latent => Math.Abs(latent[5]) > 1)); // what follows is noise
    }

    [TestMethod]
    public void Truncation_leaves_codes_as_they_are()
    {
        float[] whole = new float[TinyGan.LatentSize], none = new float[TinyGan.LatentSize];
        var codes = new LatentCodes([3], 2);
        Latents.Fill(whole, seed: 1, default, codes);
        Latents.Fill(none, seed: 1, default, codes, truncation: 0);
        CollectionAssert.AreEqual(whole[..5], none[..5]);
        Assert.IsTrue(none[5..].All(value => value == 0));
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
        TinyGan.Fit(_ml, options => (options.Checkpoints.Directory, options.Conditioning) = (folder["run"], GanConditioning.AuxiliaryClassifier())).Dispose();
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => TinyGan.Fit(
            _ml, options => (options.Checkpoints.Directory, options.Conditioning) = (folder["run"], GanConditioning.AuxiliaryClassifier(0.5))));
        Assert.Contains("conditioning", error.Message);
    }

    private static void Learn(GanEstimator.Options options, GanConditioning conditioning)
    {
        options.Conditioning = conditioning;
        options.Architecture = new DcganArchitecture { LatentSize = 16, GeneratorWidth = 16, DiscriminatorWidth = 16 };
        options.Training.Kimg = TinyGan.KimgOf(300);
        options.Optimization.Generator = options.Optimization.Discriminator = GanOptimizer.Adam(0.001);
        options.Generation.Output = GanOutput.BytePixels;
    }

    private static int Nearest(byte[] pixels) =>
        Array.IndexOf(_classes, _classes.MinBy(picture => picture.Zip(pixels, (a, b) => (a - b) * (a - b)).Sum()));

    /// <summary>Adds nothing, and keeps the latents that it draws.</summary>
    private sealed class Drawn : IGanRegularizer
    {
        public string Name => "test-drawn";

        internal List<float[]> Latents { get; } = [];

        public Tensor? GeneratorTerm(GeneratorStep step)
        {
            Latents.AddRange(step.DrawLatents(step.Latent.shape[0]).data<float>().ToArray().Chunk(TinyGan.LatentSize));
            return null;
        }
    }
}
