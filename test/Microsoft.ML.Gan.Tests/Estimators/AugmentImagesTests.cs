using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Estimators;

[TestClass]
public class AugmentImagesTests
{
    [TestMethod]
    public void Vectors_keep_their_type_and_other_columns_their_values()
    {
        var data = TestRows.Bytes(5);
        var augmented = Flip(data);
        Assert.AreEqual(data.Schema["Image"].Type, augmented.Schema["Image"].Type);
        CollectionAssert.AreEqual(data.GetColumn<uint>("Label").ToArray(), augmented.GetColumn<uint>("Label").ToArray());
    }

    [TestMethod]
    public void Images_are_changed_as_their_vectors_are()
    {
        var bytes = Enumerable.Range(0, 6).Select(i => Enumerable.Range(0, 12).Select(j => (byte)((20 * i) + j)).ToArray()).ToArray();
        var shape = new ImageShape(3, 2, 2);
        var images = bytes.Select(row => TestRows.Image(shape, row)).ToArray();
        static ImageAugmentation Change(ImageAugmentation a) => a.HorizontalFlip().RandomCrop(1, PaddingMode.Reflect).Contrast(0.5);

        var ml = new MLContext(1);
        var layout = new PixelLayout { InterleavePixelColors = true, OffsetImage = 127.5f, ScaleImage = 2 };
        var imageRows = TestRows.Images(images);
        var fromImages = ml.Transforms.AugmentImages("Out", Change, "Image", seed: 4).Fit(imageRows).Transform(imageRows)
            .GetColumn<MLImage>("Out").Select(image =>
            {
                var pixels = new byte[12];
                MLImagePixels.Read(image, pixels, 3);
                return pixels.Select(value => (value - 127.5f) * 2).ToArray();
            }).ToArray();
        var vectors = ml.Data.LoadFromEnumerable(bytes.Select(row => new ColorRow { Image = [.. row.Select(value => (value - 127.5f) * 2)] }));
        var fromVectors = ml.Transforms.AugmentImages(new AugmentImagesEstimator.Options { Augmentation = Change(ImageAugmentation.None), PixelLayout = layout, Seed = 4 })
            .Fit(vectors).Transform(vectors).GetColumn<float[]>("Image").ToArray();

        for (var i = 0; i < 6; i++)
            CollectionAssert.AreEqual(fromImages[i], fromVectors[i]);
        foreach (var image in images)
            image.Dispose();
    }

    [TestMethod]
    public void What_a_row_looks_like_depends_on_its_id_alone()
    {
        var ml = new MLContext(1);
        var data = TestRows.Bytes(60);
        var model = ml.Transforms.AugmentImages(All(a => a.RandomCrop(1))).Fit(data);
        var expected = Images(model.Transform(data));
        var skipped = Images(model.Transform(ml.Data.SkipRows(data, 20)));
        CollectionAssert.AreEqual(expected[20..], skipped);

        var shuffled = model.Transform(ml.Data.ShuffleRows(data, seed: 3));
        var original = shuffled.GetColumn<byte[]>("Image").ToArray();
        var augmented = Images(shuffled);
        for (var i = 0; i < original.Length; i++)
            Assert.AreEqual(expected[original[i][0]], augmented[i]);
    }

    [TestMethod]
    public void A_row_mapper_gives_what_the_cursor_gives()
    {
        var data = TestRows.Bytes(10);
        var model = new MLContext(1).Transforms.AugmentImages(All(a => a.RandomCrop(1))).Fit(data);
        var expected = Images(model.Transform(data));

        var mapper = model.GetRowToRowMapper(data.Schema);
        Assert.AreSame(data.Schema, mapper.InputSchema);
        var output = mapper.OutputSchema["Augmented"];
        var dependencies = mapper.GetDependencies([output]).ToArray();
        CollectionAssert.AreEqual(new[] { "Image" }, dependencies.Select(column => column.Name).ToArray());
        using var cursor = data.GetRowCursor(dependencies);
        using var row = mapper.GetRow(cursor, [output]);
        var getter = row.GetGetter<VBuffer<byte>>(output);
        VBuffer<byte> value = default;
        for (var i = 0; cursor.MoveNext(); i++)
        {
            getter(ref value);
            Assert.AreEqual(expected[i], Convert.ToHexString(value.GetValues()));
        }
    }

    [TestMethod]
    public void The_promised_schema_is_the_delivered_one()
    {
        using var image = TestRows.Image(new ImageShape(1, 4, 4), new byte[16]);
        var ml = new MLContext(1);
        IDataView[] inputs =
        [
            TestRows.Bytes(1), TestRows.Floats([1, 2, 3, 4]), TestRows.Images(image),
            ml.Data.LoadFromEnumerable([new SizedRow { Image = image }]),
        ];
        foreach (var input in inputs)
        {
            foreach (var estimator in new[]
            {
                ml.Transforms.AugmentImages("Image", a => a.HorizontalFlip()),
                ml.Transforms.AugmentImages("Other", a => a.RandomCrop(height: 1, width: 2), "Image"),
            })
            {
                var promised = estimator.GetOutputSchema(MlNet.ShapeOf(input.Schema)).ToDictionary(column => column.Name);
                var delivered = MlNet.ShapeOf(estimator.Fit(input).GetOutputSchema(input.Schema)).ToDictionary(column => column.Name);
                CollectionAssert.AreEquivalent(promised.Keys, delivered.Keys);
                foreach (var (name, column) in promised)
                {
                    Assert.AreEqual(delivered[name].Kind, column.Kind);
                    Assert.AreEqual(delivered[name].ItemType, column.ItemType);
                    Assert.AreEqual(delivered[name].IsKey, column.IsKey);
                }
            }
        }
    }

    [TestMethod]
    public void Bad_columns_are_refused_early_by_name()
    {
        var ml = new MLContext(1);
        var data = TestRows.Bytes(1);
        foreach (var (estimator, expected) in new[]
        {
            (ml.Transforms.AugmentImages("Out", a => a, "Nowhere"), "Could not find image column 'Nowhere'"),
            (ml.Transforms.AugmentImages("Out", a => a, "Label"), "Schema mismatch for image column 'Label'"),
            (ml.Transforms.AugmentImages("Out", a => a.RandomCrop(9, 9), "Image"), "A window of 9×9 pixels cannot be cut"),
        })
        {
            var fit = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(data));
            StringAssert.Contains(fit.Message, expected);
        }

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ml.Transforms.AugmentImages("Out", a => a, "Label").GetOutputSchema(MlNet.ShapeOf(data.Schema)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ml.Transforms.AugmentImages("", a => a));
    }

    [TestMethod]
    public void A_column_nobody_asks_for_costs_nothing()
    {
        var data = TestRows.Floats([1, 2, 3, float.NaN]);
        var augmented = new MLContext(1).Transforms.AugmentImages("Augmented", a => a.HorizontalFlip(), "Image").Fit(data).Transform(data);
        Assert.HasCount(1, augmented.GetColumn<float[]>("Image").ToArray());
        Assert.ThrowsExactly<InvalidOperationException>(() => augmented.GetColumn<float[]>("Augmented").ToArray());
    }

    [TestMethod]
    public void Scope_training_augments_what_is_fitted_and_leaves_out_what_is_served()
    {
        var ml = new MLContext(1);
        var data = TestRows.Bytes(10);
        var pipeline = ml.Transforms.CopyColumns("Kept", "Image")
            .Append(ml.Transforms.AugmentImages("Image", a => a.RandomCrop(2, fill: 99), seed: 1), TransformerScope.Training);
        var model = pipeline.Fit(data);
        var served = model.GetModelFor(TransformerScope.Scoring).Transform(data);
        CollectionAssert.AreEqual(Images(data, "Image"), Images(served, "Image"));
        CollectionAssert.AreNotEqual(Images(data, "Image"), Images(model.Transform(data, TransformerScope.Training), "Image"));
    }

    [TestMethod]
    public void Cursors_on_many_threads_give_the_same_rows()
    {
        var view = Flip(TestRows.Bytes(200));
        var expected = Images(view, "Image");
        Parallel.For(0, 8, _ => CollectionAssert.AreEqual(expected, Images(view, "Image")));
    }

    [TestMethod]
    public void A_saved_pipeline_augments_as_before()
    {
        ImageAugmentation.Register("test-fill", json => json.Deserialize<FillAugmentation>()!);
        var data = TestRows.Bytes(30);
        var before = new MLContext(1).Transforms.AugmentImages(All(
            a => a.HorizontalFlip(0.3).VerticalFlip().RandomCrop(1, PaddingMode.Symmetric).Shift(0.5, fill: 3).Brightness(0.1).Contrast(0.7).Then(new FillAugmentation { Value = 17 }))).Fit(data);
        using var file = new MemoryStream();
        new MLContext(1).Model.Save(before, data.Schema, file);

        file.Position = 0;
        var after = new MLContext(2).Model.Load(file, out _);
        CollectionAssert.AreEqual(Images(before.Transform(data)), Images(after.Transform(data)));
        CollectionAssert.AreEqual(
            before.Augmentation.Operations.ToArray(),
            ((AugmentImagesTransformer)Last(after)).Augmentation.Operations.ToArray());
    }

    [TestMethod]
    public void An_unknown_augmentation_says_how_to_make_it_known()
    {
        var data = TestRows.Bytes(1);
        var model = new MLContext(1).Transforms.AugmentImages("Image", a => a.Then(new UnknownAugmentation())).Fit(data);
        using var file = new MemoryStream();
        new MLContext(1).Model.Save(model, data.Schema, file);
        file.Position = 0;
        var e = Assert.Throws<Exception>(() => new MLContext(1).Model.Load(file, out _));
        var all = string.Join(" ", Chain(e).Select(x => x.Message));
        StringAssert.Contains(all, "the augmentation 'test-unknown'");
        StringAssert.Contains(all, "ImageAugmentation.Register(\"test-unknown\", …)");
    }

    [TestMethod]
    public void Variants_are_rows_of_their_own_with_draws_of_their_own()
    {
        var data = TestRows.Bytes(10);
        var view = Variants(data, 4);
        var single = Variants(data, 1);
        var images = Images(view, "Augmented");
        Assert.HasCount(40, images);
        CollectionAssert.AreEqual(Images(single, "Augmented"), images.Where((_, row) => row % 4 == 0).ToArray());
        CollectionAssert.AreEqual(view.GetColumn<uint>("Label").ToArray(), data.GetColumn<uint>("Label").SelectMany(label => Enumerable.Repeat(label, 4)).ToArray());
        Assert.IsGreaterThan(12, images.Distinct().Count());
        var ids = Ids(view);
        CollectionAssert.AllItemsAreUnique(ids);
        CollectionAssert.AreEqual(Ids(data), ids.Where((_, row) => row % 4 == 0).ToArray());
    }

    [TestMethod]
    public void Variants_are_made_for_fitting_and_nothing_else()
    {
        var ml = new MLContext(1);
        var data = TestRows.Bytes(10);
        var options = new AugmentImagesEstimator.Options { Augmentation = ImageAugmentation.None.RandomCrop(1), Variants = 3, Seed = 1 };
        var model = ml.Transforms.CopyColumns("Kept", "Image").Append(ml.Transforms.AugmentImages(options), TransformerScope.Training).Fit(data);
        Assert.HasCount(30, Images(model.Transform(data, TransformerScope.Training), "Image"));
        var served = model.GetModelFor(TransformerScope.Scoring);
        Assert.IsTrue(((ITransformer)served).IsRowToRowMapper);
        CollectionAssert.AreEqual(Images(data, "Image"), Images(served.Transform(data), "Image"));
        options.AppliesTo = AugmentedRows.All;
        var augmenting = ml.Transforms.AugmentImages(options).Fit(data);
        Assert.IsFalse(augmenting.IsRowToRowMapper);
        Assert.Contains("AppliesTo", Assert.ThrowsExactly<InvalidOperationException>(() => augmenting.GetRowToRowMapper(data.Schema)).Message);
        options.Variants = 0;
        Assert.AreEqual("Variants", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ml.Transforms.AugmentImages(options)).ParamName);
    }

    [TestMethod]
    public void Variants_are_saved_and_a_trainer_sees_all_of_them_anew_in_each_epoch()
    {
        var ml = new MLContext(1);
        var data = ml.Data.LoadFromEnumerable(NoisySquare.Rows(16, 1));
        var watching = new WatchingAugmentation();
        ImageAugmentation.Register(watching.Name, _ => watching);
        var before = ml.Transforms.AugmentImages(new AugmentImagesEstimator.Options { Augmentation = ImageAugmentation.None.Then(watching), Variants = 2, Seed = 1, AppliesTo = AugmentedRows.All }).Fit(data);
        using var file = new MemoryStream();
        ml.Model.Save(before, data.Schema, file);
        file.Position = 0;
        var view = ml.Model.Load(file, out _).Transform(data);
        Assert.AreEqual(32L, view.GetRowCount());
        using var model = TinyCnn.Trainer(ml, options => options.Training.MinSteps = 4).Fit(view);
        Assert.IsGreaterThanOrEqualTo(4 * 32, watching.Draws.Distinct().Count());
    }

    private static string[] Ids(IDataView data)
    {
        using var cursor = data.GetRowCursor([]);
        var getter = cursor.GetIdGetter();
        var ids = new List<string>();
        while (cursor.MoveNext())
        {
            DataViewRowId id = default;
            getter(ref id);
            ids.Add(id.ToString());
        }

        return [.. ids];
    }

    /// <summary>Augments whatever it is given.</summary>
    private static AugmentImagesEstimator.Options All(Func<ImageAugmentation, ImageAugmentation> augmentation) => new()
    {
        InputColumnName = "Image",
        OutputColumnName = "Augmented",
        Augmentation = augmentation(ImageAugmentation.None),
        AppliesTo = AugmentedRows.All,
        Seed = 7,
    };

    private static IDataView Variants(IDataView data, int variants) => new MLContext(1).Transforms.AugmentImages(new AugmentImagesEstimator.Options
    {
        InputColumnName = "Image",
        OutputColumnName = "Augmented",
        Augmentation = ImageAugmentation.None.HorizontalFlip().RandomCrop(1),
        Variants = variants,
        Seed = 7,
    }).Fit(data).Transform(data);

    private static IEnumerable<Exception> Chain(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
            yield return e;
    }

    private static ITransformer Last(ITransformer model) => model is IEnumerable<ITransformer> chain ? chain.Last() : model;

    private static IDataView Flip(IDataView data) =>
        new MLContext(1).Transforms.AugmentImages("Image", a => a.HorizontalFlip().RandomCrop(1), seed: 2).Fit(data).Transform(data);

    private static string[] Images(IDataView data, string column = "Augmented") => [.. data.GetColumn<byte[]>(column).Select(Convert.ToHexString)];

    private sealed class ColorRow
    {
        [VectorType(2, 2, 3)]
        public float[] Image { get; set; } = [];
    }

    private sealed class SizedRow
    {
        [ImageType(4, 4)]
        public MLImage? Image { get; set; }
    }

    private sealed record FillAugmentation : IImageAugmentation
    {
        public string Name => "test-fill";

        public byte Value { get; init; }

        public void Apply(WorkingImage image, AugmentationRandom random) => image.Pixels[0] = Value;
    }

    private sealed record UnknownAugmentation : IImageAugmentation
    {
        public string Name => "test-unknown";

        public void Apply(WorkingImage image, AugmentationRandom random)
        {
        }
    }
}
