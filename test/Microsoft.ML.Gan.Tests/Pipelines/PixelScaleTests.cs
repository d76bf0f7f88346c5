using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Tests.Pipelines;

/// <summary>Float pixels in another scale than the layout says: refused with the option to set, before anything is trained or changed.</summary>
[TestClass]
public class PixelScaleTests
{
    private const string Pixels = nameof(PixelRow.Pixels);

    private static readonly PixelLayout _unit = new() { ScaleImage = 1 / 255f };

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(0f, 1 / 255f, "ScaleImage = 1 / 255f")]
    [DataRow(127.5f, 1 / 127.5f, "OffsetImage = 127.5f, ScaleImage = 1 / 127.5f")]
    [DataRow(128f, 1f, "OffsetImage = 128")]
    [DataRow(0f, 257f, "ScaleImage = 257")]
    public void Gan_other_scales_are_refused_with_the_option_that_reads_them(float offset, float scale, string remedy)
    {
        var data = Load(offset, scale);

        var message = Assert.ThrowsExactly<InvalidOperationException>(() => Gan(PixelLayout.Default).Fit(data)).Message;
        Assert.Contains("'Pixels'", message);
        Assert.Contains("Input.PixelLayout = new PixelLayout { " + remedy + " }", message);
        Gan(new PixelLayout { OffsetImage = offset, ScaleImage = scale }).Fit(data).Dispose();
    }

    [TestMethod]
    public void Gan_scales_of_another_layout_are_refused_too()
    {
        var ofBytes = Load(0, 1);
        var ofUnit = Load(0, 1 / 255f);

        Assert.Contains("Input.PixelLayout = PixelLayout.Default", Refused(ofBytes, _unit));
        Assert.Contains("Input.PixelLayout = PixelLayout.Default", Refused(ofBytes, new PixelLayout { ScaleImage = 257 }));
        Assert.Contains("ScaleImage = 1 / 255f", Refused(ofUnit, new PixelLayout { OffsetImage = 127.5f, ScaleImage = 1 / 127.5f }));

        string Refused(IDataView data, PixelLayout layout) => Assert.ThrowsExactly<InvalidOperationException>(() => Gan(layout).Fit(data)).Message;
    }

    [TestMethod]
    public void Gan_data_that_do_not_fit_in_memory_are_refused_too()
    {
        var message = Assert.ThrowsExactly<InvalidOperationException>(() => Gan(PixelLayout.Default, options => options.Input.CacheBytes = 1).Fit(Load(0, 1 / 255f))).Message;

        Assert.Contains("all pictures are black", message);
    }

    [TestMethod]
    public void Gan_some_dark_pictures_are_no_scale()
    {
        var dark = Row(0, 0, 1 / 255f);
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Repeat(dark, 12).Append(Row(1, 0, 1)).ToArray());

        Gan(PixelLayout.Default).Fit(data).Dispose();
        Gan(PixelLayout.Default).Fit(_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 16).Select(_ => new PixelRow()).ToArray())).Dispose(); // all 0
    }

    [TestMethod]
    public void Gan_skipping_bad_rows_says_why_all_of_them_are()
    {
        var message = Assert.ThrowsExactly<InvalidOperationException>(
            () => Gan(PixelLayout.Default, options => options.Input.SkipBadRows = true).Fit(Load(127.5f, 1 / 127.5f))).Message;

        Assert.Contains("OffsetImage = 127.5f", message);
    }

    [TestMethod]
    public void ImageCnn_fit_is_refused() => Assert.Contains(
        "Input.PixelLayout = new PixelLayout { ScaleImage = 1 / 255f }",
        Assert.ThrowsExactly<InvalidOperationException>(() => Cnn(PixelLayout.Default).Fit(Load(0, 1 / 255f))).Message);

    [TestMethod]
    public void ImageCnn_transform_in_another_scale_than_its_training_is_refused()
    {
        using var model = Cnn(PixelLayout.Default).Fit(Load(0, 1));

        var view = Assert.ThrowsExactly<InvalidOperationException>(() => model.Transform(Load(0, 1 / 255f)).GetColumn<uint>("PredictedLabel").ToArray()).Message;
        Assert.Contains("row 0", view);
        Assert.Contains("these look like pixels of 0 to 1: bring them to the scale of the training", view);
        using var engine = _ml.Model.CreatePredictionEngine<PixelRow, Predicted>(model, new PredictionEngineOptions { OwnsTransformer = false });
        Assert.Contains("0 to 1", Assert.ThrowsExactly<InvalidOperationException>(() => engine.Predict(Row(0, 0, 1 / 255f))).Message);
        Assert.IsGreaterThan(0u, engine.Predict(Row(0, 0, 1)).PredictedLabel);
        Assert.HasCount(16, model.Transform(Load(0, 1)).GetColumn<uint>("PredictedLabel").ToArray());
    }

    [TestMethod]
    public void AugmentImages_of_another_scale_is_refused()
    {
        var data = Load(0, 1 / 255f);
        IDataView Augmented(PixelLayout layout) => _ml.Transforms.AugmentImages(new AugmentImagesEstimator.Options
        {
            OutputColumnName = Pixels,
            Augmentation = ImageAugmentation.None.HorizontalFlip(),
            PixelLayout = layout,
        }).Fit(data).Transform(data);

        var message = Assert.ThrowsExactly<InvalidOperationException>(() => Values.Vectors<float>(Augmented(PixelLayout.Default), Pixels)).Message;
        Assert.Contains("PixelLayout = new PixelLayout { ScaleImage = 1 / 255f }", message);
        Assert.HasCount(16, Values.Vectors<float>(Augmented(_unit), Pixels));
    }

    [TestMethod]
    public void Masks_of_zero_and_one_are_refused_after_a_few_rows()
    {
        var masks = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 16).Select(_ => new PixelRow { Pixels = [.. Enumerable.Range(0, 256).Select(i => i % 2f)] }).ToArray());
        using var model = Cnn(PixelLayout.Default).Fit(Load(0, 1));

        Assert.Contains("row 7", Assert.ThrowsExactly<InvalidOperationException>(() => model.Transform(masks).GetColumn<uint>("PredictedLabel").ToArray()).Message);
        Assert.Contains("black", Assert.ThrowsExactly<InvalidOperationException>(() => Gan(PixelLayout.Default).Fit(masks)).Message);
    }

    [TestMethod]
    public void Evaluate_either_side_is_refused()
    {
        var (good, bad) = (Load(0, 1), Load(0, 1 / 255f));
        GanMetrics Evaluate(IDataView real, IDataView made) => _ml.Gan().Evaluate(
            real, made, new GanEvaluationOptions { ImageColumnName = Pixels, GeneratedColumnName = Pixels, CacheDirectory = null, Metrics = { GanMetric.Similarity() }, Device = "cpu" });

        Assert.Contains("Layout = new PixelLayout { ScaleImage = 1 / 255f }", Assert.ThrowsExactly<InvalidOperationException>(() => Evaluate(good, bad)).Message);
        Assert.Contains("Layout = new PixelLayout { ScaleImage = 1 / 255f }", Assert.ThrowsExactly<InvalidOperationException>(() => Evaluate(bad, good)).Message);
        Assert.AreEqual(16, Evaluate(good, good).RealImages);
    }

    [TestMethod]
    public void Pictures_that_are_nearly_black_are_warned_about()
    {
        var log = new LogRecorder(_ml);
        Gan(PixelLayout.Default).Fit(Load(0, 16 / 255f)).Dispose(); // as in scikit-learn's digits
        Assert.ContainsSingle(message => message.Contains("'Pixels': the brightest pixel", StringComparison.Ordinal) && message.Contains("Input.PixelLayout", StringComparison.Ordinal), Warnings());

        var masks = _ml.Data.LoadFromEnumerable(Squares.Rows(16).Select(square => new Square { Bytes = [.. square.Bytes.Select(value => (byte)(value > 20 ? 1 : 0))], Label = square.Label }).ToArray());
        TinyGan.Estimator(_ml, options => options.ImageColumnName = nameof(Square.Bytes)).Fit(masks).Dispose();
        Assert.ContainsSingle(message => message.Contains("'Bytes': the brightest pixel", StringComparison.Ordinal), Warnings());

        string[] Warnings() => [.. log.Of(ChannelMessageKind.Warning).Where(message => message.Contains("brightest", StringComparison.Ordinal))];
    }

    [TestMethod]
    public void Dimensions_of_the_other_order_are_named()
    {
        var data = _ml.Data.LoadFromEnumerable([new InterleavedRow { Pixels = new float[16 * 16 * 3] }]);

        var message = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Gan(PixelLayout.Default).Fit(data)).Message;

        Assert.Contains("Input.PixelLayout = new PixelLayout { InterleavePixelColors = true }", message);
    }

    [TestMethod]
    public void Bare_length_how_it_is_read_is_told()
    {
        var log = new LogRecorder(_ml);
        var data = _ml.Data.LoadFromEnumerable(Squares.Rows(16).Select(square => new BareRow { Pixels = square.Floats }).ToArray());

        Gan(PixelLayout.Default).Fit(data).Dispose();

        Assert.ContainsSingle(message => message.Contains("768 values are read as an image of 3×16×16, one plane after the other", StringComparison.Ordinal), log.Of(ChannelMessageKind.Info));
    }

    [TestMethod]
    public void Columns_that_are_no_pixels_say_what_makes_them()
    {
        foreach (var (column, remedy) in new[] { (nameof(OtherRow.Path), "LoadImages"), (nameof(OtherRow.Doubles), "ConvertType"), (nameof(OtherRow.Pixel0), "Concatenate") })
        {
            var data = _ml.Data.LoadFromEnumerable([new OtherRow()]);
            Assert.Contains(remedy, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TinyGan.Estimator(_ml, options => (options.ImageColumnName, options.LabelColumnName) = (column, null)).Fit(data)).Message);
        }

        var files = _ml.Data.LoadFromEnumerable([new OtherRow { File = [0x89, .. "PNG\r\n"u8, 1, 2, 3] }]);
        Assert.Contains("LoadImages", Assert.ThrowsExactly<InvalidOperationException>(() => TinyGan.Estimator(_ml, options =>
            (options.ImageColumnName, options.LabelColumnName, options.Input.ImageShape) = (nameof(OtherRow.File), null, new ImageShape(1, 4, 4))).Fit(files)).Message);
    }

    private GanEstimator Gan(PixelLayout layout, Action<GanEstimator.Options>? change = null) => TinyGan.Estimator(_ml, options =>
    {
        (options.ImageColumnName, options.LabelColumnName, options.Input.PixelLayout) = (Pixels, null, layout);
        change?.Invoke(options);
    });

    private ImageCnnTrainer Cnn(PixelLayout layout) =>
        TinyCnn.Trainer(_ml, options => (options.ImageColumnName, options.Input.PixelLayout, options.Training.MinSteps) = (Pixels, layout, 2));

    /// <summary>Gray squares as ExtractPixels with this offset and scale would give them.</summary>
    private IDataView Load(float offset, float scale) =>
        _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 16).Select(index => Row(index, offset, scale)).ToArray());

    private static PixelRow Row(int index, float offset, float scale)
    {
        var square = Squares.Row(index % Squares.Classes, index);
        // From black to white, in all shades.
        return new PixelRow { Pixels = [.. square.Gray.Select((value, i) => ((i == 0 ? 0 : i == 1 ? 255 : value) - offset) * scale)], Label = square.Label };
    }

    private sealed class PixelRow
    {
        [VectorType(1, Squares.Side, Squares.Side)]
        public float[] Pixels { get; set; } = new float[Squares.Side * Squares.Side];

        [KeyType(Squares.Classes)]
        public uint Label { get; set; }
    }

    private sealed class InterleavedRow
    {
        [VectorType(16, 16, 3)]
        public float[] Pixels { get; set; } = [];
    }

    private sealed class BareRow
    {
        [VectorType(768)]
        public float[] Pixels { get; set; } = [];
    }

    private sealed class OtherRow
    {
        public string Path { get; set; } = "cat.png";

        [VectorType(256)]
        public double[] Doubles { get; set; } = new double[256];

        public float Pixel0 { get; set; }

        public byte[] File { get; set; } = [];
    }

    private sealed class Predicted
    {
        public uint PredictedLabel { get; set; }
    }
}
