using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>
/// Every preset at its full published size. Set MLGAN_PRESET_STEPS=3 to train each for so many steps, which takes some minutes
/// and gigabytes, and writes what a step takes; without it, only those train that take seconds.
/// </summary>
[TestClass]
[DoNotParallelize]
public class GanPresetTests
{
    private const int SmallBatch = 2;
    private static readonly string[] _small = ["quick28", "dcgan64", "wgangp32", "biggan32"];
    private readonly MLContext _ml = new(seed: 1);

    public required TestContext TestContext { get; init; }

    public static IEnumerable<object[]> Names => GanPreset.All.Select(preset => new object[] { preset.Name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_preset_has_options_that_are_accepted(string name)
    {
        var preset = Find(name);
        var options = preset.CreateOptions();
        Assert.IsNotNull(_ml.Transforms.Gan(options));
        Assert.AreEqual(preset.BatchSize, options.BatchSize);
        options.Architecture.ValidateSpecification(new NetworkSpecification { Image = preset.Image, ConditionSize = 10 });
        Assert.AreNotSame(options, preset.CreateOptions());
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_preset_trains_in_its_full_width(string name)
    {
        var preset = Find(name);
        var wanted = int.TryParse(Environment.GetEnvironmentVariable("MLGAN_PRESET_STEPS"), CultureInfo.InvariantCulture, out var steps);
        if (!wanted && !_small.Contains(name))
            Assert.Inconclusive("Takes minutes or gigabytes: set MLGAN_PRESET_STEPS to run it.");
        var batch = int.TryParse(Environment.GetEnvironmentVariable("MLGAN_PRESET_BATCH"), CultureInfo.InvariantCulture, out var size) ? size : SmallBatch;
        var options = preset.CreateOptions(batch);
        var imagesPerStep = batch * (options.DiscriminatorSteps ?? options.Loss.Recipe.DiscriminatorSteps);
        (options.Kimg, options.Seed, options.Device) = (imagesPerStep * (wanted ? steps : 1) / 1000.0, 1, "cpu");
        options.Output = GanOutput.BytePixels;
        (options.ImageColumnName, options.ImageShape) = (nameof(Picture.Pixels), preset.Image);
        var pictures = Enumerable.Range(0, 4).Select(index => new Picture { Pixels = Pixels(preset.Image.Length, index) }).ToArray();
        var schema = SchemaDefinition.Create(typeof(Picture));
        schema[nameof(Picture.Pixels)]!.ColumnType = new VectorDataViewType(NumberDataViewType.Byte, preset.Image.Length);

        var clock = Stopwatch.StartNew();
        using var transformer = _ml.Transforms.Gan(options).Fit(_ml.Data.LoadFromEnumerable(pictures, schema));
        var seconds = clock.Elapsed.TotalSeconds;

        var made = Values.Vectors<byte>(transformer.Transform(AnyRow.Load(_ml, 1)))[0];
        Assert.HasCount(preset.Image.Length, made);
        Assert.IsTrue(transformer.History.All(progress => double.IsFinite(progress.DiscriminatorLoss) && double.IsFinite(progress.GeneratorLoss)));
        var specification = new NetworkSpecification { Image = preset.Image, IndependentSamples = true };
        var (generator, discriminator) = options.Architecture is ISizedArchitecture sized
            ? (sized.CountGeneratorWeights(specification), sized.CountDiscriminatorWeights(specification))
            : (0, 0);
        TestContext.WriteLine(
            $"{name}: batch {batch}, {(wanted ? steps : 1)} steps in {seconds:F1} s, weights G {generator / 1e6:F1} M, D {discriminator / 1e6:F1} M, " +
            $"working set {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
    }

    [TestMethod]
    public void StyleGan2Ada_follows_the_automatic_configuration()
    {
        var options = GanPreset.StyleGan2Ada128.CreateOptions();
        Assert.AreEqual(0.1024, options.Regularizers.OfType<R1Penalty>().Single().Gamma, 1e-12);
        Assert.AreEqual(16, options.Regularizers.OfType<R1Penalty>().Single().Interval);
        Assert.AreEqual(0.0025 * 16 / 17, options.DiscriminatorOptimizer!.LearningRate, 1e-12);
        Assert.AreEqual(Math.Pow(0.99, 0.8), options.GeneratorOptimizer!.Beta2, 1e-12);
        Assert.AreEqual(10, options.Ema!.HalfLifeKimg, 1e-12);
        Assert.AreEqual(0.2048, GanPreset.StyleGan2Ada128.CreateOptions(batchSize: 16).Regularizers.OfType<R1Penalty>().Single().Gamma, 1e-12);
    }

    [TestMethod]
    public void An_average_of_0_999_a_step_is_a_half_life_of_11_kimg_in_batches_of_16() =>
        Assert.AreEqual(11.08, GanPreset.Progressive128.CreateOptions().Ema!.HalfLifeKimg, 0.01);

    [TestMethod]
    public void The_short_form_takes_a_preset_and_changes_what_is_named()
    {
        using var gan = _ml.Transforms.Gan("Made", nameof(Square.Gray), GanPreset.Quick28, nameof(Square.Label), batchSize: 4, kimg: 0.004, seed: 1)
            .Fit(Squares.Load(_ml, 8));
        Assert.AreEqual("dcgan", gan.Description.Architecture.Name);
        Assert.AreEqual("Made", gan.Description.Columns.Output);
        Assert.AreEqual(4, gan.Description.Training.BatchSize);
        Assert.AreEqual(1, gan.Description.Training.Steps);
    }

    [TestMethod]
    public void A_batch_without_meaning_is_refused() =>
        Assert.Contains("BatchSize", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GanPreset.Quick28.CreateOptions(0)).Message);

    private static GanPreset Find(string name) => GanPreset.All.Single(preset => preset.Name == name);

    private static byte[] Pixels(int count, int index) => [.. Enumerable.Range(0, count).Select(i => (byte)((i * 7) + (index * 31)))];

    private sealed class Picture
    {
        public byte[] Pixels { get; set; } = [];
    }
}
