using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MLNet.Pipeline;

[TestClass]
public sealed class PredictionEngineTests
{
    private readonly MLContext _ml = new();

    private sealed class Input
    {
        public float Value { get; set; }

        [VectorType(2)]
        public float[]? Pair { get; set; }
    }

    private sealed class Output
    {
        public float Value { get; set; }

        public float[]? Pair { get; set; }
    }

    private sealed class WiderOutput
    {
        public float Value { get; set; }

        public string? Nothing { get; set; }
    }

    [TestMethod]
    public void Each_example_gets_its_prediction()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(new AddingTransformer(10, "Value"));

        Assert.AreEqual(11f, engine.Predict(new Input { Value = 1 }).Value);
        Assert.AreEqual(12f, engine.Predict(new Input { Value = 2 }).Value);
        CollectionAssert.AreEqual(new float[] { 3, 4 }, engine.Predict(new Input { Pair = [3, 4] }).Pair);
    }

    [TestMethod]
    public void Predictions_have_arrays_of_their_own()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(new AddingTransformer(10, "Value"));

        var first = engine.Predict(new Input { Pair = [1, 2] });
        engine.Predict(new Input { Pair = [3, 4] });

        CollectionAssert.AreEqual(new float[] { 1, 2 }, first.Pair);
    }

    [TestMethod]
    public void A_prediction_can_be_filled_again()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(new AddingTransformer(10, "Value"));
        var prediction = new Output();
        var same = prediction;

        engine.Predict(new Input { Value = 5 }, ref prediction);

        Assert.AreSame(same, prediction);
        Assert.AreEqual(15f, prediction.Value);
    }

    [TestMethod]
    public void Disposing_the_engine_disposes_its_transformer_once()
    {
        var transformer = new AddingTransformer(10, "Value");
        var engine = _ml.Model.CreatePredictionEngine<Input, Output>(transformer);

        engine.Dispose();
        engine.Dispose();

        Assert.AreEqual(1, transformer.Disposals);
    }

    [TestMethod]
    public void A_borrowed_transformer_is_not_disposed()
    {
        var transformer = new AddingTransformer(10, "Value");

        _ml.Model.CreatePredictionEngine<Input, Output>(transformer, new PredictionEngineOptions { OwnsTransformer = false }).Dispose();

        Assert.AreEqual(0, transformer.Disposals);
    }

    [TestMethod]
    public void Missing_output_columns_are_an_error_only_when_asked_for()
    {
        var transformer = new AddingTransformer(10, "Value");

        Assert.AreEqual(11f, _ml.Model.CreatePredictionEngine<Input, WiderOutput>(transformer).Predict(new Input { Value = 1 }).Value);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _ml.Model.CreatePredictionEngine<Input, WiderOutput>(transformer, ignoreMissingColumns: false));
    }

    [TestMethod]
    public void The_saved_input_schema_sets_the_types_of_the_input()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Value", NumberDataViewType.Single);
        builder.AddColumn("Pair", new VectorDataViewType(NumberDataViewType.Single, 7));

        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(new AddingTransformer(10, "Value"), builder.ToSchema());

        Assert.AreEqual(7, ((VectorDataViewType)engine.OutputSchema["Pair"].Type).Size);
    }

    [TestMethod]
    public void A_chain_predicts_with_all_its_members()
    {
        var chain = new TransformerChain<ITransformer>(new AddingTransformer(10, "Value"), new AddingTransformer(100, "Value"));

        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(chain);

        Assert.AreEqual(111f, engine.Predict(new Input { Value = 1 }).Value);
    }
}
