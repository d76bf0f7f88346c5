using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Pipelines;

/// <summary>Stages that only the training needs: what they do there, and that nobody needs them afterwards.</summary>
[TestClass]
public class TrainingScopeTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void GetModelFor_scoring_works_without_images()
    {
        using var model = FitAugmented(images => images.HorizontalFlip().RandomCrop(padding: 2));

        var made = model.GetModelFor(TransformerScope.Scoring).Transform(LabelRow.LoadMany(_ml, 4));

        Assert.HasCount(4, Values.Images(made));
    }

    [TestMethod]
    public void GetModelFor_scoring_is_a_row_to_row_mapper()
    {
        using var model = FitAugmented(images => images.HorizontalFlip());

        Assert.IsTrue(((ITransformer)model.GetModelFor(TransformerScope.Scoring)).IsRowToRowMapper);
    }

    [TestMethod]
    public void Fit_augmented_draws_each_epoch_anew()
    {
        var augmentation = new WatchingAugmentation();
        // 32 rows, 64 steps of 16: 32 epochs.
        using var model = FitAugmented(images => images.Then(augmentation), options => options.Training.Kimg = TinyGan.KimgOf(64));

        var draws = augmentation.Draws;
        Assert.IsGreaterThanOrEqualTo(64 * TinyGan.BatchSize, draws.Count);
        Assert.HasCount(draws.Count, draws.Distinct());
    }

    [TestMethod]
    public void Fit_augmented_reads_the_images_once()
    {
        var reads = 0;
        var augmentation = new WatchingAugmentation();
        var data = Squares.LoadUnsized(_ml, Rows());

        using var model = _ml.Transforms.AugmentImages("Image", images => images.Then(augmentation))
            .Append(TinyGan.Estimator(_ml, options => options.Training.Kimg = TinyGan.KimgOf(20)))
            .Fit(data);

        Assert.AreEqual(1, reads);

        IEnumerable<Square> Rows()
        {
            reads++;
            foreach (var row in Squares.Rows(32))
                yield return row;
        }
    }

    [TestMethod]
    public void Fit_augmented_with_the_same_seeds_gives_the_same_model()
    {
        using var first = FitAugmented(images => images.Shift(0.2).Brightness(0.3));
        using var second = FitAugmented(images => images.Shift(0.2).Brightness(0.3));
        var rows = LabelRow.LoadMany(_ml, 6);

        Values.AssertSame(Values.Images(first.LastTransformer.Transform(rows)), Values.Images(second.LastTransformer.Transform(rows)));
    }

    [TestMethod]
    public void Fit_augmented_learns_something_else()
    {
        using var plain = TinyGan.Fit(_ml);
        using var augmented = FitAugmented(images => images.VerticalFlip(probability: 1));
        var rows = LabelRow.LoadMany(_ml, 2);

        CollectionAssert.AreNotEqual(Values.Images(plain.Transform(rows))[0], Values.Images(augmented.LastTransformer.Transform(rows))[0]);
    }

    [TestMethod]
    [DataRow(nameof(Square.Floats))]
    [DataRow(nameof(Square.Bytes))]
    public void Fit_augmented_vectors_works(string column)
    {
        using var model = _ml.Transforms.AugmentImages(column, images => images.HorizontalFlip())
            .Append(TinyGan.Estimator(_ml, options => options.ImageColumnName = column))
            .Fit(Squares.Load(_ml));

        Assert.AreEqual(new ImageShape(3, Squares.Side, Squares.Side), model.LastTransformer.ImageShape);
    }

    [TestMethod]
    public void Fit_resized_images_learns_the_new_size()
    {
        using var model = _ml.Transforms.ResizeImages("Image", 20, 24)
            .Append(TinyGan.Estimator(_ml))
            .Fit(Squares.Load(_ml));

        Assert.AreEqual(new ImageShape(3, 24, 20), model.LastTransformer.ImageShape);
    }

    [TestMethod]
    public void Fit_extracted_pixels_learns_what_the_images_show()
    {
        var data = Squares.Load(_ml);
        var rows = LabelRow.LoadMany(_ml, 4);
        using var ofImages = TinyGan.Fit(_ml);
        using var ofPixels = _ml.Transforms.ExtractPixels(
                "Pixels",
                "Image",
                orderOfExtraction: ImagePixelExtractingEstimator.ColorsOrder.ABGR,
                interleavePixelColors: true,
                offsetImage: 127.5f,
                scaleImage: 1 / 127.5f)
            .Append(TinyGan.Estimator(_ml, options =>
            {
                options.ImageColumnName = "Pixels";
                options.Input.PixelLayout = new PixelLayout
                {
                    OrderOfExtraction = ImagePixelExtractingEstimator.ColorsOrder.ABGR,
                    InterleavePixelColors = true,
                    OffsetImage = 127.5f,
                    ScaleImage = 1 / 127.5f,
                };
            }))
            .Fit(data);

        Values.AssertSame(Values.Images(ofImages.Transform(rows)), Values.Images(ofPixels.LastTransformer.Transform(rows)));
    }

    [TestMethod]
    public void Convert_to_image_of_generated_pixels_gives_the_generated_images()
    {
        var rows = LabelRow.LoadMany(_ml, 3);
        using var images = TinyGan.Fit(_ml);
        using var pixels = TinyGan.Fit(_ml, options => options.Generation.Output = GanOutput.FloatPixels);
        var converter = _ml.Transforms.ConvertToImage(Squares.Side, Squares.Side, "Converted", "Generated").Fit(pixels.Transform(rows));

        var converted = Values.Images(converter.Transform(pixels.Transform(rows)), "Converted");

        Values.AssertSame([.. Values.Images(images.Transform(rows)).Select(WithoutAlpha)], [.. converted.Select(WithoutAlpha)]);
    }

    [TestMethod]
    public void Append_stages_after_the_gan_work_on_its_images()
    {
        using var model = TinyGan.Estimator(_ml)
            .Append(_ml.Transforms.ResizeImages("Small", 8, 4, "Generated"))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Small"))
            .Fit(Squares.Load(_ml));

        var made = ((ITransformer)model).Transform(LabelRow.LoadMany(_ml, 3));

        foreach (var pixels in Values.Vectors<float>(made, "Pixels"))
            Assert.HasCount(3 * 8 * 4, pixels);
    }

    [TestMethod]
    public void Append_two_gans_give_two_columns()
    {
        using var model = TinyGan.Estimator(_ml)
            .Append(TinyGan.Estimator(_ml, options => (options.OutputColumnName, options.Seed) = ("Other", 2)))
            .Fit(Squares.Load(_ml));

        var made = model.GetModelFor(TransformerScope.Scoring).Transform(LabelRow.LoadMany(_ml, 2));

        CollectionAssert.AreNotEqual(Values.Images(made)[0], Values.Images(made, "Other")[0]);
    }

    [TestMethod]
    public void Fit_on_generated_images_learns_from_them()
    {
        using var first = TinyGan.Fit(_ml);
        var made = first.Transform(LabelRow.LoadMany(_ml, 20));

        using var second = TinyGan.Estimator(_ml, options => options.ImageColumnName = "Generated").Fit(made);

        Assert.AreEqual(first.ImageShape, second.ImageShape);
    }

    [TestMethod]
    public void AppendCacheCheckpoint_before_the_gan_changes_nothing()
    {
        // ML.NET's cache drops image columns, so this can only be tested on vectors.
        using var plain = TinyGan.Fit(_ml, options => options.ImageColumnName = nameof(Square.Bytes));
        using var cached = _ml.Transforms.CopyColumns("Copy", nameof(Square.Bytes))
            .AppendCacheCheckpoint(_ml)
            .Append(TinyGan.Estimator(_ml, options => options.ImageColumnName = "Copy"))
            .Fit(Squares.Load(_ml));
        var rows = LabelRow.LoadMany(_ml, 4);

        Values.AssertSame(Values.Images(plain.Transform(rows)), Values.Images(cached.LastTransformer.Transform(rows)));
    }

    [TestMethod]
    public void Cache_of_generated_vectors_keeps_them()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.Generation.Output = GanOutput.BytePixels);
        var made = transformer.Transform(LabelRow.LoadMany(_ml, 6));

        var cached = _ml.Data.Cache(made);

        Values.AssertSame(Values.Vectors<byte>(made), Values.Vectors<byte>(cached));
        Values.AssertSame(Values.Vectors<byte>(made), Values.Vectors<byte>(cached));
    }

    private TransformerChain<GanTransformer> FitAugmented(
        Func<ImageAugmentation, ImageAugmentation> augment, Action<GanEstimator.Options>? change = null)
    {
        var options = new AugmentImagesEstimator.Options { Augmentation = augment(ImageAugmentation.None), Seed = 3 };
        return new EstimatorChain<ITransformer>()
            .Append(_ml.Transforms.AugmentImages(options), TransformerScope.Training)
            .Append(TinyGan.Estimator(_ml, change))
            .Fit(Squares.Load(_ml));
    }

    private static byte[] WithoutAlpha(byte[] bgra) => [.. bgra.Where((_, i) => i % 4 != 3)];
}
