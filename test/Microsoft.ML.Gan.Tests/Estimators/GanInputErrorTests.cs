using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>Exceptions for invalid data in training and generation, which name the column.</summary>
[TestClass]
public class GanInputErrorTests
{
    private const string ImagesAreGone = "ML.NET's ShuffleRows, Cache and AppendCacheCheckpoint silently drop image columns";

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Fit_missing_image_column_names_it() =>
        AssertSchemaError("Could not find image column 'Photo'", Squares.Load(_ml), options => options.ImageColumnName = "Photo");

    /// <summary>ML.NET silently drops image columns here.</summary>
    [TestMethod]
    public void Fit_images_that_shuffle_rows_dropped_names_the_cause() =>
        AssertSchemaError(ImagesAreGone, _ml.Data.ShuffleRows(Squares.Load(_ml), seed: 1), _ => { });

    [TestMethod]
    public void Fit_images_that_cache_dropped_names_the_cause() => AssertSchemaError(ImagesAreGone, _ml.Data.Cache(Squares.Load(_ml)), _ => { });

    [TestMethod]
    public void Fit_images_that_a_cache_checkpoint_dropped_names_the_cause()
    {
        var pipeline = _ml.Transforms.CopyColumns("Kind", nameof(Square.Label)).AppendCacheCheckpoint(_ml).Append(TinyGan.Estimator(_ml));

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => pipeline.Fit(Squares.Load(_ml)));

        Assert.Contains(ImagesAreGone, error.Message);
    }

    [TestMethod]
    public void Any_reader_of_images_images_that_shuffle_rows_dropped_names_the_cause()
    {
        using var gan = TinyGan.Fit(_ml);
        var data = _ml.Data.ShuffleRows(Squares.Load(_ml), seed: 1);
        var (augment, classify) = (_ml.Transforms.AugmentImages("Image", images => images.HorizontalFlip()), TinyCnn.Trainer(_ml));
        Action[] all =
        [
            () => augment.Fit(data),
            () => augment.GetOutputSchema(MlNet.ShapeOf(data.Schema)),
            () => classify.Fit(data),
            () => classify.GetOutputSchema(MlNet.ShapeOf(data.Schema)),
            () => _ml.Data.AugmentWithGan(data, gan, new AugmentWithGanOptions()),
            () => _ml.Gan().Evaluate(data, Squares.Load(_ml)),
        ];

        foreach (var action in all)
            Assert.Contains(ImagesAreGone, Assert.ThrowsExactly<ArgumentOutOfRangeException>(action).Message);
    }

    [TestMethod]
    public void Fit_missing_image_column_among_others_does_not_blame_ml_net()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            TinyGan.Estimator(_ml, options => options.ImageColumnName = "Photo").Fit(Squares.Load(_ml)));

        Assert.DoesNotContain("ShuffleRows", error.Message);
    }

    [TestMethod]
    public void Fit_missing_label_column_names_it() =>
        AssertSchemaError("Could not find label column 'Kind'", Squares.Load(_ml), options => options.LabelColumnName = "Kind");

    [TestMethod]
    public void Fit_text_as_images_names_the_column_and_both_types() =>
        AssertSchemaError("image column 'Class': expected an image", Squares.Load(_ml), options => options.ImageColumnName = nameof(Square.Class));

    [TestMethod]
    public void Fit_text_as_label_names_the_column_and_both_types() =>
        AssertSchemaError("label column 'Class': expected a key", Squares.Load(_ml), options => options.LabelColumnName = nameof(Square.Class));

    [TestMethod]
    public void Fit_image_as_label_names_the_column() =>
        AssertSchemaError("label column 'Image'", Squares.Load(_ml), options => options.LabelColumnName = nameof(Square.Image));

    [TestMethod]
    public void GetOutputSchema_noise_column_of_another_type_names_it()
    {
        var estimator = TinyGan.Estimator(_ml, options => options.LatentColumnName = nameof(Square.Class));

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(MlNet.ShapeOf(Squares.Load(_ml).Schema)));

        Assert.Contains("noise column 'Class'", error.Message);
    }

    [TestMethod]
    public void Fit_vector_whose_shape_nobody_knows_says_how_to_tell_it()
    {
        var schema = SchemaDefinition.Create(typeof(Square));
        schema[nameof(Square.Floats)]!.ColumnType = new VectorDataViewType(NumberDataViewType.Single);
        var data = _ml.Data.LoadFromEnumerable(Squares.Rows(8), schema);

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            TinyGan.Estimator(_ml, options => options.ImageColumnName = nameof(Square.Floats)).Fit(data));

        Assert.Contains("image column 'Floats'", error.Message);
        Assert.Contains("its shape as an option", error.Message);
    }

    [TestMethod]
    public void Fit_shape_that_is_not_the_vectors_names_the_column() => AssertFitError<ArgumentOutOfRangeException>(
        "image column 'Floats'",
        Squares.Load(_ml),
        options => (options.ImageColumnName, options.Input.ImageShape) = (nameof(Square.Floats), new ImageShape(1, 20, 20)));

    [TestMethod]
    public void Fit_empty_data_names_the_column() =>
        AssertFitError<InvalidOperationException>("Image column 'Image': the data have no rows", Squares.Load(_ml, 0));

    [TestMethod]
    public void Fit_no_image_in_a_row_names_column_and_row()
    {
        var rows = Squares.Rows(8);
        rows[5].Image = null;

        AssertFitError<InvalidOperationException>("Image column 'Image', row 5: there is no image", _ml.Data.LoadFromEnumerable(rows));
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    [DataRow(float.NegativeInfinity)]
    public void Fit_pixel_that_is_no_number_names_column_row_and_index(float value)
    {
        var rows = Squares.Rows(8);
        rows[3].Floats[17] = value;

        AssertFitError<InvalidOperationException>(
            $"Image column 'Floats', row 3: value {value} at index 17 is not a finite number",
            _ml.Data.LoadFromEnumerable(rows),
            options => options.ImageColumnName = nameof(Square.Floats));
    }

    [TestMethod]
    public void Fit_pixels_in_another_scale_than_the_layout_says_says_so() => AssertFitError<InvalidOperationException>(
        "Image column 'Floats', row 0: value",
        Squares.Load(_ml),
        options => (options.ImageColumnName, options.Input.PixelLayout) = (nameof(Square.Floats), new PixelLayout { ScaleImage = 1 / 255f }));

    [TestMethod]
    public void Fit_images_of_mixed_size_names_column_row_and_both_sizes()
    {
        var rows = Squares.Rows(8);
        rows[6].Image = Squares.PlainImage(16, 20);

        AssertFitError<InvalidOperationException>(
            "Image column 'Image', row 6: the image is 16×20 pixels, where 16×16 was expected", Squares.LoadUnsized(_ml, rows));
    }

    [TestMethod]
    public void Fit_row_without_class_names_column_and_row()
    {
        var rows = Squares.Rows(8);
        rows[2].Label = Squares.Classes; // beyond the last key, which makes it a missing one

        AssertFitError<InvalidOperationException>("Label column 'Label', row 2: the class is missing", _ml.Data.LoadFromEnumerable(rows));
    }

    [TestMethod]
    public void Fit_condition_that_is_no_number_names_column_and_row()
    {
        var rows = Squares.Rows(8);
        rows[4].Place[1] = float.NaN;

        AssertFitError<InvalidOperationException>(
            "Label column 'Place', row 4", _ml.Data.LoadFromEnumerable(rows), options => options.LabelColumnName = nameof(Square.Place));
    }

    [TestMethod]
    public void Fit_size_that_the_architecture_cannot_make_says_which_it_can()
    {
        var rows = Squares.Rows(8);
        foreach (var row in rows)
            row.Image = Squares.PlainImage(17, 17);

        AssertFitError<ArgumentOutOfRangeException>(
            "1×17×17 cannot be made by DCGAN",
            Squares.LoadUnsized(_ml, rows),
            options => options.Architecture = GanArchitecture.Dcgan());
    }

    [TestMethod]
    public void Fit_size_in_the_type_that_the_architecture_cannot_make_throws_before_reading()
    {
        var schema = SchemaDefinition.Create(typeof(Square));
        schema[nameof(Square.Image)]!.ColumnType = new ImageDataViewType(17, 17);
        var data = _ml.Data.LoadFromEnumerable(Unreadable(), schema);

        AssertFitError<ArgumentOutOfRangeException>(
            "17×17",
            data,
            options => (options.Architecture, options.Input.Channels) = (GanArchitecture.Dcgan(), 3));

        static IEnumerable<Square> Unreadable()
        {
            Assert.Fail("The data were read.");
            yield break;
        }
    }

    [TestMethod]
    public void Fit_fewer_rows_than_a_batch_works_and_warns()
    {
        var log = new LogRecorder(_ml);

        using var transformer = TinyGan.Estimator(_ml).Fit(Squares.Load(_ml, 5));

        Assert.HasCount(3, Values.Images(transformer.Transform(LabelRow.LoadMany(_ml, 3))));
        Assert.ContainsSingle(message => message.Contains("'Image' has 5 rows, fewer than a batch of 16", StringComparison.Ordinal), log.Of(ChannelMessageKind.Warning));
    }

    [TestMethod]
    public void Fit_one_row_works()
    {
        using var transformer = TinyGan.Estimator(_ml, options => options.LabelColumnName = null).Fit(Squares.Load(_ml, 1));

        Assert.HasCount(1, Values.Images(transformer.Transform(AnyRow.Load(_ml, 1))));
    }

    [TestMethod]
    public void Fit_read_error_in_a_later_epoch_reaches_the_caller()
    {
        var reads = 0;
        // With so little memory, the rows are read again in each epoch.
        AssertFitError<InvalidOperationException>(
            "The disk is gone.",
            Squares.LoadUnsized(_ml, Failing()),
            options => (options.Input.CacheBytes, options.Training.Kimg, options.Training.BatchSize) = (1, 0.4, 100));

        IEnumerable<Square> Failing()
        {
            if (++reads > 2)
                throw new InvalidOperationException("The disk is gone.");
            foreach (var row in Squares.Rows(100))
                yield return row;
        }
    }

    [TestMethod]
    [DataRow("Index")]
    [DataRow("Label")]
    public void Transform_noise_of_the_wrong_type_names_the_column_and_the_size(string column)
    {
        using var transformer = FitOnImagesAlone(noise: column);

        AssertSchemaError($"noise column '{column}': expected a vector of 8 Single", transformer, LabelRow.Load(_ml, 1));
    }

    [TestMethod]
    public void Transform_noise_of_the_wrong_size_names_the_column_and_the_size()
    {
        using var transformer = FitOnImagesAlone(noise: nameof(Square.Place));

        AssertSchemaError("noise column 'Place': expected a vector of 8 Single", transformer, Squares.Load(_ml, 1));
    }

    [TestMethod]
    public void Transform_noise_that_is_no_number_names_column_and_row()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.LatentColumnName = "Noise");
        var bad = NoiseRow.Ramp(1);
        bad[5] = float.NaN;
        var made = transformer.Transform(NoiseRow.Load(_ml, new NoiseRow { Noise = NoiseRow.Ramp(0) }, new NoiseRow { Noise = bad }));

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Values.Images(made));

        Assert.Contains("Noise column 'Noise', row 1: value NaN at index 5", error.Message);
    }

    [TestMethod]
    public void Transform_key_of_another_number_of_classes_names_the_column_and_both()
    {
        using var transformer = TinyGan.Fit(_ml);
        var schema = SchemaDefinition.Create(typeof(LabelRow));
        schema["Label"]!.ColumnType = new KeyDataViewType(typeof(uint), 7);

        AssertSchemaError(
            "label column 'Label': expected a key of the 4 classes",
            transformer,
            _ml.Data.LoadFromEnumerable(new[] { new LabelRow() }, schema));
    }

    [TestMethod]
    public void Transform_numbers_instead_of_a_key_names_the_column()
    {
        using var transformer = TinyGan.Fit(_ml);
        var data = _ml.Data.LoadFromEnumerable(Squares.Rows(1));
        data = _ml.Transforms.SelectColumns(nameof(Square.Place)).Fit(data).Transform(data);

        AssertSchemaError(
            "label column 'Label'", transformer, _ml.Transforms.CopyColumns("Label", nameof(Square.Place)).Fit(data).Transform(data));
    }

    [TestMethod]
    public void Transform_numeric_condition_missing_names_the_column()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.LabelColumnName = nameof(Square.Place));

        AssertSchemaError("Could not find label column 'Place'", transformer, AnyRow.Load(_ml, 1));
    }

    [TestMethod]
    public void Transform_row_without_class_names_column_and_row()
    {
        using var transformer = TinyGan.Fit(_ml);
        var made = transformer.Transform(LabelRow.Load(_ml, 0, 1, Squares.Classes, 2));

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Values.Images(made));

        Assert.Contains("Label column 'Label', row 2: the class is missing", error.Message);
    }

    [TestMethod]
    public void Null_is_refused()
    {
        using var transformer = TinyGan.Fit(_ml);

        Assert.ThrowsExactly<ArgumentNullException>(() => TinyGan.Estimator(_ml).Fit(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => TinyGan.Estimator(_ml).GetOutputSchema(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => transformer.Transform(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => transformer.GetOutputSchema(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => transformer.GetRowToRowMapper(null!));
    }

    [TestMethod]
    public void Fit_noise_of_the_wrong_size_names_the_column_and_the_size() => AssertFitError<ArgumentOutOfRangeException>(
        "noise column 'Place': expected a vector of 8 Single",
        Squares.Load(_ml),
        options => options.LatentColumnName = nameof(Square.Place));

    private GanTransformer FitOnImagesAlone(string noise)
    {
        var data = Squares.Load(_ml);
        data = _ml.Transforms.SelectColumns(nameof(Square.Image)).Fit(data).Transform(data);
        return TinyGan.Estimator(_ml, options => (options.LabelColumnName, options.LatentColumnName) = (null, noise)).Fit(data);
    }

    /// <summary>ML.NET's contract: what the schema shows is said by GetOutputSchema and by Fit.</summary>
    private void AssertSchemaError(string message, IDataView data, Action<GanEstimator.Options> change)
    {
        var estimator = TinyGan.Estimator(_ml, change);

        var promised = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(MlNet.ShapeOf(data.Schema)));
        var fitted = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(data));

        Assert.Contains(message, promised.Message);
        Assert.Contains(message, fitted.Message);
    }

    private static void AssertSchemaError(string message, GanTransformer transformer, IDataView data)
    {
        Action[] all =
        [
            () => transformer.Transform(data),
            () => transformer.GetOutputSchema(data.Schema),
            () => transformer.GetRowToRowMapper(data.Schema),
        ];
        foreach (var action in all)
            Assert.Contains(message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(action).Message);
    }

    private void AssertFitError<TException>(string message, IDataView data, Action<GanEstimator.Options>? change = null)
        where TException : Exception
    {
        var error = Assert.ThrowsExactly<TException>(() => TinyGan.Estimator(_ml, change).Fit(data));

        Assert.Contains(message, error.Message);
    }
}
