using System.Text.Json;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>A user's own networks, losses and regularizers.</summary>
[TestClass]
public class GanCustomPartTests
{
    private const int Pixels = 3 * Squares.Side * Squares.Side;

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void From_pair_of_modules_trains_and_generates()
    {
        using var transformer = TinyGan.Fit(_ml, options =>
            (options.LabelColumnName, options.Architecture) = (null, GanArchitecture.From(NewGenerator, NewDiscriminator, TinyGan.LatentSize)));

        Assert.HasCount(3, Values.Images(transformer.Transform(AnyRow.Load(_ml, 3))));
    }

    [TestMethod]
    public void From_pair_of_modules_with_a_label_gets_the_condition_appended()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.Architecture = GanArchitecture.From(
            () => NewGenerator(TinyGan.LatentSize + Squares.Classes),
            () => NewDiscriminator(Pixels + (Squares.Classes * Squares.Side * Squares.Side)),
            TinyGan.LatentSize));

        var images = Values.Images(transformer.Transform(NoiseRow.Load(_ml, new NoiseRow { Label = 0 }, new NoiseRow { Label = 1 })));

        CollectionAssert.AreNotEqual(images[0], images[1]);
    }

    [TestMethod]
    public void From_generator_of_another_shape_is_refused_before_training()
    {
        var progress = new Recorder<GanProgress>();

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => TinyGan.Fit(_ml, options =>
        {
            options.LabelColumnName = null;
            options.Progress = progress;
            options.Architecture = GanArchitecture.From(
                () => nn.Sequential(nn.Linear(TinyGan.LatentSize, 3 * 8 * 8), nn.Tanh(), nn.Unflatten(1, [3, 8, 8])),
                NewDiscriminator,
                TinyGan.LatentSize,
                name: "small");
        }));

        Assert.Contains("generator of architecture 'small' makes [2, 3, 8, 8]", error.Message);
        Assert.Contains("column 'Image' are [2, 3, 16, 16]", error.Message);
        Assert.IsEmpty(progress.Reports);
    }

    [TestMethod]
    public void From_discriminator_whose_logits_are_a_vector_trains_and_judges()
    {
        using var scope = NewDisposeScope();
        using var transformer = TinyGan.Fit(_ml, options =>
        {
            options.LabelColumnName = null;
            options.Architecture = GanArchitecture.From(
                NewGenerator, () => nn.Sequential(nn.Flatten(), nn.Linear(Pixels, 1), nn.Flatten(0)), TinyGan.LatentSize);
        });
        var images = rand(3, 3, Squares.Side, Squares.Side);

        var logits = transformer.DiscriminatorFor(transformer.ImageShape, 0).Logits(images, []);

        var linear = transformer.DiscriminatorModule.parameters().ToArray();
        var expected = nn.functional.linear(images.flatten(1), linear[0], linear[1]).flatten().data<float>().ToArray();
        Assert.HasCount(3, logits);
        for (var i = 0; i < logits.Length; i++)
            Assert.AreEqual(expected[i], logits[i], 1e-5f);
    }

    [TestMethod]
    public void From_discriminator_with_several_logits_in_a_row_is_refused_before_training()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => TinyGan.Fit(_ml, options =>
        {
            options.LabelColumnName = null;
            options.Architecture = GanArchitecture.From(
                NewGenerator, () => nn.Sequential(nn.Flatten(), nn.Linear(Pixels, 16)), TinyGan.LatentSize, name: "row");
        }));

        Assert.Contains("discriminator of architecture 'row' gives [2, 16] of 2 images, but N×1 or N×1×h×w are expected", error.Message);
    }

    [TestMethod]
    public void From_module_that_is_handed_out_twice_is_refused_before_training()
    {
        using var generator = NewGenerator();

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => TinyGan.Fit(_ml, options =>
            (options.LabelColumnName, options.Architecture) = (null, GanArchitecture.From(() => generator, NewDiscriminator, TinyGan.LatentSize, name: "one"))));

        Assert.Contains("The generator of architecture 'one' is already in use", error.Message);
    }

    [TestMethod]
    public void From_discriminator_that_forgets_the_batch_is_refused_before_training()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => TinyGan.Fit(_ml, options =>
        {
            options.LabelColumnName = null;
            options.Architecture = GanArchitecture.From(
                NewGenerator, () => nn.Sequential(nn.Flatten(0), nn.Linear(2 * Pixels, 1)), TinyGan.LatentSize, name: "lump");
        }));

        Assert.Contains("discriminator of architecture 'lump' gives [1] of 2 images", error.Message);
    }

    [TestMethod]
    public void From_group_normalization_that_nobody_set_is_set_and_told()
    {
        var log = new LogRecorder(_ml);

        using var transformer = TinyGan.Fit(_ml, options =>
        {
            options.LabelColumnName = null;
            options.Training.Kimg = TinyGan.KimgOf(1);
            options.Optimization.Generator = options.Optimization.Discriminator = GanOptimizer.Adam(learningRate: 1e-9);
            options.Architecture = GanArchitecture.From(NewGenerator, () => NewNormalizedDiscriminator(_ => { }), TinyGan.LatentSize, name: "raw");
        });

        var warning = log.Of(ChannelMessageKind.Warning).Single(text => text.Contains("group normalization", StringComparison.Ordinal));
        Assert.Contains("The discriminator of architecture 'raw' has uninitialized weights of group normalizations: module.norm.weight, module.norm.bias.", warning);
        var weights = transformer.DiscriminatorModule.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.data<float>().ToArray());
        foreach (var (weight, bias) in weights["module.norm.weight"].Zip(weights["module.norm.bias"]))
            Assert.AreEqual((1, 0), (Math.Round(weight, 6), Math.Round(bias, 6)));
    }

    [TestMethod]
    public void From_group_normalization_that_its_maker_set_stays_as_it_is()
    {
        var log = new LogRecorder(_ml);

        using var transformer = TinyGan.Fit(_ml, options =>
        {
            options.LabelColumnName = null;
            options.Training.Kimg = TinyGan.KimgOf(1);
            options.Optimization.Generator = options.Optimization.Discriminator = GanOptimizer.Adam(learningRate: 1e-9);
            options.Architecture = GanArchitecture.From(
                NewGenerator,
                () => NewNormalizedDiscriminator(norm =>
                {
                    nn.init.constant_(norm.weight, 0.5);
                    nn.init.zeros_(norm.bias!);
                }),
                TinyGan.LatentSize);
        });

        Assert.IsFalse(log.Of(ChannelMessageKind.Warning).Any(text => text.Contains("group normalization", StringComparison.Ordinal)));
        var weight = transformer.DiscriminatorModule.named_parameters().Single(entry => entry.name == "module.norm.weight").parameter;
        Assert.AreEqual(0.5f, weight.max().item<float>(), 1e-6f);
    }

    [TestMethod]
    public void From_weights_that_are_not_finite_are_refused_before_training()
    {
        var progress = new Recorder<GanProgress>();
        var before = LiveTensors.Settle();

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => TinyGan.Fit(_ml, options =>
        {
            (options.LabelColumnName, options.Progress) = (null, progress);
            options.Architecture = GanArchitecture.From(
                NewGenerator, () => NewNormalizedDiscriminator(norm => nn.init.constant_(norm.weight, double.NaN)), TinyGan.LatentSize, name: "bad");
        }));

        Assert.Contains("The weights 'module.norm.weight' of the discriminator of architecture 'bad' are not finite before training begins", error.Message);
        Assert.IsEmpty(progress.Reports);
        LiveTensors.AssertBackAt(before);
    }

    [TestMethod]
    public void From_null_or_nothing_is_refused()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => GanArchitecture.From(null!, NewDiscriminator));
        Assert.ThrowsExactly<ArgumentNullException>(() => GanArchitecture.From(NewGenerator, null!));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GanArchitecture.From(NewGenerator, NewDiscriminator, latentSize: 0));
        Assert.Throws<ArgumentException>(() => GanArchitecture.From(NewGenerator, NewDiscriminator, name: ""));
    }

    [TestMethod]
    public void Load_pair_of_modules_registered_by_name_generates_the_same()
    {
        const string Name = "test-pair";
        var pair = GanArchitecture.From(NewGenerator, NewDiscriminator, TinyGan.LatentSize, Name);
        GanArchitecture.Register(Name, _ => pair);

        AssertLoadsTheSame(options => (options.LabelColumnName, options.Architecture) = (null, pair));
    }

    [TestMethod]
    public void Load_architecture_registered_by_name_gets_its_options_back()
    {
        GanArchitecture.Register(EchoArchitecture.RegisteredName, json => json.Deserialize<EchoArchitecture>()!);

        using var loaded = AssertLoadsTheSame(options => options.Architecture = new EchoArchitecture { LatentSize = 5 });

        Assert.AreEqual(5, loaded.LatentSize);
    }

    [TestMethod]
    public void Load_architecture_that_nobody_registered_names_it_and_the_call()
    {
        using var folder = new TemporaryFolder();
        using var transformer = TinyGan.Fit(_ml, options =>
            (options.LabelColumnName, options.Architecture) =
            (null, GanArchitecture.From(NewGenerator, NewDiscriminator, TinyGan.LatentSize, "test-unregistered")));
        _ml.Model.Save(transformer, AnyRow.Load(_ml, 1).Schema, folder["gan.zip"]);

        var error = Assert.Throws<Exception>(() => new MLContext().Model.Load(folder["gan.zip"], out _));

        var messages = error.ToString();
        Assert.Contains("'test-unregistered'", messages);
        Assert.Contains("GanArchitecture.Register(\"test-unregistered\"", messages);
    }

    [TestMethod]
    public void Loss_of_the_user_is_minimized()
    {
        var loss = new CountingLoss();

        using var transformer = TinyGan.Fit(_ml, options => options.Loss = loss);

        Assert.AreEqual((4, 4), (loss.DiscriminatorCalls, loss.GeneratorCalls));
    }

    [TestMethod]
    public void Load_loss_of_the_user_generates_the_same()
    {
        GanLoss.Register(CountingLoss.RegisteredName, json => json.Deserialize<CountingLoss>()!);

        AssertLoadsTheSame(options => options.Loss = new CountingLoss()).Dispose();
    }

    [TestMethod]
    public void Regularizer_of_the_user_sees_each_step()
    {
        var regularizer = new CountingRegularizer();

        using var transformer = TinyGan.Fit(_ml, options => options.Regularizers.Add(regularizer));

        Assert.AreEqual((4, 4), (regularizer.Terms, regularizer.Constraints));
    }

    [TestMethod]
    public void Load_regularizer_of_the_user_that_nobody_registered_generates_the_same() =>
        AssertLoadsTheSame(options => options.Regularizers.Add(new CountingRegularizer())).Dispose();

    [TestMethod]
    public void Load_regularizer_registered_by_name_gets_its_options_back()
    {
        GanRegularizer.Register("test-pull", json => json.Deserialize<PullRegularizer>()!);

        using var loaded = AssertLoadsTheSame(options =>
        {
            options.Regularizers.Add(new PullRegularizer { Strength = 0.25 });
            options.Regularizers.Add(GanRegularizer.R1(3, interval: 2));
        });

        IGanRegularizer[] expected = [new PullRegularizer { Strength = 0.25 }, new R1Penalty(3, 2)];
        CollectionAssert.AreEqual(expected, loaded.Regularizers.ToArray());
        Assert.AreEqual(new NonSaturatingLoss(), loaded.Loss);
    }

    [TestMethod]
    [DynamicData(nameof(AllLosses))]
    public void Loss_of_the_library_trains_finite_weights(string name)
    {
        var progress = new Recorder<GanProgress>();

        using var transformer = TinyGan.Fit(_ml, options =>
        {
            (options.Loss, options.Progress) = (LossOf(name), progress);
            options.Architecture = GanArchitecture.Dcgan(generatorWidth: 4, discriminatorWidth: 4);
        });

        Assert.IsTrue(double.IsFinite(progress.Reports[^1].DiscriminatorLoss));
        Assert.HasCount(2, Values.Images(transformer.Transform(LabelRow.LoadMany(_ml, 2))));
    }

    public static IEnumerable<object[]> AllLosses =>
        new[] { "minimax", "non-saturating", "least-squares", "hinge", "wasserstein", "wasserstein-gp", "relativistic" }.Select(name => new object[] { name });

    private static IGanLoss LossOf(string name) => new IGanLoss[]
    {
        GanLoss.Minimax(),
        GanLoss.NonSaturating(),
        GanLoss.LeastSquares(),
        GanLoss.Hinge(),
        GanLoss.Wasserstein(),
        GanLoss.WassersteinGradientPenalty(),
        GanLoss.RelativisticAverage(),
    }.Single(loss => loss.Name == name);

    private static nn.Module<Tensor, Tensor> NewGenerator() => NewGenerator(TinyGan.LatentSize);

    private static nn.Module<Tensor, Tensor> NewGenerator(long inputs) =>
        nn.Sequential(nn.Linear(inputs, 16), nn.ReLU(), nn.Linear(16, Pixels), nn.Tanh(), nn.Unflatten(1, [3, Squares.Side, Squares.Side]));

    private static nn.Module<Tensor, Tensor> NewDiscriminator() => NewDiscriminator(Pixels);

    private static nn.Module<Tensor, Tensor> NewDiscriminator(long inputs) =>
        nn.Sequential(nn.Flatten(), nn.Linear(inputs, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1));

    /// <summary>With a group normalization whose uninitialized memory is not finite.</summary>
    private static nn.Module<Tensor, Tensor> NewNormalizedDiscriminator(Action<GroupNorm> set)
    {
#pragma warning disable RS0030 // as a user calls it
        var norm = nn.GroupNorm(3, 3);
#pragma warning restore RS0030
        foreach (var values in new[] { norm.weight, norm.bias! })
            values.data<float>().CopyFrom([float.NaN, 1e30f, -3]); // past torch, which counts what is written to a tensor
        set(norm);
        return nn.Sequential(("norm", norm), ("flat", nn.Flatten()), ("linear", nn.Linear(Pixels, 1)));
    }

    private GanTransformer AssertLoadsTheSame(Action<GanEstimator.Options> change)
    {
        using var folder = new TemporaryFolder();
        using var transformer = TinyGan.Fit(_ml, change);
        var rows = LabelRow.LoadMany(_ml, 4);
        var expected = Values.Images(transformer.Transform(rows));
        _ml.Model.Save(transformer, rows.Schema, folder["gan.zip"]);

        var ml = new MLContext();
        var loaded = ml.Model.Load(folder["gan.zip"], out _);

        Values.AssertSame(expected, Values.Images(loaded.Transform(rows)));
        return loaded as GanTransformer ?? (GanTransformer)((IEnumerable<ITransformer>)loaded).Single();
    }

    private sealed class CountingLoss : IGanLoss
    {
        public const string RegisteredName = "test-counting";

        public string Name => RegisteredName;

        internal int DiscriminatorCalls { get; private set; }

        internal int GeneratorCalls { get; private set; }

        public Tensor Discriminator(Tensor real, Tensor fake)
        {
            DiscriminatorCalls++;
            return (fake - real).mean();
        }

        public Tensor Generator(Tensor fake, Tensor? real = null)
        {
            GeneratorCalls++;
            return -fake.mean();
        }
    }

    private sealed class CountingRegularizer : IGanRegularizer
    {
        public string Name => "test-nowhere";

        internal int Terms { get; private set; }

        internal int Constraints { get; private set; }

        public Tensor? DiscriminatorTerm(DiscriminatorStep step)
        {
            Terms++;
            return step.Discriminator(step.Real).square().mean() * 0.001;
        }

        public void Constrain(Tensor parameters) => Constraints++;
    }

    private sealed record PullRegularizer : IGanRegularizer
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public string Name => "test-pull";

        public double Strength { get; init; }

        public Tensor? GeneratorTerm(GeneratorStep step) => Strength * step.Fake.square().mean();
    }
}
