namespace Microsoft.ML.Gan.Tests.Conformance;

/// <summary>Columns that are missing or of the wrong type: refused early, by two exceptions and no other, with the column's name.</summary>
[TestClass]
public class BadInputConformanceTests
{
    private static IEnumerable<object[]> Names => EstimatorCases.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetOutputSchema_of_the_estimator_refuses_bad_columns(string name)
    {
        var (ml, one) = (new MLContext(seed: 1), EstimatorCases.Find(name));
        var estimator = one.Make(ml);

        foreach (var column in one.Learns)
        {
            AssertRefused(column, () => estimator.GetOutputSchema(MlNet.ShapeOf(Without(ml, one, column).Schema)));
            AssertRefused(column, () => estimator.GetOutputSchema(MlNet.ShapeOf(WithText(ml, one, column).Schema)));
        }

        foreach (var column in one.Reads)
            AssertRefused(column, () => estimator.GetOutputSchema(MlNet.ShapeOf(WithText(ml, one, column).Schema)));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Fit_refuses_bad_columns_before_it_reads_a_row(string name)
    {
        var (ml, one) = (new MLContext(seed: 1), EstimatorCases.Find(name));
        var estimator = one.Make(ml);

        foreach (var column in one.Learns)
            AssertRefusedUnread(Without(ml, one, column), column);
        foreach (var column in one.Learns.Union(one.Reads))
            AssertRefusedUnread(WithText(ml, one, column), column);

        void AssertRefusedUnread(IDataView data, string column)
        {
            var watched = new WatchedView(data);
            AssertRefused(column, () => estimator.Fit(watched));
            Assert.AreEqual(0, watched.Cursors);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Transform_refuses_bad_columns(string name)
    {
        var fitted = FittedCase.Of(name);
        var loaded = fitted.Reload(out _);

        foreach (var transformer in new[] { fitted.Transformer, loaded })
        {
            foreach (var column in fitted.Case.Reads)
                AssertAllRefuse(transformer, WithText(fitted.Ml, fitted.Case, column), column);
            foreach (var column in fitted.Case.Needs)
                AssertAllRefuse(transformer, Without(fitted.Ml, fitted.Case, column), column);
        }

        (loaded as IDisposable)?.Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Transform_without_a_column_that_it_does_not_need_works(string name)
    {
        var fitted = FittedCase.Of(name);

        foreach (var column in fitted.Data.Schema.Select(column => column.Name).Except(fitted.Case.Needs).ToArray())
        {
            var data = Without(fitted.Ml, fitted.Case, column);
            Assert.IsNotNull(fitted.Transformer.Transform(data).Schema.GetColumnOrNull(fitted.Case.Output));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Transform_no_rows_gives_none(string name)
    {
        var fitted = FittedCase.Of(name);
        var none = fitted.Ml.Data.SkipRows(fitted.Data, Sample.Count);

        Assert.IsEmpty(RowValues.Of(fitted.Transformer.Transform(none)));
    }

    private static void AssertAllRefuse(ITransformer transformer, IDataView data, string column)
    {
        AssertRefused(column, () => transformer.GetOutputSchema(data.Schema));
        AssertRefused(column, () => transformer.GetRowToRowMapper(data.Schema));
        AssertRefused(column, () => transformer.Transform(data));
    }

    private static void AssertRefused(string column, Action action)
    {
        var error = Assert.Throws<Exception>(action, $"bad column '{column}' was taken");
        Assert.IsTrue(error.GetType() == typeof(ArgumentOutOfRangeException) || error.GetType() == typeof(InvalidOperationException), error.ToString());
        Assert.Contains($"'{column}'", error.Message);
    }

    private static IDataView Without(MLContext ml, EstimatorCase one, string column)
    {
        var data = one.Data(ml);
        return ml.Transforms.DropColumns(column).Fit(data).Transform(data);
    }

    private static IDataView WithText(MLContext ml, EstimatorCase one, string column)
    {
        var data = one.Data(ml);
        return ml.Transforms.CopyColumns(column, Sample.Unread).Fit(data).Transform(data);
    }
}
