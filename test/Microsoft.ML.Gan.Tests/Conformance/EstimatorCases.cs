using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Conformance;

/// <summary>Every estimator of the library, in every form that changes its columns: a new one is one more line.</summary>
internal static class EstimatorCases
{
    private static readonly EstimatorCase[] _all =
    [
        Gan("Gan, classes", [nameof(Sample.Label)], options => options.LabelColumnName = nameof(Sample.Label)),
        Gan("Gan, float pixels", [nameof(Sample.Label)], options => (options.LabelColumnName, options.Generation.Output) = (nameof(Sample.Label), GanOutput.FloatPixels)),
        Gan("Gan, byte pixels", [nameof(Sample.Label)], options => (options.LabelColumnName, options.Generation.Output) = (nameof(Sample.Label), GanOutput.BytePixels)),
        Gan("Gan, interleaved pixels", [], options => (options.Generation.Output, options.Generation.PixelLayout) = (GanOutput.FloatPixels, new PixelLayout { InterleavePixelColors = true })),
        Gan("Gan, unconditional", [], _ => { }),
        Gan("Gan, numbers", [nameof(Sample.Place)], options => options.LabelColumnName = nameof(Sample.Place)) with { Needs = [nameof(Sample.Place)] },
        Gan("Gan, one number", [nameof(Sample.Amount)], options => options.LabelColumnName = nameof(Sample.Amount)) with { Needs = [nameof(Sample.Amount)] },
        Gan("Gan, named classes", ["ClassKey"], options => options.LabelColumnName = "ClassKey") with { Data = Sample.LoadNamed },
        Gan("Gan, noise", [nameof(Sample.Noise)], options => options.LatentColumnName = nameof(Sample.Noise)) with { Learns = [nameof(Sample.Image)] },
        Gan("Gan, noise and classes", [nameof(Sample.Noise), nameof(Sample.Label)], options => (options.LatentColumnName, options.LabelColumnName) = (nameof(Sample.Noise), nameof(Sample.Label))) with { Learns = [nameof(Sample.Image), nameof(Sample.Label)] },
        Gan("Gan, classes and numbers", [nameof(Sample.Label), nameof(Sample.Place)], options =>
        {
            options.LabelColumnNames.Add(nameof(Sample.Label));
            options.LabelColumnNames.Add(nameof(Sample.Place));
        }) with { Needs = [nameof(Sample.Place)] },
        Gan("Gan, codes", [nameof(Sample.Noise)], options => (options.LatentColumnName, options.Conditioning) = (nameof(Sample.Noise), GanConditioning.Codes([3], 2))) with { Learns = [nameof(Sample.Image)] },
        Gan("Gan of float vectors", [], options => options.ImageColumnName = nameof(Sample.Floats)) with { Learns = [nameof(Sample.Floats)] },
        Gan("Gan of byte vectors", [], options => options.ImageColumnName = nameof(Sample.Bytes)) with { Learns = [nameof(Sample.Bytes)] },
        Gan("Gan of gray vectors", [], options => options.ImageColumnName = nameof(Sample.Gray)) with { Learns = [nameof(Sample.Gray)] },
        Gan("Gan of variable vectors", [], options => (options.ImageColumnName, options.Input.ImageShape) = (nameof(Sample.Variable), new ImageShape(3, Squares.Side, Squares.Side))) with { Learns = [nameof(Sample.Variable)] },
        Gan("Gan of images without a size", [], _ => { }) with { Data = Sample.LoadUnsized },
        Gan("Gan in place of its images", [], options => options.OutputColumnName = nameof(Sample.Image)) with { Output = nameof(Sample.Image) },
        Gan("Gan in place of its classes", [nameof(Sample.Label)], options => (options.LabelColumnName, options.OutputColumnName) = (nameof(Sample.Label), nameof(Sample.Label))) with { Output = nameof(Sample.Label) },
        Augment("AugmentImages", nameof(Sample.Image), images => images.HorizontalFlip().Brightness(0.3)),
        Augment("AugmentImages, new size", nameof(Sample.Image), images => images.RandomCrop(12, 10)),
        Augment("AugmentImages without a size", nameof(Sample.Image), images => images.RandomCrop(12, 10)) with { Data = Sample.LoadUnsized },
        Augment("AugmentImages, other column", nameof(Sample.Image), images => images.VerticalFlip(), "Augmented"),
        Augment("AugmentImages of float vectors", nameof(Sample.Floats), images => images.Shift(0.2)),
        Augment("AugmentImages of float vectors, new size", nameof(Sample.Floats), images => images.RandomCrop(8, 8)),
        Augment("AugmentImages of byte vectors", nameof(Sample.Bytes), images => images.Contrast(0.4).HorizontalFlip()),
        Augment("AugmentImages of variable vectors", nameof(Sample.Variable), images => images.HorizontalFlip(), shape: new ImageShape(3, Squares.Side, Squares.Side)),
        Augment("AugmentImages, scoring", nameof(Sample.Image), images => images.HorizontalFlip().Brightness(0.3), appliesTo: AugmentedRows.Fitted),
        Augment("AugmentImages, scoring, new size", nameof(Sample.Image), images => images.RandomCrop(12, 10), appliesTo: AugmentedRows.Fitted),
        Augment("AugmentImages, scoring without a size", nameof(Sample.Image), images => images.RandomCrop(12, 10), appliesTo: AugmentedRows.Fitted) with { Data = Sample.LoadUnsized },
        Augment("AugmentImages, scoring of float vectors, new size", nameof(Sample.Floats), images => images.RandomResizedCrop(8, 8), appliesTo: AugmentedRows.Fitted),
        Augment("AugmentImages, scoring of byte vectors", nameof(Sample.Bytes), images => images.Contrast(0.4).HorizontalFlip(), appliesTo: AugmentedRows.Fitted),
        new(
            "AugmentWithGan, scoring",
            ml => ml.Transforms.AugmentWithGan(TinyGan.Estimator(ml, options => options.Training.Kimg = TinyGan.KimgOf(2))),
            "IsSynthetic",
            [nameof(Sample.Image), nameof(Sample.Label)],
            []),
        ImageCnn("ImageCnn", nameof(Sample.Image)),
        ImageCnn("ImageCnn, named classes", nameof(Sample.Image), options => options.LabelColumnName = "ClassKey") with { Data = Sample.LoadNamed, Learns = [nameof(Sample.Image), "ClassKey"] },
        ImageCnn("ImageCnn, numbered classes", nameof(Sample.Image), options => options.LabelColumnName = "AmountKey") with { Data = Sample.LoadNumbered, Learns = [nameof(Sample.Image), "AmountKey"] },
        ImageCnn("ImageCnn of images without a size", nameof(Sample.Image)) with { Data = Sample.LoadUnsized },
        ImageCnn("ImageCnn of float vectors", nameof(Sample.Floats)),
        ImageCnn("ImageCnn of byte vectors", nameof(Sample.Bytes)),
        ImageCnn("ImageCnn of gray vectors", nameof(Sample.Gray)),
        ImageCnn("ImageCnn of variable vectors", nameof(Sample.Variable), options => options.Input.ImageShape = new ImageShape(3, Squares.Side, Squares.Side)),
        ImageCnn("ImageCnn in place of its images", nameof(Sample.Image), options => options.ScoreColumnName = nameof(Sample.Image)) with { Output = nameof(Sample.Image) },
    ];

    /// <summary>The names, for <see cref="DynamicDataAttribute"/>.</summary>
    public static IEnumerable<object[]> Names => _all.Select(one => new object[] { one.Name });

    public static EstimatorCase Find(string name) => _all.Single(one => one.Name == name);

    private static EstimatorCase Gan(string name, string[] reads, Action<GanEstimator.Options> change) => new(
        name,
        ml => TinyGan.Estimator(ml, options =>
        {
            (options.LabelColumnName, options.Generation.BatchSize, options.Training.Kimg) = (null, 7, TinyGan.KimgOf(2)); // rows are no multiple of it
            change(options);
        }),
        "Generated",
        [nameof(Sample.Image), .. reads],
        reads);

    private static EstimatorCase ImageCnn(string name, string input, Action<ImageCnnTrainer.Options>? change = null) => new(
        name,
        ml => ml.MulticlassClassification.Trainers.ImageCnn(TinyCnn.Options(options =>
        {
            (options.ImageColumnName, options.Training.MinSteps, options.PredictionBatchSize) = (input, 2, 7); // rows are no multiple of it
            change?.Invoke(options);
        })),
        "Score",
        [input, nameof(Sample.Label)],
        [input])
    {
        Needs = [input],
        Added = 2,
    };

    private static EstimatorCase Augment(
        string name,
        string input,
        Func<ImageAugmentation, ImageAugmentation> augmentation,
        string? output = null,
        ImageShape? shape = null,
        AugmentedRows appliesTo = AugmentedRows.All) => new(
        name,
        ml => ml.Transforms.AugmentImages(new AugmentImagesEstimator.Options
        {
            InputColumnName = input,
            OutputColumnName = output ?? input,
            Augmentation = augmentation(ImageAugmentation.None),
            ImageShape = shape,
            AppliesTo = appliesTo,
            Seed = 3,
        }),
        output ?? input,
        [input],
        [input])
        {
            Needs = [input],
        };
}
