using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Conformance;

/// <summary>What ML.NET asks of a transformer's rows: nothing is read that nobody needs, and any way of reading gives the same.</summary>
[TestClass]
public class RowConformanceTests
{
    private static IEnumerable<object[]> Names => EstimatorCases.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetDependencies_OfTheOutput_AreTheColumnsRead(string name)
    {
        var fitted = FittedCase.Of(name);
        var mapper = fitted.Transformer.GetRowToRowMapper(fitted.Data.Schema);

        var needed = mapper.GetDependencies([mapper.OutputSchema[fitted.Case.Output]]).ToArray();

        CollectionAssert.AreEquivalent(fitted.Case.Reads, needed.Select(column => column.Name).ToArray());
        Assert.IsTrue(needed.All(column => fitted.Data.Schema[column.Index].Equals(column)), "they are columns of the input");
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetDependencies_OfAnotherColumn_AreThatColumn(string name)
    {
        var fitted = FittedCase.Of(name);
        var mapper = fitted.Transformer.GetRowToRowMapper(fitted.Data.Schema);

        var needed = mapper.GetDependencies([mapper.OutputSchema[Sample.Unread]]);

        Assert.AreEqual(fitted.Data.Schema[Sample.Unread], needed.Single());
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetDependencies_OfNothing_AreNothing(string name)
    {
        var fitted = FittedCase.Of(name);

        Assert.IsEmpty(fitted.Transformer.GetRowToRowMapper(fitted.Data.Schema).GetDependencies([]));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Transform_ByItself_ReadsNothing(string name)
    {
        var fitted = FittedCase.Of(name);
        var watched = new WatchedView(fitted.Data);

        var made = fitted.Transformer.Transform(watched);
        _ = (made.Schema, made.GetRowCount(), made.CanShuffle);

        Assert.AreEqual(0, watched.Cursors);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetRowCursor_OfTheOutput_ReadsOnlyWhatItNeeds(string name)
    {
        var fitted = FittedCase.Of(name);
        var watched = new WatchedView(fitted.Data);
        var made = fitted.Transformer.Transform(watched);

        using var cursor = made.GetRowCursor([made.Schema[fitted.Case.Output]]);
        RowValues.Of(cursor, cursor.MoveNext);

        CollectionAssert.AreEqual(fitted.Case.Reads.Order().ToArray(), watched.Asked.ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetRowCursor_OfAnotherColumn_ReadsOnlyThat(string name)
    {
        var fitted = FittedCase.Of(name);
        var watched = new WatchedView(fitted.Data);
        var made = fitted.Transformer.Transform(watched);

        using var cursor = made.GetRowCursor([made.Schema[Sample.Unread]]);
        RowValues.Of(cursor, cursor.MoveNext);

        Assert.IsFalse(cursor.IsColumnActive(made.Schema[fitted.Case.Output]));
        CollectionAssert.AreEqual(new[] { Sample.Unread }, watched.Asked.ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetRowCursorSet_TheCursorsTogether_GiveTheRowsOfOne(string name)
    {
        var fitted = FittedCase.Of(name);
        var made = fitted.Transformer.Transform(fitted.Data);

        var rows = new List<object[]>();
        foreach (var cursor in made.GetRowCursorSet(made.Schema, 3))
        {
            using (cursor)
                rows.AddRange(RowValues.Of(cursor, cursor.MoveNext));
        }

        AssertSameInAnyOrder(RowValues.Of(made), rows);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetRowCursor_WithRandomNumbers_ShufflesIfItSaysSo(string name)
    {
        var fitted = FittedCase.Of(name);
        var made = fitted.Transformer.Transform(new ShufflableView(fitted.Data));
        var plain = RowValues.Of(made);

        var shuffled = RowValues.Of(made, new Random(5));

        // Views that compute in batches walk over two cursors of their input, which must have one order.
        Assert.AreEqual(made is AugmentedDataView or UnextendedDataView, made.CanShuffle);
        if (made.CanShuffle)
        {
            AssertSameInAnyOrder(plain, shuffled);
            CollectionAssert.AreNotEqual(plain.Select(row => row[0]).ToArray(), shuffled.Select(row => row[0]).ToArray());
        }
        else
        {
            RowValues.AssertSame(plain, shuffled);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetRowCursor_Twice_GivesTheSameRows(string name)
    {
        var fitted = FittedCase.Of(name);
        var made = fitted.Transformer.Transform(fitted.Data);

        RowValues.AssertSame(RowValues.Of(made), RowValues.Of(made));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Rows_CountAndIds_AreThoseOfTheInput(string name)
    {
        var fitted = FittedCase.Of(name);
        var made = fitted.Transformer.Transform(fitted.Data);

        Assert.AreEqual(fitted.Data.GetRowCount(), made.GetRowCount());
        CollectionAssert.AreEqual(Ids(fitted.Data), Ids(made));
        CollectionAssert.AllItemsAreUnique(Ids(made));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Transform_HiddenColumnsOfTheSameNames_ReadsTheVisibleOnes(string name)
    {
        var fitted = FittedCase.Of(name);
        var data = fitted.Data;
        // What the transformer reads is hidden behind a copy of itself, and what it writes is there already.
        foreach (var column in fitted.Case.Reads.Append(fitted.Case.Output).Distinct().ToArray())
        {
            var source = data.Schema.GetColumnOrNull(column) is null ? Sample.Unread : column;
            data = fitted.Ml.Transforms.CopyColumns(column, source).Fit(data).Transform(data);
        }

        var made = fitted.Transformer.Transform(data);

        Assert.AreEqual(made.Schema.Count - 1, made.Schema[fitted.Case.Output].Index);
        RowValues.AssertSame(Output(fitted.Transformer.Transform(fitted.Data), fitted.Case.Output), Output(made, fitted.Case.Output));
    }

    private static List<object[]> Output(IDataView data, string column)
    {
        using var cursor = data.GetRowCursor([data.Schema[column]]);
        return RowValues.Of(cursor, cursor.MoveNext);
    }

    private static string[] Ids(IDataView data)
    {
        using var cursor = data.GetRowCursor([]);
        return [.. RowValues.Of(cursor, cursor.MoveNext).Select(row => row[0].ToString()!)];
    }

    private static void AssertSameInAnyOrder(List<object[]> expected, List<object[]> actual) => RowValues.AssertSame(
        [.. expected.OrderBy(row => row[0].ToString(), StringComparer.Ordinal)],
        [.. actual.OrderBy(row => row[0].ToString(), StringComparer.Ordinal)]);
}
