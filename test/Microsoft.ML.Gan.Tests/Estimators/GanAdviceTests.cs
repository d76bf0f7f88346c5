using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>Warnings about suspicious data and options, and messages about unknown classes and columns.</summary>
[TestClass]
public class GanAdviceTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void One_class_is_warned_about()
    {
        var rows = Enumerable.Range(0, 32).Select(index => Squares.Row(2, index)).ToArray();

        AssertWarns("Label column 'Key': all rows are of one class, 'blue'", Keyed(rows, Squares.ClassNames), options => options.LabelColumnName = "Key");
    }

    [TestMethod]
    public void Classes_without_rows_are_named()
    {
        var rows = Squares.Rows(32).Where(square => square.Label is 0 or 3).ToArray();

        AssertWarns("2 of 4 classes have no rows, and are not learned ('green', 'blue')", Keyed(rows, Squares.ClassNames), options => options.LabelColumnName = "Key");
    }

    [TestMethod]
    public void Classes_that_differ_by_case_or_blanks_are_named()
    {
        var rows = Squares.Rows(32);
        (rows[4].Class, rows[9].Class) = ("red ", "Green");

        AssertWarns("'red' and 'red '; 'green' and 'Green' differ by case or blanks alone", Keyed(rows), options => options.LabelColumnName = "Key");
    }

    [TestMethod]
    public void Identities_as_classes_are_warned_about()
    {
        var rows = Squares.Rows(32);
        foreach (var (row, index) in rows.Select((row, index) => (row, index)))
            row.Class = $"photo {index}";

        AssertWarns("32 rows are of 32 classes, hardly more than one row a class", Keyed(rows), options => options.LabelColumnName = "Key");
    }

    [TestMethod]
    public void Whole_numbers_as_an_amount_are_warned_about()
    {
        var rows = Squares.Rows(32).Select(square => new FloatLabel { Bytes = square.Bytes, Digit = square.Label }).ToArray();

        AssertWarns(
            "Label column 'Digit' is of Single and holds whole numbers, 0 to 3",
            _ml.Data.LoadFromEnumerable(rows),
            options => (options.ImageColumnName, options.LabelColumnName) = ("Bytes", "Digit"));
    }

    [TestMethod]
    public void Few_images_are_warned_about_by_a_stated_rule()
    {
        const string Rule = "below 40 images for each pixel of a side (640)";
        AssertWarns(Rule, Squares.Load(_ml, 32), _ => { });
        AssertWarns("below 100 images", Squares.Load(_ml, 32), options => options.Augmentation = DiscriminatorAugmentation.DiffAugment());
        Assert.IsEmpty(Warnings(Squares.Load(_ml, 640), options => options.Training.Kimg = 0.016).Where(message => message.Contains("rows", StringComparison.Ordinal)));
        Assert.IsEmpty(Warnings(Squares.Load(_ml, 100), options => options.Augmentation = DiscriminatorAugmentation.DiffAugment()).Where(message => message.Contains("rows", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Training_that_ends_too_early_is_warned_about_by_a_stated_rule()
    {
        AssertWarns("Training ends after 0.064 kimg. Before 10 kimg little can be seen of 'mlp'", Squares.Load(_ml), _ => { });
        AssertWarns(
            "Before 15 kimg little can be seen of 'dcgan'", // a twentieth of Quick28's 300
            Squares.Load(_ml),
            options => (options.Architecture, options.Training.Kimg, options.LabelColumnName) = (GanArchitecture.Dcgan(4, 4), 0.032, null));
    }

    [TestMethod]
    public void Good_data_are_not_warned_about()
    {
        var facts = Warnings(Keyed(Squares.Rows(640), Squares.ClassNames), options => options.LabelColumnName = "Key");

        Assert.HasCount(1, facts); // that four steps are few
        Assert.Contains("Training ends after", facts[0]);
    }

    [TestMethod]
    public void ImageCnn_rows_of_one_class_is_an_error()
    {
        var rows = Enumerable.Range(0, 32).Select(index => Squares.Row(2, index)).ToArray();

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => TinyCnn.Trainer(_ml).Fit(_ml.Data.LoadFromEnumerable(rows)));

        Assert.Contains("Label column 'Label': all 32 rows are of one class", error.Message);
    }

    [TestMethod]
    public void Unknown_class_is_named_with_the_closest_known()
    {
        var data = Squares.Load(_ml);
        using var model = _ml.Transforms.Conversion.MapValueToKey("Class")
            .Append(TinyGan.Estimator(_ml, options => options.LabelColumnName = "Class"))
            .Fit(data);
        using var engine = _ml.Model.CreatePredictionEngine<NamedRow, GeneratedImage>(model, new PredictionEngineOptions { OwnsTransformer = false });
        var view = ((ITransformer)model).Transform(NamedRow.Load(_ml, "red", "yelow"));

        Assert.Contains(
            "Label column 'Class', row 1: the class 'yelow' is not known; the classes are, closest match first: yellow, ",
            Assert.ThrowsExactly<InvalidOperationException>(() => Values.Images(view)).Message);
        Assert.Contains("the class 'zebra' is not known", Assert.ThrowsExactly<InvalidOperationException>(() => engine.Predict(new NamedRow { Class = "zebra" })).Message);
        Assert.Contains(
            "the value is empty, and the classes are red, green, blue, yellow", Assert.ThrowsExactly<InvalidOperationException>(() => engine.Predict(new NamedRow())).Message);
        Assert.IsNotNull(engine.Predict(new NamedRow { Class = "red" }).Generated);
    }

    [TestMethod]
    public void Unknown_class_while_fitting_is_named()
    {
        var keys = _ml.Transforms.Conversion.MapValueToKey("Class").Fit(_ml.Data.LoadFromEnumerable(Squares.Rows(2)));
        var data = keys.Transform(Squares.Load(_ml));

        Assert.Contains(
            "Label column 'Class', row 2: the class 'blue' is not known",
            Assert.ThrowsExactly<InvalidOperationException>(() => TinyGan.Estimator(_ml, options => options.LabelColumnName = "Class").Fit(data)).Message);
        Assert.Contains(
            "the class 'blue' is not known",
            Assert.ThrowsExactly<InvalidOperationException>(() => TinyCnn.Trainer(_ml, options => options.LabelColumnName = "Class").Fit(data)).Message);
    }

    [TestMethod]
    public void Unknown_class_of_another_column_names_the_classes_that_there_are()
    {
        using var model = _ml.Transforms.Conversion.MapValueToKey("Key", "Class")
            .Append(TinyGan.Estimator(_ml, options => options.LabelColumnName = "Key"))
            .Fit(Squares.Load(_ml));

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Values.Images(((ITransformer)model).Transform(NamedRow.Load(_ml, "zebra"))));

        Assert.Contains("the class is missing (key 0): the row has no value, or one that is none of the classes red, green, blue, yellow", error.Message);
    }

    [TestMethod]
    public void Misspelt_column_the_columns_are_listed_closest_first()
    {
        var data = Squares.Load(_ml);
        var message = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TinyGan.Estimator(_ml, options => options.LabelColumnName = "lable ").Fit(data)).Message;

        Assert.Contains("Could not find label column 'lable '; the columns are, closest match first: 'Label', ", message);
        foreach (var column in data.Schema)
            Assert.Contains($"'{column.Name}'", message);
        Assert.Contains("'Image'", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TinyGan.Estimator(_ml, options => options.ImageColumnName = "Imgae").GetOutputSchema(MlNet.ShapeOf(data.Schema))).Message);
    }

    [TestMethod]
    public void Label_column_that_differs_by_case_is_not_passed_over()
    {
        using var gan = TinyGan.Fit(_ml);
        var rows = _ml.Transforms.CopyColumns("label", "Label").Append(_ml.Transforms.DropColumns("Label")).Fit(LabelRow.LoadMany(_ml, 4)).Transform(LabelRow.LoadMany(_ml, 4));

        Assert.Contains("'label'", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => gan.Transform(rows)).Message);
    }

    [TestMethod]
    public void Label_column_that_is_not_there_is_told_in_the_log()
    {
        var log = new LogRecorder(_ml);
        using var gan = TinyGan.Fit(_ml);

        gan.Transform(AnyRow.Load(_ml, 2));

        Assert.ContainsSingle(message => message.Contains("no label column 'Label': the class of each row is drawn", StringComparison.Ordinal), log.Of(ChannelMessageKind.Info));
    }

    private IDataView Keyed(Square[] rows, IReadOnlyList<string>? order = null)
    {
        var data = _ml.Data.LoadFromEnumerable(rows);
        return _ml.Transforms.Conversion.MapValueToKey("Key", nameof(Square.Class)).Fit(order is null ? data : NamedRow.Load(_ml, [.. order])).Transform(data);
    }

    private void AssertWarns(string expected, IDataView data, Action<GanEstimator.Options> change) =>
        Assert.ContainsSingle(message => message.Contains(expected, StringComparison.Ordinal), Warnings(data, change));

    private string[] Warnings(IDataView data, Action<GanEstimator.Options> change)
    {
        var ml = new MLContext(seed: 1);
        var log = new LogRecorder(ml);
        TinyGan.Estimator(ml, change).Fit(data).Dispose();
        return [.. log.Of(ChannelMessageKind.Warning)];
    }

    private sealed class FloatLabel
    {
        [VectorType(3, Squares.Side, Squares.Side)]
        public byte[] Bytes { get; set; } = [];

        public float Digit { get; set; }
    }
}
