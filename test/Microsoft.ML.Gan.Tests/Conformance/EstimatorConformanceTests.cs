using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Conformance;

/// <summary>ML.NET's requirements of every estimator and its transformer: schemas, values, saving.</summary>
[TestClass]
public class EstimatorConformanceTests
{
    private static IEnumerable<object[]> Names => EstimatorCases.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetOutputSchema_of_the_estimator_promises_what_is_delivered(string name)
    {
        var fitted = FittedCase.Of(name);

        var promised = fitted.Estimator.GetOutputSchema(MlNet.ShapeOf(fitted.Data.Schema));

        SchemaAssert.Same(promised, MlNet.ShapeOf(fitted.Transformer.GetOutputSchema(fitted.Data.Schema)));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetOutputSchema_of_the_transformer_is_that_of_view_and_mapper(string name)
    {
        var fitted = FittedCase.Of(name);

        var schema = fitted.Transformer.GetOutputSchema(fitted.Data.Schema);

        SchemaAssert.Same(schema, fitted.Transformer.Transform(fitted.Data).Schema);
        SchemaAssert.Same(schema, fitted.Transformer.GetRowToRowMapper(fitted.Data.Schema).OutputSchema);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Transform_columns_of_the_input_keep_place_type_and_annotations(string name)
    {
        var fitted = FittedCase.Of(name);

        var schema = fitted.Transformer.Transform(fitted.Data).Schema;

        Assert.HasCount(fitted.Data.Schema.Count + fitted.Case.Added, schema);
        foreach (var column in fitted.Data.Schema)
        {
            if (column.Name != fitted.Case.Output)
                Assert.AreEqual(SchemaAssert.Text(column), SchemaAssert.Text(schema[column.Index]));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetRowToRowMapper_input_schema_is_the_very_object(string name)
    {
        var fitted = FittedCase.Of(name);

        Assert.IsTrue(fitted.Transformer.IsRowToRowMapper);
        Assert.AreSame(fitted.Data.Schema, fitted.Transformer.GetRowToRowMapper(fitted.Data.Schema).InputSchema);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetRow_gives_the_values_of_the_cursor(string name)
    {
        var fitted = FittedCase.Of(name);
        var mapper = fitted.Transformer.GetRowToRowMapper(fitted.Data.Schema);
        using var input = fitted.Data.GetRowCursor(mapper.GetDependencies(mapper.OutputSchema));
        using var row = mapper.GetRow(input, mapper.OutputSchema);

        Assert.AreSame(mapper.OutputSchema, row.Schema);
        RowValues.AssertSame(RowValues.Of(fitted.Transformer.Transform(fitted.Data)), RowValues.Of(row, input.MoveNext));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetRow_of_a_chain_gives_the_values_of_the_cursor(string name)
    {
        var fitted = FittedCase.Of(name);
        var before = fitted.Ml.Transforms.CopyColumns("Before", Sample.Unread).Fit(fitted.Data);
        var middle = fitted.Transformer.Transform(before.Transform(fitted.Data));
        var after = fitted.Ml.Transforms.CopyColumns("After", Sample.Unread).Fit(middle);
        ITransformer chain = new TransformerChain<ITransformer>(before, fitted.Transformer, after);
        var mapper = chain.GetRowToRowMapper(fitted.Data.Schema);
        using var input = fitted.Data.GetRowCursor(mapper.GetDependencies(mapper.OutputSchema));
        using var row = mapper.GetRow(input, mapper.OutputSchema);

        Assert.AreSame(fitted.Data.Schema, mapper.InputSchema);
        RowValues.AssertSame(RowValues.Of(chain.Transform(fitted.Data)), RowValues.Of(row, input.MoveNext));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GetRow_row_of_another_schema_is_refused(string name)
    {
        var fitted = FittedCase.Of(name);
        var mapper = fitted.Transformer.GetRowToRowMapper(fitted.Data.Schema);
        var other = fitted.Case.Data(fitted.Ml);
        using var input = other.GetRowCursor(other.Schema);

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => mapper.GetRow(input, mapper.OutputSchema));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Load_what_was_saved_gives_the_same_schema_and_data(string name)
    {
        var fitted = FittedCase.Of(name);

        var loaded = fitted.Reload(out _);

        SchemaAssert.Same(fitted.Transformer.GetOutputSchema(fitted.Data.Schema), loaded.GetOutputSchema(fitted.Data.Schema));
        RowValues.AssertSame(RowValues.Of(fitted.Transformer.Transform(fitted.Data)), RowValues.Of(loaded.Transform(fitted.Data)));
        (loaded as IDisposable)?.Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Load_what_was_saved_knows_the_input_schema(string name)
    {
        var fitted = FittedCase.Of(name);

        var loaded = fitted.Reload(out var schema);

        // ML.NET cannot write images, so it leaves image columns out of saved schemas.
        var expected = fitted.Data.Schema.Where(column => column.Type is not ImageDataViewType);
        CollectionAssert.AreEqual(
            expected.Select(column => $"{column.Name}: {column.Type}").ToArray(),
            schema.Select(column => $"{column.Name}: {column.Type}").ToArray());
        (loaded as IDisposable)?.Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Fit_twice_gives_the_same_data(string name)
    {
        var first = FittedCase.Of(name);
        using var second = new FittedCase(name);

        RowValues.AssertSame(RowValues.Of(first.Transformer.Transform(first.Data)), RowValues.Of(second.Transformer.Transform(second.Data)));
    }
}
