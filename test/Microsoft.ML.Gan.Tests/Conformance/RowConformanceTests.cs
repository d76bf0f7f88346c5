using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Conformance;

/// <summary>ML.NET's requirements of a transformer's rows: only needed columns are read, and every way of reading gives the same values.</summary>
[TestClass]
public class RowConformanceTests
{
    private static IEnumerable<object[]> Names => EstimatorCases.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetDependencies_of_the_output_are_the_columns_read(string name)
    {
        var fitted = FittedCase.Of(name);
        var mapper = fitted.Transformer.GetRowToRowMapper(fitted.Data.Schema);

        var needed = mapper.GetDependencies([mapper.OutputSchema[fitted.Case.Output]]).ToArray();

        CollectionAssert.AreEquivalent(fitted.Case.Reads, needed.Select(column => column.Name).ToArray());
        Assert.IsTrue(needed.All(column => fitted.Data.Schema[column.Index].Equals(column)), "they are columns of the input");
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetDependencies_of_another_column_are_that_column(string name)
    {
        var fitted = FittedCase.Of(name);
        var mapper = fitted.Transformer.GetRowToRowMapper(fitted.Data.Schema);

        var needed = mapper.GetDependencies([mapper.OutputSchema[Sample.Unread]]);

        Assert.AreEqual(fitted.Data.Schema[Sample.Unread], needed.Single());
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetDependencies_of_nothing_are_nothing(string name)
    {
        var fitted = FittedCase.Of(name);

        Assert.IsEmpty(fitted.Transformer.GetRowToRowMapper(fitted.Data.Schema).GetDependencies([]));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Transform_by_itself_reads_nothing(string name)
    {
        var fitted = FittedCase.Of(name);
        var watched = new WatchedView(fitted.Data);

        var made = fitted.Transformer.Transform(watched);
        _ = (made.Schema, made.GetRowCount(), made.CanShuffle);

        Assert.AreEqual(0, watched.Cursors);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetRowCursor_of_the_output_reads_only_what_it_needs(string name)
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
    public void GetRowCursor_of_another_column_reads_only_that(string name)
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
    public void GetRowCursorSet_the_cursors_together_give_the_rows_of_one(string name)
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
    public void GetRowCursor_with_random_numbers_shuffles_if_it_says_so(string name)
    {
        var fitted = FittedCase.Of(name);
        var made = fitted.Transformer.Transform(new ShufflableView(fitted.Data));
        var plain = RowValues.Of(made);

        var shuffled = RowValues.Of(made, new Random(5));

        // Views that compute in batches read two cursors of their input, which must have the same order.
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
    public void GetRowCursor_twice_gives_the_same_rows(string name)
    {
        var fitted = FittedCase.Of(name);
        var made = fitted.Transformer.Transform(fitted.Data);

        RowValues.AssertSame(RowValues.Of(made), RowValues.Of(made));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Rows_count_and_ids_are_those_of_the_input(string name)
    {
        var fitted = FittedCase.Of(name);
        var made = fitted.Transformer.Transform(fitted.Data);

        Assert.AreEqual(fitted.Data.GetRowCount(), made.GetRowCount());
        CollectionAssert.AreEqual(Ids(fitted.Data), Ids(made));
        CollectionAssert.AllItemsAreUnique(Ids(made));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Transform_hidden_columns_of_the_same_names_reads_the_visible_ones(string name)
    {
        var fitted = FittedCase.Of(name);
        var data = fitted.Data;
        // The input column is hidden by a copy of itself, and the output column already exists.
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
