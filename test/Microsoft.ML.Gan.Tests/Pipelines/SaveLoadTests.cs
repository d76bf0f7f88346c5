using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Pipelines;

/// <summary>Whole pipelines, saved, loaded elsewhere and used.</summary>
[TestClass]
public class SaveLoadTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Load_new_context_generates_the_same_images()
    {
        using var folder = new TemporaryFolder();
        using var model = FitPipeline();
        var rows = NamedRow.Load(_ml, "blue", "red", "yellow", "green", "blue");
        var expected = Values.Images(model.GetModelFor(TransformerScope.Scoring).Transform(rows));
        Save(model, rows, folder["gan.zip"]);

        var ml = new MLContext(seed: 99);
        var loaded = ml.Model.Load(folder["gan.zip"], out var schema);

        Assert.AreEqual(nameof(NamedRow.Class), schema.Single().Name);
        Values.AssertSame(expected, Values.Images(loaded.Transform(rows)));
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void Load_other_process_generates_the_same_images()
    {
        using var folder = new TemporaryFolder();
        using var model = FitPipeline();
        string[] classes = ["yellow", "red", "red", "green", "blue"];
        var rows = NamedRow.Load(_ml, classes);
        Save(model, rows, folder["gan.zip"]);

        var made = OtherProcess.Generate(folder["gan.zip"], classes);

        Values.AssertSame(Values.Images(model.GetModelFor(TransformerScope.Scoring).Transform(rows)), made);
    }

    [TestMethod]
    public void Load_twice_gives_two_models_that_do_not_share()
    {
        using var folder = new TemporaryFolder();
        using var model = FitPipeline();
        var rows = NamedRow.Load(_ml, "red", "blue");
        Save(model, rows, folder["gan.zip"]);
        var first = _ml.Model.Load(folder["gan.zip"], out _);
        var second = _ml.Model.Load(folder["gan.zip"], out _);

        ((IDisposable)first).Dispose();

        Assert.HasCount(2, Values.Images(second.Transform(rows)));
        ((IDisposable)second).Dispose();
    }

    [TestMethod]
    public void Save_what_was_loaded_gives_the_same_images_again()
    {
        using var folder = new TemporaryFolder();
        using var model = FitPipeline();
        var rows = NamedRow.Load(_ml, "green", "blue");
        Save(model, rows, folder["first.zip"]);
        var first = _ml.Model.Load(folder["first.zip"], out var schema);
        _ml.Model.Save(first, schema, folder["second.zip"]);
        var expected = Values.Images(first.Transform(rows));
        ((IDisposable)first).Dispose();

        var second = _ml.Model.Load(folder["second.zip"], out _);

        Values.AssertSame(expected, Values.Images(second.Transform(rows)));
        ((IDisposable)second).Dispose();
    }

    [TestMethod]
    public void Save_to_a_stream_loads_from_it()
    {
        using var model = FitPipeline();
        var rows = NamedRow.Load(_ml, "green", "blue");
        using var stream = new MemoryStream();
        _ml.Model.Save(model.GetModelFor(TransformerScope.Scoring), rows.Schema, stream);
        stream.Position = 0;

        var loaded = _ml.Model.Load(stream, out _);

        Values.AssertSame(Values.Images(model.GetModelFor(TransformerScope.Scoring).Transform(rows)), Values.Images(loaded.Transform(rows)));
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void Load_keeps_what_the_model_says_of_itself()
    {
        using var folder = new TemporaryFolder();
        using var model = FitPipeline();
        Save(model, NamedRow.Load(_ml, "red"), folder["gan.zip"]);

        using var loaded = ((IEnumerable<ITransformer>)_ml.Model.Load(folder["gan.zip"], out _)).OfType<GanTransformer>().Single();

        Assert.AreEqual(new ImageShape(3, Squares.Side, Squares.Side), loaded.ImageShape);
        Assert.AreEqual(TinyGan.LatentSize, loaded.LatentSize);
        Assert.AreEqual(model.LastTransformer.Seed, loaded.Seed);
        CollectionAssert.AreEqual(Squares.ClassNames.ToArray(), loaded.ClassNames.ToArray());
    }

    [TestMethod]
    public void Load_each_output_keeps_type_and_values()
    {
        foreach (var output in Enum.GetValues<GanOutput>())
        {
            using var folder = new TemporaryFolder();
            using var transformer = TinyGan.Fit(_ml, options =>
            {
                options.Generation.Output = output;
                options.Generation.PixelLayout = new PixelLayout { InterleavePixelColors = true, OffsetImage = 100, ScaleImage = 0.01f };
            });
            var rows = LabelRow.LoadMany(_ml, 3);
            _ml.Model.Save(transformer, rows.Schema, folder["gan.zip"]);

            var loaded = _ml.Model.Load(folder["gan.zip"], out _);

            var (before, after) = (transformer.Transform(rows), loaded.Transform(rows));
            Assert.AreEqual(before.Schema["Generated"].Type, after.Schema["Generated"].Type);
            switch (output)
            {
                case GanOutput.Image:
                    Values.AssertSame(Values.Images(before), Values.Images(after));
                    break;
                case GanOutput.FloatPixels:
                    Values.AssertSame(Values.Vectors<float>(before), Values.Vectors<float>(after));
                    break;
                default:
                    Values.AssertSame(Values.Vectors<byte>(before), Values.Vectors<byte>(after));
                    break;
            }

            ((IDisposable)loaded).Dispose();
        }
    }

    [TestMethod]
    [DataRow("model_index.json", "model_index.json cannot be read")]
    [DataRow("generator/config.json", "generator/config.json cannot be read")]
    [DataRow("generator/model.safetensors", "generator/model.safetensors: Not a valid safetensors file")]
    [DataRow("discriminator/model.safetensors", "discriminator/model.safetensors: Not a valid safetensors file")]
    public void Load_damaged_part_is_an_error_that_says_so(string part, string message)
    {
        using var folder = new TemporaryFolder();
        using var transformer = TinyGan.Fit(_ml);
        _ml.Model.Save(transformer, LabelRow.Load(_ml, 0).Schema, folder["gan.zip"]);
        using (var zip = ZipFile.Open(folder["gan.zip"], ZipArchiveMode.Update))
        {
            using var stream = zip.Entries.Single(entry => entry.FullName.EndsWith("/" + part, StringComparison.Ordinal)).Open();
            stream.SetLength(stream.Length / 2);
        }

        var error = Assert.Throws<Exception>(() => _ml.Model.Load(folder["gan.zip"], out _));

        // ML.NET makes components by reflection, so ours may stand within another exception.
        while (error is not InvalidDataException && error.InnerException is { } inner)
            error = inner;
        Assert.IsInstanceOfType<InvalidDataException>(error);
        Assert.Contains(message, error.Message);
    }

    [TestMethod]
    public void Prediction_engine_of_a_loaded_model_gives_the_images_of_transform()
    {
        using var folder = new TemporaryFolder();
        using var model = FitPipeline();
        string[] classes = ["red", "blue", "blue", "yellow"];
        Save(model, NamedRow.Load(_ml, classes), folder["gan.zip"]);
        var loaded = _ml.Model.Load(folder["gan.zip"], out _);
        using var engine = _ml.Model.CreatePredictionEngine<NamedRow, GeneratedImage>(loaded);

        var made = classes.Select(name =>
        {
            using var image = engine.Predict(new NamedRow { Class = name }).Generated!;
            return image.Pixels.ToArray();
        }).ToArray();

        Values.AssertWithinOneLevel(Values.Images(loaded.Transform(NamedRow.Load(_ml, classes))), made);
    }

    [TestMethod]
    public void Prediction_engine_same_class_twice_gives_two_images()
    {
        using var engine = _ml.Model.CreatePredictionEngine<LabelRow, GeneratedBytes>(
            TinyGan.Fit(_ml, options => options.Generation.Output = GanOutput.BytePixels));

        var first = engine.Predict(new LabelRow { Label = 2 }).Generated;
        var second = engine.Predict(new LabelRow { Label = 2 }).Generated;

        CollectionAssert.AreNotEqual(first, second);
    }

    [TestMethod]
    public void CreateEnumerable_of_the_output_gives_its_values()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.Generation.Output = GanOutput.BytePixels);
        var made = transformer.Transform(LabelRow.LoadMany(_ml, 6));

        var objects = _ml.Data.CreateEnumerable<GeneratedBytes>(made, reuseRowObject: false).Select(row => row.Generated).ToArray();

        Values.AssertSame(Values.Vectors<byte>(made), objects);
    }

    private static TransformerChain<GanTransformer> Fit(MLContext ml, IDataView data) =>
        ml.Transforms.Conversion.MapValueToKey("ClassKey", nameof(Square.Class))
            .Append(ml.Transforms.AugmentImages("Image", images => images.HorizontalFlip()), TransformerScope.Training)
            .Append(TinyGan.Estimator(ml, options => options.LabelColumnName = "ClassKey"))
            .Fit(data);

    private TransformerChain<GanTransformer> FitPipeline() => Fit(_ml, Squares.Load(_ml));

    private void Save(TransformerChain<GanTransformer> model, IDataView rows, string path) =>
        _ml.Model.Save(model.GetModelFor(TransformerScope.Scoring), rows.Schema, path);
}
