using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Persistence;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>Several label columns.</summary>
[TestClass]
public class GanLabelColumnsTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void A_model_of_several_labels_is_saved_and_loaded()
    {
        using var transformer = Fit();
        using var loaded = _ml.Model.LoadGan(new MemoryStream(Parts.Saved(transformer)));
        var rows = Squares.Load(_ml, 8);

        Values.AssertSame(Values.Images(transformer.Transform(rows)), Values.Images(loaded.Transform(rows)));
        Assert.AreEqual(Squares.Classes + 2, loaded.Description.Specification.ConditionSize);
        CollectionAssert.AreEqual(new[] { "Label", "Place" }, loaded.Description.AllLabels.Select(label => label.Name).ToArray());
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Each_label_decides(bool isClass)
    {
        using var transformer = Fit();
        var row = Squares.Row(0);
        var other = isClass ? new Square { Label = 2, Place = row.Place } : new Square { Label = row.Label, Place = [1, 1] };
        var pictures = Values.Images(transformer.Transform(_ml.Data.LoadFromEnumerable([row])));
        var others = Values.Images(transformer.Transform(_ml.Data.LoadFromEnumerable([other])));
        CollectionAssert.AreNotEqual(pictures[0], others[0]);
    }

    [TestMethod]
    public void A_class_that_no_column_names_is_drawn_and_numbers_are_asked_for()
    {
        using var transformer = Fit();
        var places = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 4).Select(_ => new PlaceRow { Place = [0, 1] }).ToArray());
        Assert.HasCount(4, Values.Images(transformer.Transform(places)));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => transformer.Transform(LabelRow.LoadMany(_ml, 1)));
        Assert.Contains("'Place'", error.Message);
    }

    [TestMethod]
    public void A_column_of_another_size_is_named()
    {
        using var transformer = Fit();
        var rows = _ml.Data.LoadFromEnumerable([new LongPlaceRow { Place = [0, 1, 1] }]);
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => transformer.Transform(rows));
        Assert.Contains("'Place'", error.Message);
        Assert.Contains("2 Single values", error.Message);
    }

    [TestMethod]
    [DataRow("""[{"name":"Label","size":4,"isKey":true,"classNames":[]}]""")]
    [DataRow("""[{"name":"Label","size":4,"isKey":true,"classNames":[]},{"name":"Place","size":-2,"isKey":false,"classNames":[]}]""")]
    [DataRow("""[{"name":"","size":4,"isKey":true,"classNames":[]},{"name":"Place","size":2,"isKey":false,"classNames":[]}]""")]
    [DataRow("""[{"name":"Label","size":4,"isKey":true,"classNames":["one"]},{"name":"Place","size":2,"isKey":false,"classNames":[]}]""")]
    [DataRow("[null]")]
    [DataRow("null")]
    public void Labels_without_meaning_are_refused(string labels)
    {
        using var transformer = Fit();
        var parts = Parts.Of(Parts.Saved(transformer)).Edit(Parts.Index, index => index["model"]!["labels"] = System.Text.Json.Nodes.JsonNode.Parse(labels));
        Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.LoadGan(new MemoryStream(parts.ToFile())));
    }

    [TestMethod]
    public void A_model_that_knows_nothing_of_several_labels_and_codes_loads()
    {
        using var expected = _ml.Model.LoadGan(new MemoryStream(Parts.TinyFile));
        var rows = LabelRow.LoadMany(_ml, 3);
        var parts = Parts.OfTiny().Edit(Parts.Index, index =>
        {
            Assert.IsTrue(index["model"]!.AsObject().Remove("labels"));
            Assert.IsTrue(index["model"]!.AsObject().Remove("codes"));
        });

        using var loaded = _ml.Model.LoadGan(new MemoryStream(parts.ToFile()));

        Values.AssertSame(Values.Images(expected.Transform(rows)), Values.Images(loaded.Transform(rows)));
    }

    [TestMethod]
    public void Latent_tools_take_a_condition_for_each_label()
    {
        using var gan = Fit(options => (options.Architecture, options.Conditioning) = (new EchoArchitecture(), null));

        var image = gan.Sample(1, 1, GanCondition.Columns(2, new[] { 0.5f, 1 }))[0].ToArray();
        var way = gan.InterpolateClasses(GanCondition.Columns(0, new[] { 0f, 0 }), new float[] { 0, 1, 0, 0, 1, 1 }, latent: 3, frames: 3);

        float[] expected = [0, 0, 1, 0, 0.5f, 1];
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(EchoArchitecture.ByteOf(expected[i]), image[3 * i]);
        Assert.AreEqual(EchoArchitecture.ByteOf(0.5f), way[1].Span[3 * 5]);
    }

    [TestMethod]
    public void Conditions_that_do_not_fit_the_labels_are_refused()
    {
        using var gan = Fit();

        AssertRefused(() => gan.Sample(1, 1), "condition must be given: the model was trained with 2 numbers ('Place')");
        AssertRefused(() => gan.Sample(1, 1, 2), "condition is 2, for 1 of the label columns 'Label', 'Place'; GanCondition.Columns takes one for each");
        AssertRefused(() => gan.Sample(1, 1, GanCondition.Columns(1, 2)), "condition is the class 2, but the label column 'Place' has no classes: it holds 2 numbers");
        AssertRefused(() => gan.Sample(1, 1, GanCondition.Columns(9, new float[2])), "condition is class 9, but the model has the classes 0 to 3");
        AssertRefused(() => gan.Sample(1, 1, GanCondition.Columns(1, new float[3])), "condition has 3 values for the label column 'Place', which has 2");
        Assert.ThrowsExactly<ArgumentException>(() => GanCondition.Columns(1, GanCondition.Columns(1)));
    }

    [TestMethod]
    public void A_model_of_several_labels_is_measured_in_training_and_after_by_the_classes_of_the_first_key()
    {
        using var folder = new TemporaryFolder();
        var features = GanFeatures.Classifier(new ClassifierOptions { MinSteps = 5, Epochs = 0, BatchSize = 16 });
        using var gan = Fit(options =>
        {
            options.ImageColumnName = nameof(Square.Gray);
            (options.LabelColumnNames[0], options.LabelColumnNames[1]) = (options.LabelColumnNames[1], options.LabelColumnNames[0]);
            (options.Evaluation.Features, options.Evaluation.Images, options.Evaluation.CacheDirectory) = (features, 32, folder["cache"]);
            options.Evaluation.Metrics.Add(GanMetric.Fid());
        });
        var rows = Squares.Load(_ml);

        var metrics = _ml.Gan().Evaluate(rows, gan.Transform(rows), new GanEvaluationOptions
        {
            ImageColumnName = nameof(Square.Gray),
            LabelColumnNames = { nameof(Square.Place), nameof(Square.Label) },
            Model = gan,
            Features = features,
            CacheDirectory = folder["cache"],
            Metrics = { GanMetric.Fid(), GanMetric.Discriminator(), GanMetric.Classifier() },
        });

        Assert.IsTrue(double.IsFinite(gan.History[^1].Metrics!.Fid));
        Assert.IsTrue(metrics is { Fid: >= 0, DeceptionRate: >= 0 and <= 1, IntendedClassRate: >= 0 and <= 1 }, metrics.ToString());
        Assert.AreEqual(gan.History[^1].Metrics!.FeatureExtractorId, metrics.FeatureExtractorId);
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => _ml.Gan().Evaluate(rows, gan.Transform(rows), new GanEvaluationOptions
        {
            ImageColumnName = nameof(Square.Gray),
            LabelColumnName = nameof(Square.Label),
            Model = gan,
            Metrics = { GanMetric.Discriminator() },
        }));
        Assert.Contains("a condition of 6 values, but the label columns to be measured have 4", e.Message);
    }

    [TestMethod]
    public void Snapshots_and_checkpoints_of_several_labels_go_on_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        using var whole = Fit();
        using var stop = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Fit(options =>
        {
            options.Checkpoints.Directory = folder["run"];
            options.CancellationToken = stop.Token;
            options.Snapshots.EveryKimg = TinyGan.KimgOf(1);
            options.Snapshots.Show = snapshot =>
            {
                if (snapshot.Step == 2)
                    stop.Cancel();
            };
        }));
        using var resumed = Fit(options => options.Checkpoints.Directory = folder["run"]);
        Assert.AreEqual(whole.WeightsSha256, resumed.WeightsSha256);
    }

    private static void AssertRefused(Action action, string message) =>
        Assert.Contains(message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(action).Message);

    private GanTransformer Fit(Action<GanEstimator.Options>? change = null) => TinyGan.Fit(_ml, options =>
    {
        options.LabelColumnName = null;
        options.LabelColumnNames.Add(nameof(Square.Label));
        options.LabelColumnNames.Add(nameof(Square.Place));
        options.Training.BalanceClasses = true;
        options.Conditioning = GanConditioning.AuxiliaryClassifier();
        change?.Invoke(options);
    });

    private sealed class PlaceRow
    {
        [VectorType(2)]
        public float[] Place { get; set; } = [];
    }

    private sealed class LongPlaceRow
    {
        [VectorType(3)]
        public float[] Place { get; set; } = [];
    }
}
