using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

[TestClass]
public class GanOptionsTests
{
    private readonly MLContext _ml = new(seed: 1);

    private static IEnumerable<(string Option, Action<GanEstimator.Options> Spoil)> Spoiled =>
    [
        ("OutputColumnName", options => options.OutputColumnName = ""),
        ("OutputColumnName", options => options.OutputColumnName = null!),
        ("ImageColumnName", options => options.ImageColumnName = " "),
        ("LabelColumnName", options => options.LabelColumnName = ""),
        ("LatentColumnName", options => options.LatentColumnName = ""),
        ("RunDirectory", options => options.RunDirectory = " "),
        ("TensorBoardDirectory", options => options.TensorBoardDirectory = " "),
        ("Architecture", options => options.Architecture = null!),
        ("Training must not be null", options => options.Training = null!),
        ("Optimization must not be null", options => options.Optimization = null!),
        ("Input must not be null", options => options.Input = null!),
        ("Generation must not be null", options => options.Generation = null!),
        ("Evaluation must not be null", options => options.Evaluation = null!),
        ("Checkpoints must not be null", options => options.Checkpoints = null!),
        ("Snapshots must not be null", options => options.Snapshots = null!),
        ("LabelColumnNames must not be null", options => options.LabelColumnNames = null!),
        ("Regularizers must not be null", options => options.Regularizers = null!),
        ("Evaluation.Metrics must not be null", options => options.Evaluation.Metrics = null!),
        ("Regularizers", options => options.Regularizers.Add(null!)),
        ("Regularizers", options => options.Regularizers.Add(new Nameless())),
        ("Regularizers", options => options.Regularizers.Add(new Nameless { Name = "named", Interval = 0 })),
        ("Optimization.Unrolling.Steps", options => options.Optimization.Unrolling = new GanUnrolling(0, 0.1)),
        ("Optimization.Unrolling.LearningRate", options => options.Optimization.Unrolling = new GanUnrolling(1, 0)),
        ("Augmentation.Policy", options => options.Augmentation = DiscriminatorAugmentation.DiffAugment(DiffAugmentPolicy.None)),
        ("Augmentation.Policy", options => options.Augmentation = DiscriminatorAugmentation.DiffAugment((DiffAugmentPolicy)9)),
        ("Augmentation.Probability", options => options.Augmentation = DiscriminatorAugmentation.Fixed(1.1)),
        ("Augmentation.Target", options => options.Augmentation = DiscriminatorAugmentation.Adaptive(target: 1)),
        ("Augmentation.Every", options => options.Augmentation = DiscriminatorAugmentation.Adaptive(every: 0)),
        ("Augmentation.Kimg", options => options.Augmentation = DiscriminatorAugmentation.Adaptive(kimg: double.NaN)),
        ("Training.Packing", options => options.Training.Packing = 0),
        ("Training.Packing", options => options.Training.Packing = 3),
        ("Training.MicroBatchSize", options => options.Training.MicroBatchSize = 0),
        ("Training.MicroBatchSize", options => (options.Training.Packing, options.Training.MicroBatchSize) = (4, 6)),
        ("Optimization.Generator.MaxGradientNorm", options => options.Optimization.Generator = GanOptimizer.Adam() with { MaxGradientNorm = 0 }),
        ("Optimization.Generator.Schedule", options => options.Optimization.Generator = GanOptimizer.Adam() with { Schedule = null! }),
        ("Optimization.Discriminator.Schedule.ToKimg", options => options.Optimization.Discriminator = Scheduled(GanSchedule.LinearDecay(5, 5))),
        ("Optimization.Discriminator.Schedule.FromKimg", options => options.Optimization.Discriminator = Scheduled(GanSchedule.CosineDecay(5, -1))),
        ("Optimization.Discriminator.Schedule.WarmUpKimg", options => options.Optimization.Discriminator = Scheduled(GanSchedule.Constant(-1))),
        ("Optimization.Generator.LearningRate", options => options.Optimization.Generator = GanOptimizer.Adam(learningRate: 0)),
        ("Optimization.Generator.Beta1", options => options.Optimization.Generator = GanOptimizer.Adam(beta1: 1)),
        ("Optimization.Discriminator.Beta2", options => options.Optimization.Discriminator = GanOptimizer.Adam(beta2: -0.1)),
        ("Optimization.Discriminator.LearningRate", options => options.Optimization.Discriminator = GanOptimizer.RmsProp(learningRate: double.NaN)),
        ("Optimization.DiscriminatorSteps", options => options.Optimization.DiscriminatorSteps = 0),
        ("Training.BatchSize", options => options.Training.BatchSize = 0),
        ("Training.BatchSize", options => options.Training.BatchSize = -1),
        ("Training.Kimg", options => options.Training.Kimg = 0),
        ("Training.Kimg", options => options.Training.Kimg = double.PositiveInfinity),
        ("Training.Kimg", options => options.Training.Kimg = double.NaN),
        ("Optimization.Ema.HalfLifeKimg", options => options.Optimization.Ema = new GanEma(HalfLifeKimg: 0)),
        ("Optimization.Ema.RampUp", options => options.Optimization.Ema = new GanEma(RampUp: -1)),
        ("Device", options => options.Device = "gpu"),
        ("Device", options => options.Device = "cuda:x"),
        ("Device", options => options.Device = ""),
        ("Input.Channels", options => options.Input.Channels = 2),
        ("Input.ImageShape", options => options.Input.ImageShape = new ImageShape(3, 0, 16)),
        ("Input.ImageShape", options => options.Input.ImageShape = new ImageShape(4, 16, 16)),
        ("Input.PixelLayout", options => options.Input.PixelLayout = null!),
        ("ScaleImage", options => options.Input.PixelLayout = new PixelLayout { ScaleImage = 0 }),
        ("Generation.PixelLayout", options => options.Generation.PixelLayout = null!),
        ("OffsetImage", options => options.Generation.PixelLayout = new PixelLayout { OffsetImage = float.NaN }),
        ("Generation.Output", options => options.Generation.Output = (GanOutput)9),
        ("Generation.BatchSize", options => options.Generation.BatchSize = 0),
        ("Input.CacheBytes", options => options.Input.CacheBytes = 0),
        ("LabelColumnNames", options => options.LabelColumnNames.Add("Place")), // beside LabelColumnName
        ("LabelColumnNames", options => SetLabels(options, "Label", "Label")),
        ("LabelColumnNames", options => SetLabels(options, " ")),
        ("Training.BalanceClasses", options => (options.Training.BalanceClasses, options.LabelColumnName) = (true, null)),
        ("Conditioning", options => (options.Conditioning, options.LabelColumnName) = (GanConditioning.AuxiliaryClassifier(), null)),
        ("Conditioning", options => (options.Conditioning, options.LabelColumnName) = (GanConditioning.Projection(), null)),
        ("Conditioning", options => (options.Conditioning, options.LabelColumnName) = (GanConditioning.ConditionalBatchNorm(), null)),
        ("Conditioning", options => (options.Conditioning, options.Training.Packing) = (GanConditioning.AuxiliaryClassifier(), 2)),
        ("Conditioning", options => options.Conditioning = new() { Generator = (GeneratorConditioning)7 }),
        ("Conditioning.ClassifierWeight", options => options.Conditioning = GanConditioning.AuxiliaryClassifier(-1)),
        ("Conditioning.Codes", options => options.Conditioning = GanConditioning.Codes([1])),
        ("Conditioning.Codes", options => options.Conditioning = GanConditioning.Codes([4], -1)),
        ("Conditioning.Codes", options => options.Conditioning = GanConditioning.Codes([5], 4)), // of 8 latent values
        ("Conditioning.CodeWeight", options => options.Conditioning = GanConditioning.Codes([4], weight: 0)),
        ("Conditioning", options => (options.Conditioning, options.Architecture) = (GanConditioning.Codes([4]), GanArchitecture.StyleGan2(32))),
        ("Conditioning", options => (options.Conditioning, options.Architecture) = (GanConditioning.Codes([4]), GanArchitecture.PatchGan(GanArchitecture.StyleGan2(32)))),
        ("Training.FreezeDiscriminatorLayers", options => options.Training.FreezeDiscriminatorLayers = -1),
        ("Snapshots.EveryKimg", options => options.Snapshots.EveryKimg = 0),
    ];

    private static void SetLabels(GanEstimator.Options options, params string[] names)
    {
        options.LabelColumnName = null;
        foreach (var name in names)
            options.LabelColumnNames.Add(name);
    }

    public static IEnumerable<object[]> SpoiledIndexes => Spoiled.Select((spoiled, index) => new object[] { index, spoiled.Option });

    [TestMethod]
    [DynamicData(nameof(SpoiledIndexes))]
    public void Gan_option_without_meaning_is_refused_and_named(int index, string option)
    {
        var options = TinyGan.Options(Spoiled.ElementAt(index).Spoil);

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.Gan(options));

        Assert.Contains(option, error.Message);
    }

    [TestMethod]
    public void Losses_options_without_meaning_are_refused_and_named()
    {
        Assert.Contains("Clip", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GanLoss.Wasserstein(clip: 0)).Message);
        Assert.Contains("Penalty", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GanLoss.WassersteinGradientPenalty(penalty: -1)).Message);
        Assert.Contains("Limit", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new WeightClipping(double.NaN)).Message);
        Assert.Contains("Weight", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new GradientPenalty(double.PositiveInfinity)).Message);
        Assert.Contains("LabelSmoothing", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GanLoss.Minimax(labelSmoothing: 0.5)).Message);
        Assert.Contains("Form", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GanLoss.RelativisticAverage((RelativisticForm)7)).Message);
        Assert.Contains("Interval", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GanRegularizer.R1(interval: 0)).Message);
        Assert.Contains("Decay", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new PathLengthPenalty(Decay: 0)).Message);
        Assert.Contains("MaxShift", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ConsistencyPenalty(MaxShift: -1)).Message);
    }

    [TestMethod]
    public void Fit_architecture_without_meaning_is_refused_and_named()
    {
        (string Option, IGanArchitecture Architecture)[] spoiled =
        [
            ("LatentSize", new MlpArchitecture { LatentSize = 0 }),
            ("HiddenSizes", new MlpArchitecture { HiddenSizes = [] }),
            ("HiddenSizes", new MlpArchitecture { HiddenSizes = [16, 0] }),
            ("Dropout", new MlpArchitecture { Dropout = 1 }),
            ("LatentSize", new DcganArchitecture { LatentSize = -1 }),
            ("GeneratorWidth", GanArchitecture.Dcgan(generatorWidth: 0)),
            ("DiscriminatorWidth", GanArchitecture.Dcgan(discriminatorWidth: 0)),
        ];
        foreach (var (option, architecture) in spoiled)
        {
            var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TinyGan.Fit(_ml, options => options.Architecture = architecture));
            Assert.Contains(option, error.Message);
        }
    }

    [TestMethod]
    public void Gan_defaults_are_accepted() => Assert.IsNotNull(_ml.Transforms.Gan(new GanEstimator.Options()));

    [TestMethod]
    public void Gan_null_options_are_refused() => Assert.ThrowsExactly<ArgumentNullException>(() => _ml.Transforms.Gan(null!));

    [TestMethod]
    public void Gan_short_form_refuses_what_the_options_refuse()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.Gan("Generated", "Image", batchSize: 0));

        Assert.Contains("BatchSize", error.Message);
    }

    [TestMethod]
    public void Gan_short_form_trains_what_the_options_train()
    {
        var data = Squares.Load(_ml);
        var architecture = new MlpArchitecture { LatentSize = TinyGan.LatentSize, HiddenSizes = [16] };
        _ml.GpuDeviceId = null;
        using var shortForm = _ml.Transforms.Gan(
            "Made", "Image", "Label", architecture: architecture, loss: GanLoss.Hinge(), batchSize: 8, kimg: 0.016, seed: 5).Fit(data);
        using var longForm = _ml.Transforms.Gan(new GanEstimator.Options
        {
            OutputColumnName = "Made",
            ImageColumnName = "Image",
            LabelColumnName = "Label",
            Architecture = architecture,
            Loss = GanLoss.Hinge(),
            Training = { BatchSize = 8, Kimg = 0.016 },
            Seed = 5,
        }).Fit(data);
        var rows = LabelRow.LoadMany(_ml, 8);

        Values.AssertSame(Values.Images(longForm.Transform(rows), "Made"), Values.Images(shortForm.Transform(rows), "Made"));
    }

    [TestMethod]
    public void Gan_options_changed_afterwards_do_not_change_the_estimator()
    {
        var options = TinyGan.Options();
        var estimator = _ml.Transforms.Gan(options);

        options.OutputColumnName = "Other";
        options.ImageColumnName = "Missing";
        options.Regularizers.Add(null!);

        using var transformer = estimator.Fit(Squares.Load(_ml));
        Assert.IsNotNull(transformer.GetOutputSchema(LabelRow.Load(_ml, 0).Schema).GetColumnOrNull("Generated"));
    }

    [TestMethod]
    public void Fit_gpu_that_is_not_there_is_an_error_unless_the_cpu_may_replace_it()
    {
        _ml.FallbackToCpu = false;
        var estimator = TinyGan.Estimator(_ml, options => options.Device = "cuda:63");

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => estimator.Fit(Squares.Load(_ml)));

        Assert.Contains("'cuda:63'", error.Message);
    }

    [TestMethod]
    public void Fit_gpu_that_is_not_there_is_replaced_by_the_cpu_with_a_warning()
    {
        _ml.FallbackToCpu = true;
        var log = new LogRecorder(_ml);

        using var transformer = TinyGan.Fit(_ml, options => options.Device = "cuda:63");

        Assert.Contains("'cuda:63'", log.Of(Microsoft.ML.Runtime.ChannelMessageKind.Warning).First());
    }

    [TestMethod]
    public void Fit_gpu_of_the_context_is_asked_for_too()
    {
        (_ml.GpuDeviceId, _ml.FallbackToCpu) = (63, false);
        var estimator = TinyGan.Estimator(_ml, options => options.Device = null);

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => estimator.Fit(Squares.Load(_ml)));

        Assert.Contains("'cuda:63'", error.Message);
    }

    private static GanOptimizer Scheduled(GanSchedule schedule) => GanOptimizer.Adam() with { Schedule = schedule };

    private sealed class Nameless : IGanRegularizer
    {
        public string Name { get; init; } = "";

        public int Interval { get; init; } = 1;
    }
}
