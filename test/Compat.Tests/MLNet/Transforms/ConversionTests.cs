using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Compat.Tests.MLNet.Transforms;

[TestClass]
public class ConversionTests
{
    private sealed class Row
    {
        public string Label { get; set; } = "";

        public int Number { get; set; }

        public float Real { get; set; }

        [VectorType(2)]
        public string[] Words { get; set; } = [];
    }

    private readonly MLContext _context = new(1);

    private IDataView Data() => _context.Data.LoadFromEnumerable(new[]
    {
        new Row { Label = "b", Number = 30, Real = 1.5f, Words = ["x", "y"] },
        new Row { Label = "a", Number = 10, Real = float.NaN, Words = ["y", ""] },
        new Row { Label = "", Number = 20, Real = 0, Words = ["z", "x"] },
        new Row { Label = "b", Number = 10, Real = 1.5f, Words = ["x", "x"] },
    });

    [TestMethod]
    public void MapValueToKey_NumbersValuesByOccurrenceAndLeavesEmptyTextOut()
    {
        var output = PipelineCheck.FitSaveLoad(_context, _context.Transforms.Conversion.MapValueToKey("Key", "Label"), Data());
        CollectionAssert.AreEqual(new uint[] { 1, 2, 0, 1 }, output.GetColumn<uint>("Key").ToArray());
        CollectionAssert.AreEqual(new[] { "b", "a" }, PipelineCheck.Names(output.Schema["Key"], "KeyValues"));
        Assert.AreEqual(new KeyDataViewType(typeof(uint), 2), output.Schema["Key"].Type);
    }

    [TestMethod]
    public void MapValueToKey_ByValue_SortsThem()
    {
        var estimator = _context.Transforms.Conversion.MapValueToKey("Key", "Number", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);
        var output = PipelineCheck.FitSaveLoad(_context, estimator, Data());
        CollectionAssert.AreEqual(new uint[] { 3, 1, 2, 1 }, output.GetColumn<uint>("Key").ToArray());
    }

    [TestMethod]
    public void MapValueToKey_MaximumNumberOfKeys_LeavesLaterValuesMissing()
    {
        var output = _context.Transforms.Conversion.MapValueToKey("Key", "Number", maximumNumberOfKeys: 2).Fit(Data()).Transform(Data());
        CollectionAssert.AreEqual(new uint[] { 1, 2, 0, 2 }, output.GetColumn<uint>("Key").ToArray());
    }

    [TestMethod]
    public void MapValueToKey_TreatsNaNAsMissing()
    {
        var output = PipelineCheck.FitSaveLoad(_context, _context.Transforms.Conversion.MapValueToKey("Key", "Real"), Data());
        CollectionAssert.AreEqual(new uint[] { 1, 0, 2, 1 }, output.GetColumn<uint>("Key").ToArray());
    }

    [TestMethod]
    public void MapValueToKey_OnVectors_SharesOneMap()
    {
        var output = PipelineCheck.FitSaveLoad(_context, _context.Transforms.Conversion.MapValueToKey("Keys", "Words"), Data());
        CollectionAssert.AreEqual(new uint[] { 2, 0 }, output.GetColumn<uint[]>("Keys").ElementAt(1));
        Assert.AreEqual(2, ((VectorDataViewType)output.Schema["Keys"].Type).Size);
    }

    [TestMethod]
    public void MapValueToKey_NamesAsText()
    {
        var estimator = _context.Transforms.Conversion.MapValueToKey("Key", "Number", addKeyValueAnnotationsAsText: true);
        var output = PipelineCheck.FitSaveLoad(_context, estimator, Data());
        CollectionAssert.AreEqual(new[] { "30", "10", "20" }, PipelineCheck.Names(output.Schema["Key"], "KeyValues"));
    }

    [TestMethod]
    public void MapValueToKey_OfKeys_KeepsTheNamesOfTheInnerKeys()
    {
        var estimator = _context.Transforms.Conversion.MapValueToKey("Inner", "Label")
            .Append(_context.Transforms.Conversion.MapValueToKey("Outer", "Inner", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue));
        var output = PipelineCheck.FitSaveLoad(_context, estimator, Data());
        CollectionAssert.AreEqual(new[] { "b", "a" }, PipelineCheck.Names(output.Schema["Outer"], "KeyValues"));
        CollectionAssert.AreEqual(new uint[] { 1, 2, 0, 1 }, output.GetColumn<uint>("Outer").ToArray());
    }

    [TestMethod]
    public void Maps_ReadFromSeveralCursorsAtOnce()
    {
        var rows = Enumerable.Range(0, 2000).Select(i => new Row { Label = $"{i % 7}", Words = ["x", $"{i % 3}"] }).ToArray();
        var data = _context.Data.LoadFromEnumerable(rows);
        var output = _context.Transforms.Conversion.MapValueToKey([new("Key", "Label"), new("Keys", "Words")]).Fit(data).Transform(data);
        var all = new System.Collections.Concurrent.ConcurrentBag<bool>();
        Parallel.For(0, 4, _ => all.Add(output.GetColumn<uint>("Key").Select((key, i) => key == i % 7 + 1).All(same => same)));
        CollectionAssert.AreEqual(new[] { true, true, true, true }, all.ToArray());
    }

    private sealed class Term
    {
        public string Value { get; set; } = "";
    }

    [TestMethod]
    public void MapValueToKey_TakesItsValuesFromKeyData()
    {
        var keyData = _context.Data.LoadFromEnumerable(new[] { new Term { Value = "a" }, new Term { Value = "c" }, new Term { Value = "b" } });
        var output = PipelineCheck.FitSaveLoad(_context, _context.Transforms.Conversion.MapValueToKey("Key", "Label", keyData: keyData), Data());
        CollectionAssert.AreEqual(new uint[] { 3, 1, 0, 3 }, output.GetColumn<uint>("Key").ToArray());
        Assert.AreEqual(3UL, ((KeyDataViewType)output.Schema["Key"].Type).Count);
    }

    [TestMethod]
    public void MapValueToKey_OfUnseenValues_IsMissing()
    {
        var model = _context.Transforms.Conversion.MapValueToKey("Key", "Value").Fit(_context.Data.LoadFromEnumerable(new[] { new Term { Value = "seen" } }));
        var output = model.Transform(_context.Data.LoadFromEnumerable(new[] { new Term { Value = "unseen" }, new Term { Value = "seen" } }));
        CollectionAssert.AreEqual(new uint[] { 0, 1 }, output.GetColumn<uint>("Key").ToArray());
    }

    [TestMethod]
    public void MapValueToKey_OnAnotherType_IsRefused()
    {
        var model = _context.Transforms.Conversion.MapValueToKey("Key", "Label").Fit(Data());
        var renamed = _context.Transforms.CopyColumns("Label", "Number").Fit(Data()).Transform(Data());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Transform(renamed));
    }

    [TestMethod]
    public void MapKeyToValue_GivesTheValuesBack()
    {
        var estimator = _context.Transforms.Conversion.MapValueToKey("Key", "Label").Append(_context.Transforms.Conversion.MapKeyToValue("Back", "Key"));
        var output = PipelineCheck.FitSaveLoad(_context, estimator, Data());
        CollectionAssert.AreEqual(new[] { "b", "a", "", "b" }, output.GetColumn<string>("Back").ToArray());
    }

    [TestMethod]
    public void MapKeyToValue_OfVectorsAndNumbers()
    {
        var estimator = _context.Transforms.Conversion.MapValueToKey([new("K1", "Words"), new("K2", "Real")])
            .Append(_context.Transforms.Conversion.MapKeyToValue([new("V1", "K1"), new("V2", "K2")]));
        var output = PipelineCheck.FitSaveLoad(_context, estimator, Data());
        CollectionAssert.AreEqual(new[] { "y", "" }, output.GetColumn<string[]>("V1").ElementAt(1));
        CollectionAssert.AreEqual(new[] { 1.5f, float.NaN, 0, 1.5f }, output.GetColumn<float>("V2").ToArray());
    }

    [TestMethod]
    public void MapKeyToValue_WithoutNames_IsRefused()
    {
        var data = _context.Data.LoadFromEnumerable(new[] { new KeyRow { Key = 1 } });
        var estimator = _context.Transforms.Conversion.MapKeyToValue("V", "Key");
        Assert.ThrowsExactly<InvalidOperationException>(() => estimator.Fit(data));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(SchemaShape.Create(data.Schema)));
    }

    private sealed class KeyRow
    {
        // In objects keys count from 0; what is too large is missing.
        [KeyType(3)]
        public uint Key { get; set; }
    }

    [TestMethod]
    public void MapKeyToVector_IsAnIndicator()
    {
        var data = _context.Data.LoadFromEnumerable(new[] { new KeyRow { Key = 2 }, new KeyRow { Key = 9 } });
        var output = PipelineCheck.FitSaveLoad(_context, _context.Transforms.Conversion.MapKeyToVector("V", "Key"), data);
        CollectionAssert.AreEqual(new float[] { 0, 0, 1 }, output.GetColumn<float[]>("V").First());
        CollectionAssert.AreEqual(new float[] { 0, 0, 0 }, output.GetColumn<float[]>("V").Last());
    }

    [TestMethod]
    public void MapKeyToVector_OfVectors_ConcatenatesOrCounts()
    {
        var keys = _context.Transforms.Conversion.MapValueToKey("Keys", "Words");
        var side = PipelineCheck.FitSaveLoad(_context, keys.Append(_context.Transforms.Conversion.MapKeyToVector("V", "Keys")), Data());
        var counts = PipelineCheck.FitSaveLoad(_context, keys.Append(_context.Transforms.Conversion.MapKeyToVector("V", "Keys", outputCountVector: true)), Data());
        CollectionAssert.AreEqual(new float[] { 1, 0, 0, 1, 0, 0 }, side.GetColumn<float[]>("V").Last());
        CollectionAssert.AreEqual(new float[] { 2, 0, 0 }, counts.GetColumn<float[]>("V").Last());
        Assert.AreEqual("[1].y", PipelineCheck.Names(side.Schema["V"], "SlotNames")[4]);
    }

    [TestMethod]
    public void ConvertType_NumbersToFloatAndTextToNumbers()
    {
        var estimator = _context.Transforms.Conversion.ConvertType("F", "Number");
        CollectionAssert.AreEqual(new float[] { 30, 10, 20, 10 }, PipelineCheck.FitSaveLoad(_context, estimator, Data()).GetColumn<float>("F").ToArray());

        var texts = _context.Data.LoadFromEnumerable(new[] { new Term { Value = "2.5" }, new Term { Value = "" }, new Term { Value = "?" } });
        var parsed = PipelineCheck.FitSaveLoad(_context, _context.Transforms.Conversion.ConvertType("F", "Value"), texts);
        CollectionAssert.AreEqual(new[] { 2.5f, 0, float.NaN }, parsed.GetColumn<float>("F").ToArray());
    }

    [TestMethod]
    public void ConvertType_TextThatIsNoInteger_IsAnError()
    {
        var texts = _context.Data.LoadFromEnumerable(new[] { new Term { Value = "two" } });
        var output = _context.Transforms.Conversion.ConvertType("I", "Value", DataKind.Int32).Fit(texts).Transform(texts);
        Assert.ThrowsExactly<InvalidOperationException>(() => output.GetColumn<int>("I").ToArray());
    }

    [TestMethod]
    public void ConvertType_OfKeys_GivesKeysWithTheirNames()
    {
        var estimator = _context.Transforms.Conversion.MapValueToKey("Key", "Label")
            .Append(_context.Transforms.Conversion.ConvertType("Key8", "Key", DataKind.Byte));
        var output = PipelineCheck.FitSaveLoad(_context, estimator, Data());
        Assert.AreEqual(new KeyDataViewType(typeof(byte), 2), output.Schema["Key8"].Type);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 0, 1 }, output.GetColumn<byte>("Key8").ToArray());
    }

    [TestMethod]
    [DataRow("Real", DataKind.Int32)]
    [DataRow("Number", DataKind.UInt32)]
    [DataRow("Real", DataKind.DateTime)]
    public void ConvertType_WithoutSuchAConversion_IsRefused(string column, DataKind kind)
    {
        var estimator = _context.Transforms.Conversion.ConvertType("X", column, kind);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(Data()));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(SchemaShape.Create(Data().Schema)));
    }

    [TestMethod]
    public void ConvertType_OfAKeyToFloat_IsRefused()
    {
        var data = _context.Data.LoadFromEnumerable(new[] { new KeyRow { Key = 1 } });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.Conversion.ConvertType("F", "Key").Fit(data));
    }

    [TestMethod]
    public void ConvertType_OfVectors_KeepsTheirShape()
    {
        var data = Data();
        var estimator = _context.Transforms.Concatenate("Vec", "Real", "Real").Append(_context.Transforms.Conversion.ConvertType("D", "Vec", DataKind.Double));
        var output = PipelineCheck.FitSaveLoad(_context, estimator, data);
        CollectionAssert.AreEqual(new[] { 1.5, 1.5 }, output.GetColumn<double[]>("D").First());
    }
}
