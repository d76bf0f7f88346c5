using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Conformance;

/// <summary>
/// The checks of ML.NET's own tests for estimators (TestEstimatorCore), in their order, with image values compared too. ML.NET cannot write the type
/// of an image column, so saved input schemas lack these columns.
/// </summary>
internal sealed class EstimatorCore
{
    /// <summary>What the estimator learns from.</summary>
    public required IDataView Data { get; init; }

    /// <summary>
    /// The transformer's input: the same rows, loaded again. A training-only stage changes the rows that it was fitted to, but not after loading; so
    /// both are compared on other rows.
    /// </summary>
    public required IDataView Scored { get; init; }

    /// <summary>What the transformer takes but the estimator does not; null for nothing.</summary>
    public IDataView? TransformOnly { get; init; }

    /// <summary>What neither takes; null for nothing.</summary>
    public IDataView? Invalid { get; init; }

    public void Check(MLContext ml, IEstimator<ITransformer> estimator)
    {
        var promised = estimator.GetOutputSchema(MlNet.ShapeOf(Data.Schema));
        foreach (var refused in new[] { TransformOnly, Invalid }.OfType<IDataView>())
        {
            AssertRefuses(() => estimator.GetOutputSchema(MlNet.ShapeOf(refused.Schema)));
            AssertRefuses(() => estimator.Fit(refused));
        }

        var transformer = estimator.Fit(Data);
        var loaded = Reload(ml, transformer, out var inputSchema);
        using var both = new Disposing(transformer, loaded);
        SchemaAssert.Same(promised, MlNet.ShapeOf(transformer.GetOutputSchema(Data.Schema)));
        CollectionAssert.AreEqual(
            Data.Schema.Where(column => column.Type is not ImageDataViewType).Select(column => $"{column.Name}: {column.Type}").ToArray(),
            inputSchema.Select(column => $"{column.Name}: {column.Type}").ToArray());
        foreach (var data in new[] { Scored, TransformOnly }.OfType<IDataView>())
            CheckOn(data, transformer, loaded);
        foreach (var one in new[] { transformer, loaded })
        {
            if (Invalid is null)
                continue;
            AssertRefuses(() => one.GetOutputSchema(Invalid.Schema));
            AssertRefuses(() => one.Transform(Invalid));
        }
    }

    private static void CheckOn(IDataView data, ITransformer transformer, ITransformer loaded)
    {
        var schema = transformer.GetOutputSchema(data.Schema);
        if (transformer.IsRowToRowMapper)
        {
            var mapper = transformer.GetRowToRowMapper(data.Schema);
            Assert.AreSame(data.Schema, mapper.InputSchema);
            SchemaAssert.Same(schema, mapper.OutputSchema);
        }
        else
        {
            AssertRefuses(() => transformer.GetRowToRowMapper(data.Schema));
        }

        var (made, again) = (transformer.Transform(data), loaded.Transform(data));
        SchemaAssert.Same(schema, loaded.GetOutputSchema(data.Schema));
        SchemaAssert.Same(schema, made.Schema);
        SchemaAssert.Same(schema, again.Schema);
        RowValues.AssertSame(RowValues.Of(made), RowValues.Of(again));
    }

    private ITransformer Reload(MLContext ml, ITransformer transformer, out DataViewSchema inputSchema)
    {
        using var stream = new MemoryStream();
        ml.Model.Save(transformer, Data.Schema, stream);
        stream.Position = 0;
        return ml.Model.Load(stream, out inputSchema);
    }

    /// <summary>ML.NET's tests know two exceptions, and no third.</summary>
    private static void AssertRefuses(Action action)
    {
        var error = Assert.Throws<Exception>(action);
        Assert.IsTrue(error.GetType() == typeof(ArgumentOutOfRangeException) || error.GetType() == typeof(InvalidOperationException), error.ToString());
    }

    private sealed class Disposing(params ITransformer[] transformers) : IDisposable
    {
        public void Dispose()
        {
            foreach (var transformer in transformers)
                (transformer as IDisposable)?.Dispose();
        }
    }
}
