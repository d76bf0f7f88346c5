using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MLNet.Pipeline;

[TestClass]
public sealed class ChainTests
{
    private readonly MLContext _ml = new();

    private sealed class Row
    {
        public float Value { get; set; }

        public float Other { get; set; }
    }

    private IDataView Data => _ml.Data.LoadFromEnumerable([new Row { Value = 1 }, new Row { Value = 2 }]);

    private static float[] Values(IDataView data) => data.GetColumn<float>("Value").ToArray();

    [TestMethod]
    public void A_chain_applies_its_members_in_order()
    {
        var model = new AddingEstimator(10).Append(new AddingEstimator(100)).Fit(Data);

        CollectionAssert.AreEqual(new float[] { 111, 112 }, Values(model.Transform(Data)));
        Assert.HasCount(2, model);
        Assert.AreSame(model.LastTransformer, model.Last());
    }

    [TestMethod]
    public void A_member_for_training_takes_no_part_in_scoring()
    {
        var model = new AddingEstimator(10)
            .Append(new AddingEstimator(100), TransformerScope.Training)
            .Append(new AddingEstimator(1000), TransformerScope.Everything)
            .Fit(Data);

        Assert.AreEqual(1011f, Values(model.Transform(Data))[0]);
        Assert.AreEqual(1111f, Values(model.Transform(Data, TransformerScope.Training))[0]);
        Assert.HasCount(2, model.GetModelFor(TransformerScope.Scoring));
        Assert.HasCount(3, model.GetModelFor(TransformerScope.TrainTest));
        Assert.HasCount(3, model.GetOutputSchema(Data.Schema, TransformerScope.Testing).Where(column => column.Name == "Value").ToArray());
    }

    [TestMethod]
    public void Each_member_is_fitted_on_what_those_before_it_made()
    {
        var seen = 0f;
        var watched = new AddingEstimator(10).Append(new WatchingEstimator(data => seen = Values(data)[0]));

        watched.Fit(Data);

        Assert.AreEqual(11f, seen);
    }

    [TestMethod]
    public void Schemas_are_checked_before_anything_is_fitted()
    {
        var first = new AddingEstimator(10);

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => first.Append(new AddingEstimator(1, "Nothing")).Fit(Data));
        Assert.AreEqual(0, first.Fits);
    }

    [TestMethod]
    public void A_cache_checkpoint_spares_passes_over_the_source()
    {
        var rows = 0;
        IEnumerable<Row> Source()
        {
            for (var i = 0; i < 3; i++)
            {
                rows++;
                yield return new Row { Value = i };
            }
        }

        void ReadTwice(IDataView data)
        {
            Values(data);
            Values(data);
        }

        new AddingEstimator(10).AppendCacheCheckpoint(_ml).Append(new WatchingEstimator(ReadTwice)).Fit(_ml.Data.LoadFromEnumerable(Source()));

        Assert.AreEqual(3, rows);
    }

    [TestMethod]
    public void An_empty_chain_has_nothing_to_cache()
    {
        Assert.ThrowsExactly<InvalidOperationException>(() => new EstimatorChain<ITransformer>().AppendCacheCheckpoint(_ml));
    }

    [TestMethod]
    public void A_chains_row_mapper_maps_rows_and_names_what_it_needs()
    {
        ITransformer model = new AddingEstimator(10).Append(new AddingEstimator(100)).Fit(Data);
        var mapper = model.GetRowToRowMapper(Data.Schema);
        var value = mapper.OutputSchema["Value"];

        CollectionAssert.AreEqual(new[] { "Value" }, mapper.GetDependencies([value]).Select(column => column.Name).ToArray());
        var data = Data;
        var own = model.GetRowToRowMapper(data.Schema);
        using var cursor = data.GetRowCursor(data.Schema);
        using var row = own.GetRow(cursor, [own.OutputSchema["Value"]]);
        var getter = row.GetGetter<float>(own.OutputSchema["Value"]);
        cursor.MoveNext();
        var result = 0f;
        getter(ref result);
        Assert.AreEqual(111f, result);
        Assert.AreSame(data.Schema, own.InputSchema);
    }

    [TestMethod]
    public void A_row_of_another_schema_is_refused_even_if_equal()
    {
        ITransformer model = new AddingEstimator(10).Append(new AddingEstimator(100)).Fit(Data);
        var mapper = model.GetRowToRowMapper(Data.Schema);
        using var cursor = Data.GetRowCursor(Data.Schema);

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => mapper.GetRow(cursor, mapper.OutputSchema));
    }

    [TestMethod]
    public void Disposing_a_chain_disposes_each_member_once()
    {
        var model = new AddingEstimator(10).Append(new AddingEstimator(100)).Fit(Data);

        model.Dispose();
        model.Dispose();

        Assert.IsTrue(model.Cast<AddingTransformer>().All(member => member.Disposals == 1));
    }

    [TestMethod]
    public void What_is_fitted_can_be_watched()
    {
        AddingTransformer? seen = null;
        var model = new AddingEstimator(10).WithOnFitDelegate(fitted => seen = fitted).Fit(Data);

        Assert.AreSame(model, seen);
    }

    [TestMethod]
    public void An_estimator_can_be_previewed()
    {
        var preview = new AddingEstimator(10).Preview(Data, maxRows: 1);

        Assert.HasCount(1, preview.RowView);
        Assert.AreEqual(11f, preview.RowView[0].Values.Last().Value);
    }

    [TestMethod]
    public void Transformers_can_be_chained_by_hand()
    {
        var chain = new TransformerChain<ITransformer>(new AddingTransformer(1, "Value"))
            .Append(new AddingTransformer(2, "Value"), TransformerScope.Training);

        Assert.AreEqual(2f, Values(chain.Transform(Data))[0]);
        Assert.ThrowsExactly<InvalidOperationException>(
            () => new TransformerChain<ITransformer>([new AddingTransformer(1, "Value")], Array.Empty<TransformerScope>()));
    }

    private sealed class WatchingEstimator(Action<IDataView> watch) : IEstimator<AddingTransformer>
    {
        public AddingTransformer Fit(IDataView input)
        {
            watch(input);
            return new(0, "Value");
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }
}
