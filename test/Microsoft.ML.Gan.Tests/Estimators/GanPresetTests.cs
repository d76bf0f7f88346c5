using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>
/// Every preset at its full published size, in small batches. MLGAN_PRESET_STEPS and MLGAN_PRESET_BATCH change the number of steps and the batch
/// size; the test's output has time and memory.
/// </summary>
[TestClass]
[DoNotParallelize]
public class GanPresetTests
{
    private const int SmallBatch = 2;

    /// <summary>As many as a batch normalization needs to be more than a comparison of two; only where it is cheap.</summary>
    private const int LargerBatch = 6;

    private const int Classes = 10;

    private static readonly string[] _quick = ["quick28", "quick32", "quick64", "dcgan64"];

    /// <summary>Published with classes and trained with them here.</summary>
    private static readonly string[] _ofClasses = ["biggan32"];

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
        Assert.AreEqual(preset.BatchSize, options.Training.BatchSize);
        options.Architecture.ValidateSpecification(new NetworkSpecification { Image = preset.Image, ConditionSize = 10 });
        Assert.AreNotSame(options, preset.CreateOptions());
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_preset_trains_in_its_full_width(string name)
    {
        var preset = Find(name);
        var steps = Setting("MLGAN_PRESET_STEPS") ?? 3;
        var options = preset.CreateOptions(Setting("MLGAN_PRESET_BATCH") ?? (_quick.Contains(name) ? LargerBatch : SmallBatch));
        if (options.Architecture is ProgressiveArchitecture growing)
        {
            // Its last step is at full size.
            options.Architecture = growing with { StableImages = 1, FadeImages = 0 };
            steps = Math.Max(steps, 4);
        }

        var clock = new Clock();
        options.Regularizers.Add(clock);
        var imagesPerStep = options.Training.BatchSize * ResolvedRecipe.Of(options, preset.Image).DiscriminatorSteps;
        (options.Training.Kimg, options.Seed, options.Device) = (imagesPerStep * steps / 1000.0, 1, "cpu");
        (options.ImageColumnName, options.Input.ImageShape, options.Generation.Output) = (nameof(Picture.Pixels), preset.Image, GanOutput.BytePixels);
        options.LabelColumnName = _ofClasses.Contains(name) ? nameof(Picture.Label) : null;
        var pictures = Enumerable.Range(0, 2 * options.Training.BatchSize)
            .Select(index => new Picture { Pixels = Pixels(preset.Image.Length, index), Label = (uint)(index % Classes) }).ToArray();
        var schema = SchemaDefinition.Create(typeof(Picture));
        schema[nameof(Picture.Pixels)]!.ColumnType = new VectorDataViewType(NumberDataViewType.Byte, preset.Image.Length);

        using var transformer = _ml.Transforms.Gan(options).Fit(_ml.Data.LoadFromEnumerable(pictures, schema));

        clock.Note();
        var wanted = new Wish[] { new() { Label = 0 }, new() { Label = Classes - 1 } };
        var made = Values.Vectors<byte>(transformer.Transform(_ml.Data.LoadFromEnumerable(wanted)));
        Assert.IsTrue(made.TrueForAll(pixels => pixels.Length == preset.Image.Length));
        if (options.LabelColumnName is not null)
            AssertKnowsClasses(transformer);
        Assert.AreEqual(steps, transformer.Description.Training.Steps);
        Assert.IsTrue(double.IsFinite(transformer.Description.Training.DiscriminatorLoss) && double.IsFinite(transformer.Description.Training.GeneratorLoss));
        var (generator, discriminator) = (WeightsOf(transformer.Generator.Module), WeightsOf(transformer.DiscriminatorModule));
        TestContext.WriteLine(
            $"{name}: {steps} steps of batch {options.Training.BatchSize}, weights G {generator:F1} M, D {discriminator:F1} M, " +
            $"discriminator's turns at {string.Join(" ", clock.Seconds.Select(seconds => $"{seconds:F2}"))} s, peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
    }

    [TestMethod]
    public void Style_gan2_ada_follows_the_automatic_configuration()
    {
        var recipe = RecipeOf(GanPreset.StyleGan2Ada128);
        Assert.AreEqual(0.1024, recipe.Regularizers.OfType<R1Penalty>().Single().Gamma, 1e-12);
        Assert.AreEqual(16, recipe.Regularizers.OfType<R1Penalty>().Single().Interval);
        Assert.AreEqual(0.0025 * 16 / 17, recipe.DiscriminatorOptimizer.LearningRate, 1e-12);
        Assert.AreEqual(Math.Pow(0.99, 0.8), recipe.GeneratorOptimizer.Beta2, 1e-12);
        Assert.AreEqual(10, recipe.Ema!.HalfLifeKimg, 1e-12);
        Assert.AreEqual(0.2048, RecipeOf(GanPreset.StyleGan2Ada128, batchSize: 16).Regularizers.OfType<R1Penalty>().Single().Gamma, 1e-12);
    }

    [TestMethod]
    public void Presets_for_few_images_augment_them()
    {
        Assert.AreEqual(DiscriminatorAugmentation.Adaptive(0.6, 4, 500), GanPreset.StyleGan2Ada128.CreateOptions().Augmentation);
        Assert.AreEqual(DiscriminatorAugmentation.DiffAugment(DiffAugmentPolicy.Color | DiffAugmentPolicy.Translation), GanPreset.FastGan256.CreateOptions().Augmentation);
    }

    [TestMethod]
    public void Sagan_has_a_discriminator_that_learns_four_times_as_fast()
    {
        var recipe = RecipeOf(GanPreset.Sagan64);
        Assert.AreEqual(GanOptimizer.Adam(0.0001, 0, 0.9), recipe.GeneratorOptimizer);
        Assert.AreEqual(GanOptimizer.Adam(0.0004, 0, 0.9), recipe.DiscriminatorOptimizer);
    }

    [TestMethod]
    public void An_average_of_0_999_a_step_is_a_half_life_of_11_kimg_in_batches_of_16() =>
        Assert.AreEqual(11.08, RecipeOf(GanPreset.Progressive128).Ema!.HalfLifeKimg, 0.01);

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
    public void What_goes_by_the_length_follows_it()
    {
        Assert.AreEqual(GanSchedule.LinearDecay(0, 16_000), RecipeOf(GanPreset.SnGan32).GeneratorOptimizer.Schedule);
        Assert.AreEqual(GanSchedule.LinearDecay(0, 500), RecipeOf(GanPreset.SnGan32, kimg: 500).DiscriminatorOptimizer.Schedule);
        Assert.AreEqual(GanArchitecture.Progressive(600_000), GanPreset.Progressive128.CreateOptions().Architecture);
        Assert.AreEqual(GanArchitecture.Progressive(60_000), GanPreset.Progressive128.CreateOptions(kimg: 1200).Architecture);
        Assert.AreEqual(GanArchitecture.Progressive(1), GanPreset.Progressive128.CreateOptions(kimg: 0.001).Architecture); // a try of a step
        Assert.Contains("Kimg", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GanPreset.SnGan32.CreateOptions(kimg: 0)).Message);
    }

    [TestMethod]
    public void BigGan_of_CIFAR_has_no_shared_embedding_and_no_orthogonal_weights()
    {
        var preset = GanPreset.BigGan32;
        using var generator = preset.CreateOptions().Architecture.CreateGenerator(new NetworkSpecification { Image = preset.Image, ConditionSize = 10 });
        var weights = generator.named_parameters().ToDictionary(parameter => parameter.name, parameter => parameter.parameter);
        Assert.IsFalse(weights.Keys.Any(name => name.StartsWith("shared", StringComparison.Ordinal)));
        CollectionAssert.AreEqual(new long[] { 256, 10 }, weights["blocks.0.0.bn1.gain.weight"].shape); // each class its own gains, not spectrally normalized
        using var deviation = weights["blocks.0.0.conv1.weight_orig"].std();
        Assert.AreEqual(0.02, deviation.item<float>(), 0.0002);
    }

    [TestMethod]
    public void A_batch_without_meaning_is_refused() =>
        Assert.Contains("BatchSize", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GanPreset.Quick28.CreateOptions(0)).Message);

    /// <summary>Of the same latent, each class has its own image, and the same image is not as likely in each class.</summary>
    private static void AssertKnowsClasses(GanTransformer gan)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Assert.AreEqual(Classes, gan.Description.Specification.ConditionSize);
        var each = eye(Classes);
        var generator = gan.Generator.Module;
        var discriminator = (nn.Module<Tensor, Tensor, Tensor>)gan.DiscriminatorModule;
        discriminator.eval();
        var images = generator.call(Pattern.Uniform(1, 1, gan.LatentSize).expand(Classes, -1), each);
        var logits = discriminator.call(images.narrow(0, 0, 1).expand(Classes, -1, -1, -1), each);
        for (var one = 1; one < Classes; one++)
        {
            Assert.AreNotEqual(0f, (images[one] - images[0]).abs().max().item<float>(), $"The images of classes 0 and {one}");
            Assert.AreNotEqual(0f, (logits[one] - logits[0]).abs().max().item<float>(), $"The logits of classes 0 and {one}");
        }
    }

    private static ResolvedRecipe RecipeOf(GanPreset preset, int? batchSize = null, double? kimg = null) =>
        ResolvedRecipe.Of(preset.CreateOptions(batchSize, kimg), preset.Image);

    private static GanPreset Find(string name) => GanPreset.All.Single(preset => preset.Name == name);

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>In millions.</summary>
    private static double WeightsOf(nn.Module network) => network.parameters().Sum(parameter => parameter.numel()) / 1e6;

    private static byte[] Pixels(int count, int index) => [.. Enumerable.Range(0, count).Select(i => (byte)((i * 7) + (index * 31)))];

    /// <summary>Changes nothing, and notes when the discriminator's turns were.</summary>
    private sealed class Clock : IGanRegularizer
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();

        public string Name => "test-clock";

        internal List<double> Seconds { get; } = [];

        public Tensor? DiscriminatorTerm(DiscriminatorStep step)
        {
            Note();
            return null;
        }

        internal void Note() => Seconds.Add(_clock.Elapsed.TotalSeconds);
    }

    private sealed class Picture
    {
        public byte[] Pixels { get; set; } = [];

        [KeyType(Classes)]
        public uint Label { get; set; }
    }

    /// <summary>A row to generate for; models that know no classes leave the column alone.</summary>
    private sealed class Wish
    {
        [KeyType(Classes)]
        public uint Label { get; set; }
    }
}
