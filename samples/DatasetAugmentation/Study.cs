using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;

namespace DatasetAugmentationSample;

/// <summary>
/// Trains a classifier on few real pictures, on these changed at random, on these and a GAN's, and on all of it. The GAN is trained
/// on the same few pictures; nothing but the final question sees a test picture.
/// </summary>
internal sealed class Study : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly StudyOptions _options;
    private readonly PictureRow[] _training;
    private readonly IDataView _test;
    private readonly Lazy<ImageCnnTransformer> _classifier;

    /// <param name="options">How everything is trained.</param>
    /// <param name="training">Where the labelled pictures are drawn from.</param>
    /// <param name="test">What the classifiers are asked about.</param>
    public Study(StudyOptions options, PictureRow[] training, PictureRow[] test)
    {
        (_options, _training) = (options, training);
        _test = _ml.Data.LoadFromEnumerable(test);
        _classifier = new(() => _ml.MulticlassClassification.Trainers.ImageCnn(new ImageCnnTrainer.Options { Training = { MinSteps = options.ClassifierSteps }, Seed = 1 })
            .Fit(_ml.Data.LoadFromEnumerable(training)));
    }

    public StudyRun Run(Setting setting, int seed)
    {
        var clock = Stopwatch.StartNew();
        var labelled = setting.Choose(_training, seed);
        var real = _ml.Data.LoadFromEnumerable(labelled);
        using var gan = _options.Gan is { } file ? _ml.Model.LoadGan(file) : TrainGan(real, setting, seed);
        using var plain = Train(real, isAugmented: false, seed);
        using var augmented = Train(real, isAugmented: true, seed);
        var extended = _ml.Data.AugmentWithGan(real, gan, new AugmentWithGanOptions
        {
            Balance = setting.IsImbalanced,
            Factor = setting.IsImbalanced ? null : _options.Factor,
            BestOf = _options.BestOf,
            // A classifier that has hardly seen the rare class would find it in no picture.
            Classifier = _options.Filter && !setting.IsImbalanced ? augmented : null,
            Seed = seed,
        });
        using var withGan = Train(extended, isAugmented: false, seed);
        using var both = Train(extended, isAugmented: true, seed);

        var results = new Dictionary<Arm, MulticlassClassificationMetrics>
        {
            [Arm.Real] = Ask(plain),
            [Arm.Augmented] = Ask(augmented),
            [Arm.Gan] = Ask(withGan),
            [Arm.Both] = Ask(both),
        };
        if (setting.IsImbalanced)
        {
            using var repeated = Train(_ml.Data.LoadFromEnumerable(Setting.Balance(labelled)), isAugmented: true, seed);
            results[Arm.Repeated] = Ask(repeated);
        }

        var (intended, discriminator) = Measure(gan);
        return new StudyRun
        {
            Setting = setting.Name,
            Seed = seed,
            Options = _options,
            Accuracy = results.ToDictionary(result => result.Key, result => Math.Round(result.Value.MicroAccuracy, 5)),
            RareRecall = results.ToDictionary(result => result.Key, result => Math.Round(result.Value.ConfusionMatrix.PerClassRecall[(int)Setting.RareClass], 5)),
            IntendedClassRate = Math.Round(intended, 5),
            DeceptionRate = Math.Round(discriminator.DeceptionRate, 5),
            DiscriminatorAuc = Math.Round(discriminator.DiscriminatorAuc, 5),
            Seconds = Math.Round(clock.Elapsed.TotalSeconds, 1),
        };
    }

    public void Dispose()
    {
        if (_classifier.IsValueCreated)
            _classifier.Value.Dispose();
    }

    private GanTransformer TrainGan(IDataView real, Setting setting, int seed) => _ml.Transforms.Gan(new GanEstimator.Options
    {
        ImageColumnName = nameof(PictureRow.Image),
        OutputColumnName = nameof(PictureRow.Image),
        LabelColumnName = nameof(PictureRow.Label),
        Architecture = GanArchitecture.Dcgan(_options.GanWidth, _options.GanWidth),
        Loss = GanLoss.Hinge(),
        Augmentation = _options.DiffAugment ? DiscriminatorAugmentation.DiffAugment(DiffAugmentPolicy.Translation | DiffAugmentPolicy.Cutout) : null,
        Training = { BalanceClasses = setting.IsImbalanced, Kimg = _options.GanKimg },
        Seed = seed,
    }).Fit(real);

    private TransformerChain<ITransformer> Train(IDataView data, bool isAugmented, int seed)
    {
        var trainer = _ml.MulticlassClassification.Trainers.ImageCnn(new ImageCnnTrainer.Options
        {
            Training =
            {
                BatchSize = _options.ClassifierBatch,
                MinSteps = _options.ClassifierSteps,
                Epochs = 1, // fewer than the steps above, whatever the setting
            },
            Seed = seed,
        });
        var start = new EstimatorChain<ITransformer>();
        var pipeline = isAugmented
            ? start.Append(_ml.Transforms.AugmentImages(nameof(PictureRow.Image), a => a.HorizontalFlip().RandomCrop(padding: 2), seed: seed), TransformerScope.Training).Append(trainer)
            : start.Append(trainer);
        return pipeline.Fit(data).GetModelFor(TransformerScope.Scoring);
    }

    private MulticlassClassificationMetrics Ask(ITransformer classifier) => _ml.MulticlassClassification.Evaluate(classifier.Transform(_test));

    /// <summary>The deception experiment: what others make of the GAN's pictures.</summary>
    private (double IntendedClassRate, GanMetrics Discriminator) Measure(GanTransformer gan)
    {
        var wishes = _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, _options.MeasuredImages).Select(i => new Wish { Label = (uint)(i % PictureRow.Classes) }).ToArray());
        var made = gan.Transform(wishes);
        if (made.Schema.GetColumnOrNull(nameof(PictureRow.Image)) is null) // a GAN of another program
            made = _ml.Transforms.CopyColumns(nameof(PictureRow.Image), made.Schema[^1].Name).Fit(made).Transform(made);
        var intended = _ml.MulticlassClassification.Evaluate(_classifier.Value.Transform(made)).MicroAccuracy;
        var options = new GanEvaluationOptions
        {
            GeneratedColumnName = nameof(PictureRow.Image),
            LabelColumnName = nameof(PictureRow.Label),
            Model = gan,
            Metrics = { GanMetric.Discriminator() },
        };
        return (intended, _ml.Gan().Evaluate(_test, made, options));
    }

    private sealed class Wish
    {
        [KeyType(PictureRow.Classes)]
        public uint Label { get; set; }
    }
}
