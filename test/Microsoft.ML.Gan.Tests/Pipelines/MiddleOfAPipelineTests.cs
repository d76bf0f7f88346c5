using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Pipelines;

/// <summary>A GAN with stages before and behind it, as a view and as a prediction engine.</summary>
[TestClass]
public class MiddleOfAPipelineTests
{
    private const int Rows = 5;
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void ExtractPixels_behind_the_gan_gives_its_pixels()
    {
        using var model = Fit(_ml.Transforms.ExtractPixels("Pixels", "Generated"));

        var vectors = Values.Vectors<float>(Transform(model), "Pixels");

        foreach (var (image, vector) in Values.Images(Transform(model)).Zip(vectors))
        {
            Assert.HasCount(3 * Squares.Side * Squares.Side, vector);
            Assert.AreEqual(image[2], vector[0], "the first red value"); // images are stored blue, green, red, alpha
        }
    }

    [TestMethod]
    public void Convert_to_grayscale_behind_the_gan_gives_gray_images()
    {
        using var model = Fit(_ml.Transforms.ConvertToGrayscale("Gray", "Generated"));

        foreach (var pixels in Values.Images(Transform(model), "Gray"))
        {
            for (var i = 0; i < pixels.Length; i += 4)
                Assert.IsTrue(pixels[i] == pixels[i + 1] && pixels[i] == pixels[i + 2]);
        }
    }

    [TestMethod]
    public void ResizeImages_behind_the_gan_resizes_and_the_type_says_so()
    {
        using var model = Fit(_ml.Transforms.ResizeImages("Small", 6, 4, "Generated"));

        var made = Transform(model);

        Assert.AreEqual(new ImageDataViewType(4, 6), made.Schema["Small"].Type);
        Assert.IsTrue(Values.Images(made, "Small").TrueForAll(pixels => pixels.Length == 4 * 6 * 4));
    }

    [TestMethod]
    public void Custom_mapping_behind_the_gan_sees_its_pixels()
    {
        using var model = Fit(
            _ml.Transforms.CustomMapping<Pixels, Mean>((pixels, mean) => mean.Value = (float)pixels.Generated.Average(value => value), null),
            options => options.Generation.Output = GanOutput.BytePixels);
        var made = Transform(model);

        var means = made.GetColumn<float>(nameof(Mean.Value)).ToArray();

        var expected = Values.Vectors<byte>(made).Select(pixels => (float)pixels.Average(value => value)).ToArray();
        CollectionAssert.AreEqual(expected, means);
    }

    [TestMethod]
    public void Prediction_engine_of_the_whole_pipeline_gives_the_values_of_transform()
    {
        using var model = Fit(_ml.Transforms.ExtractPixels("Pixels", "Generated"));
        var expected = Values.Vectors<float>(Transform(model), "Pixels");
        using var engine = _ml.Model.CreatePredictionEngine<NamedRow, Extracted>(
            model, new PredictionEngineOptions { OwnsTransformer = false });

        foreach (var (name, values) in Names().Zip(expected))
        {
            var found = engine.Predict(new NamedRow { Class = name }).Pixels;
            Assert.HasCount(values.Length, found);
            // Float arithmetic rounds differently in batches of another size.
            Assert.IsTrue(values.Zip(found).All(pair => Math.Abs(pair.First - pair.Second) <= 1));
        }
    }

    [TestMethod]
    public void Transform_only_a_stage_before_the_gan_asked_for_generates_nothing()
    {
        var watched = new WatchedArchitecture(new EchoArchitecture());
        using var model = Fit(_ml.Transforms.ExtractPixels("Pixels", "Generated"), options => options.Architecture = watched);
        watched.Batches.Clear();

        var keys = Transform(model).GetColumn<uint>("ClassKey").ToArray();

        Assert.HasCount(Rows, keys);
        Assert.IsEmpty(watched.Batches);
    }

    [TestMethod]
    public void Preview_of_the_whole_pipeline_generates_one_batch()
    {
        var watched = new WatchedArchitecture(new EchoArchitecture());
        using var model = Fit(
            _ml.Transforms.ExtractPixels("Pixels", "Generated"),
            options => (options.Architecture, options.Generation.BatchSize) = (watched, 2));
        watched.Batches.Clear();

        var preview = ((ITransformer)model).Preview(NamedRow.Load(_ml, Names()), maxRows: 2);

        CollectionAssert.AreEqual(new[] { "Class", "ClassKey", "Generated", "Pixels" }, preview.Schema.Select(column => column.Name).ToArray());
        Assert.HasCount(2, preview.RowView);
        CollectionAssert.AreEqual(new long[] { 2 }, watched.Batches);
    }

    [TestMethod]
    public void AppendCacheCheckpoint_behind_the_gan_generates_once_for_every_stage()
    {
        var watched = new WatchedArchitecture(new EchoArchitecture());
        var generated = 0;
        using var model = TinyGan.Estimator(_ml, options => (options.Generation.Output, options.Architecture) = (GanOutput.FloatPixels, watched))
            .AppendCacheCheckpoint(_ml)
            .Append(new Count(() => generated = watched.Batches.Count))
            .Fit(Squares.Load(_ml));

        Assert.HasCount(generated + 1, watched.Batches); // 32 rows in one batch, although they were read twice
    }

    [TestMethod]
    public void Cache_of_the_input_changes_nothing()
    {
        using var model = Fit(_ml.Transforms.ExtractPixels("Pixels", "Generated"));
        var rows = NamedRow.Load(_ml, Names());

        var cached = ((ITransformer)model).Transform(_ml.Data.Cache(rows));

        Values.AssertSame(Values.Images(Transform(model)), Values.Images(cached));
    }

    [TestMethod]
    public void Transform_more_columns_than_it_was_fitted_on_passes_them_on()
    {
        using var transformer = TinyGan.Fit(_ml);
        var rows = LabelRow.LoadMany(_ml, Rows);
        var more = _ml.Transforms.CopyColumns("More", "Index").Append(_ml.Transforms.CopyColumns("Image", "Index")).Fit(rows).Transform(rows);

        var made = transformer.Transform(more);

        CollectionAssert.AreEqual(new float[] { 0, 1, 2, 3, 4 }, made.GetColumn<float>("More").ToArray());
        Values.AssertSame(Values.Images(transformer.Transform(rows)), Values.Images(made));
    }

    private static string[] Names() => [.. Enumerable.Range(0, Rows).Select(row => Squares.ClassNames[row % Squares.Classes])];

    private TransformerChain<ITransformer> Fit(IEstimator<ITransformer> behind, Action<GanEstimator.Options>? change = null) =>
        _ml.Transforms.Conversion.MapValueToKey("ClassKey", nameof(Square.Class))
            .Append(TinyGan.Estimator(_ml, options =>
            {
                options.LabelColumnName = "ClassKey";
                change?.Invoke(options);
            }))
            .Append(behind)
            .Fit(Squares.Load(_ml));

    private IDataView Transform(ITransformer model) => model.Transform(NamedRow.Load(_ml, Names()));

    private sealed class Pixels
    {
        [VectorType(3, Squares.Side, Squares.Side)]
        public byte[] Generated { get; set; } = [];
    }

    private sealed class Mean
    {
        public float Value { get; set; }
    }

    private sealed class Extracted
    {
        public float[] Pixels { get; set; } = [];
    }

    /// <summary>Reads all generated pixels twice while it is fitted.</summary>
    private sealed class Count(Action before) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            before();
            Values.Vectors<float>(input);
            Values.Vectors<float>(input);
            return new TransformerChain<ITransformer>();
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }
}
