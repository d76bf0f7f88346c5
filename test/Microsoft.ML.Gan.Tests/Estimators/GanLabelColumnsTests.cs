using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Persistence;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>Several columns that decide together what is generated.</summary>
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
    public void Snapshots_and_checkpoints_of_several_labels_go_on_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        using var whole = Fit();
        using var stop = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Fit(options =>
        {
            options.CheckpointDirectory = folder["run"];
            options.CancellationToken = stop.Token;
            options.SnapshotKimg = TinyGan.KimgOf(1);
            options.Snapshot = snapshot =>
            {
                if (snapshot.Step == 2)
                    stop.Cancel();
            };
        }));
        using var resumed = Fit(options => options.CheckpointDirectory = folder["run"]);
        Assert.AreEqual(whole.WeightsSha256, resumed.WeightsSha256);
    }

    private GanTransformer Fit(Action<GanEstimator.Options>? change = null) => TinyGan.Fit(_ml, options =>
    {
        options.LabelColumnName = null;
        options.LabelColumnNames.Add(nameof(Square.Label));
        options.LabelColumnNames.Add(nameof(Square.Place));
        options.BalanceClasses = true;
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
