using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MLNet.Transforms;

[TestClass]
public class ColumnTransformsTests
{
    private sealed class Row
    {
        public float A { get; set; }

        [VectorType(2)]
        public float[] B { get; set; } = [];

        public float[] C { get; set; } = [];

        public string Text { get; set; } = "";
    }

    private readonly MLContext _context = new(1);

    private IDataView Data() => _context.Data.LoadFromEnumerable(new[]
    {
        new Row { A = 1, B = [2, 3], C = [4], Text = "x" },
        new Row { A = 5, B = [6, 7], C = [8, 9], Text = "y" },
    });

    [TestMethod]
    public void Concatenate_JoinsScalarsAndVectorsInOrder()
    {
        var output = PipelineCheck.FitSaveLoad(_context, _context.Transforms.Concatenate("F", "B", "A"), Data());
        CollectionAssert.AreEqual(new float[] { 2, 3, 1 }, output.GetColumn<float[]>("F").First());
        CollectionAssert.AreEqual(new float[] { 6, 7, 5 }, output.GetColumn<float[]>("F").Last());
    }

    [TestMethod]
    public void Concatenate_NamesTheSlotsOfScalars()
    {
        var output = PipelineCheck.FitSaveLoad(_context, _context.Transforms.Concatenate("F", "B", "A"), Data());
        CollectionAssert.AreEqual(new[] { "", "", "A" }, PipelineCheck.Names(output.Schema["F"], "SlotNames"));
    }

    [TestMethod]
    public void Concatenate_PrefixesSlotNamesWithTheirColumn()
    {
        var inner = _context.Transforms.Concatenate("Inner", "A", "A");
        var output = inner.Append(_context.Transforms.Concatenate("F", "Inner", "A")).Fit(Data()).Transform(Data());
        CollectionAssert.AreEqual(new[] { "Inner.A", "Inner.A", "A" }, PipelineCheck.Names(output.Schema["F"], "SlotNames"));
    }

    [TestMethod]
    public void Concatenate_OfOneVector_KeepsItAsItIs()
    {
        var output = _context.Transforms.Concatenate("F", "B").Fit(Data()).Transform(Data());
        Assert.AreEqual(Data().Schema["B"].Type, output.Schema["F"].Type);
    }

    [TestMethod]
    public void Concatenate_WithAVariableVector_IsVariable()
    {
        var output = PipelineCheck.FitSaveLoad(_context, _context.Transforms.Concatenate("F", "A", "C"), Data());
        Assert.IsFalse(((VectorDataViewType)output.Schema["F"].Type).IsKnownSize);
        CollectionAssert.AreEqual(new float[] { 5, 8, 9 }, output.GetColumn<float[]>("F").Last());
    }

    [TestMethod]
    public void Concatenate_OfDifferentTypes_IsRefusedEverywhere()
    {
        var estimator = _context.Transforms.Concatenate("F", "A", "Text");
        Assert.ThrowsExactly<InvalidOperationException>(() => estimator.GetOutputSchema(SchemaShape.Create(Data().Schema)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(Data()));
    }

    [TestMethod]
    public void Concatenate_OfAMissingColumn_IsRefused()
        => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.Concatenate("F", "Nope").Fit(Data()));

    [TestMethod]
    public void Concatenate_GivesSparseVectorsWhereHalfIsEmpty()
    {
        var output = _context.Transforms.Conversion.MapKeyToVector("V", "Key")
            .Append(_context.Transforms.Concatenate("F", "V", "V"))
            .Fit(KeyData()).Transform(KeyData());
        using var cursor = output.GetRowCursor([output.Schema["F"]]);
        var get = cursor.GetGetter<VBuffer<float>>(output.Schema["F"]);
        VBuffer<float> value = default;
        cursor.MoveNext();
        get(ref value);
        Assert.IsFalse(value.IsDense);
        CollectionAssert.AreEqual(new float[] { 0, 1, 0, 0, 0, 1, 0, 0 }, value.DenseValues().ToArray());
    }

    private sealed class KeyRow
    {
        // In objects keys count from 0.
        [KeyType(4)]
        public uint Key { get; set; }
    }

    private IDataView KeyData() => _context.Data.LoadFromEnumerable(new[] { new KeyRow { Key = 1 } });

    [TestMethod]
    public void CopyColumns_CopiesValuesTypeAndAnnotations()
    {
        var output = PipelineCheck.FitSaveLoad(_context, _context.Transforms.CopyColumns("Copy", "B"), Data());
        CollectionAssert.AreEqual(new float[] { 2, 3 }, output.GetColumn<float[]>("Copy").First());
        Assert.AreEqual(output.Schema["B"].Type, output.Schema["Copy"].Type);
    }

    [TestMethod]
    public void CopyColumns_OverAnExistingName_HidesIt()
    {
        var output = _context.Transforms.CopyColumns("A", "Text").Fit(Data()).Transform(Data());
        Assert.HasCount(5, output.Schema);
        Assert.IsTrue(output.Schema[0].IsHidden);
        Assert.IsInstanceOfType<TextDataViewType>(output.Schema["A"].Type);
    }

    [TestMethod]
    public void SelectColumns_KeepsTheGivenOrder()
    {
        var output = PipelineCheck.FitSaveLoad(_context, _context.Transforms.SelectColumns("Text", "A"), Data());
        CollectionAssert.AreEqual(new[] { "Text", "A" }, output.Schema.Select(c => c.Name).ToArray());
        Assert.AreEqual(5f, output.GetColumn<float>("A").Last());
    }

    [TestMethod]
    public void SelectColumns_DropsHiddenColumnsUnlessAsked()
    {
        var hiding = _context.Transforms.CopyColumns("A", "Text");
        var plain = hiding.Append(_context.Transforms.SelectColumns("A")).Fit(Data()).Transform(Data());
        var all = hiding.Append(_context.Transforms.SelectColumns(["A"], keepHidden: true)).Fit(Data()).Transform(Data());
        Assert.HasCount(1, plain.Schema);
        Assert.HasCount(2, all.Schema);
    }

    [TestMethod]
    public void DropColumns_KeepsTheOthers()
    {
        var output = PipelineCheck.FitSaveLoad(_context, _context.Transforms.DropColumns("B", "Text"), Data());
        CollectionAssert.AreEqual(new[] { "A", "C" }, output.Schema.Select(c => c.Name).ToArray());
    }

    [TestMethod]
    public void SelectAndDrop_OfMissingColumns_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.SelectColumns("Nope").Fit(Data()));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.DropColumns("Nope").Fit(Data()));
    }

    [TestMethod]
    public void UnusedOutputs_AreNotComputed()
    {
        int calls = 0;
        var data = _context.Data.LoadFromEnumerable(new[] { new Row { A = 1, B = [2, 3], C = [1] } });
        var output = _context.Transforms.CustomMapping<Row, Doubled>((_, _) => calls++, null).Fit(data).Transform(data);
        Assert.AreEqual(1f, output.GetColumn<float>("A").Single());
        Assert.AreEqual(0, calls);
    }

    private sealed class Doubled
    {
        public float Twice { get; set; }
    }
}
