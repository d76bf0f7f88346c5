using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Pipelines;

/// <summary>Images whose size no attribute tells, since it is known at run time only.</summary>
[TestClass]
public class UnsizedImageTests
{
    private readonly MLContext _ml = new(seed: 1);

    // Without an attribute ML.NET knows MLImage only from the moment somebody registers it.
    [ClassInitialize]
    public static void RegisterImages(TestContext context) => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage));

    [TestMethod]
    [DataRow(12, 20)]
    [DataRow(16, 16)]
    public void Fit_class_without_attribute_learns_the_size_of_the_images(int height, int width)
    {
        using var transformer = Fit(height, width);

        Assert.AreEqual((height, width), (transformer.ImageShape.Height, transformer.ImageShape.Width));
        Assert.AreEqual(new ImageDataViewType(), transformer.GetOutputSchema(LabelRow.Load(_ml, 0).Schema)["Generated"].Type);
    }

    [TestMethod]
    public void Prediction_engine_class_without_attribute_gets_the_image()
    {
        using var engine = _ml.Model.CreatePredictionEngine<LabelRow, PlainResult>(Fit(12, 20));

        using var image = engine.Predict(new LabelRow()).Generated!;

        Assert.AreEqual((12, 20), (image.Height, image.Width));
    }

    [TestMethod]
    public void Prediction_engine_class_without_attribute_gets_the_image_of_a_sized_column()
    {
        using var engine = _ml.Model.CreatePredictionEngine<LabelRow, PlainResult>(TinyGan.Fit(_ml));

        using var image = engine.Predict(new LabelRow()).Generated!;

        Assert.AreEqual((Squares.Side, Squares.Side), (image.Height, image.Width));
    }

    [TestMethod]
    public void Load_model_of_unsized_images_keeps_size_and_type()
    {
        using var folder = new TemporaryFolder();
        using var transformer = Fit(12, 20);
        var rows = LabelRow.LoadMany(_ml, 3);
        _ml.Model.Save(transformer, rows.Schema, folder["gan.zip"]);

        var loaded = _ml.Model.Load(folder["gan.zip"], out _);

        Assert.AreEqual(new ImageDataViewType(), loaded.GetOutputSchema(rows.Schema)["Generated"].Type);
        Values.AssertSame(Values.Images(transformer.Transform(rows)), Values.Images(loaded.Transform(rows)));
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void Fit_unsized_images_of_one_size_learns_what_sized_ones_teach()
    {
        using var sized = TinyGan.Fit(_ml);
        using var unsized = TinyGan.Estimator(_ml).Fit(_ml.Data.LoadFromEnumerable(
            Squares.Rows(32).Select(row => new PlainSquare { Image = row.Image, Label = row.Label }).ToArray()));
        var rows = LabelRow.LoadMany(_ml, 4);

        Values.AssertSame(Values.Images(sized.Transform(rows)), Values.Images(unsized.Transform(rows)));
    }

    private GanTransformer Fit(int height, int width) => TinyGan.Estimator(_ml).Fit(_ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, 16).Select(row => new PlainSquare { Image = Squares.PlainImage(height, width), Label = (uint)row % 4 }).ToArray()));

    private sealed class PlainSquare
    {
        public MLImage? Image { get; set; }

        [KeyType(Squares.Classes)]
        public uint Label { get; set; }
    }

    private sealed class PlainResult
    {
        public MLImage? Generated { get; set; }
    }
}
