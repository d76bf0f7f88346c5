using System.Reflection;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Pipelines;

/// <summary>Who disposes a model, how often, and what is left to do with it afterwards.</summary>
[TestClass]
public class EngineDisposalTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Prediction_engine_disposed_twice_disposes_the_transformer_once()
    {
        var architecture = new CountingArchitecture();
        var transformer = TinyGan.Fit(_ml, options => options.Architecture = architecture);
        var engine = _ml.Model.CreatePredictionEngine<LabelRow, GeneratedImage>(transformer);
        var before = architecture.Disposals;

        engine.Dispose();
        engine.Dispose();
        transformer.Dispose();

        Assert.AreEqual(before + 1, architecture.Disposals);
    }

    [TestMethod]
    public void Prediction_engine_of_a_chain_disposes_the_transformer_once()
    {
        var architecture = new CountingArchitecture();
        var model = TinyGan.Estimator(_ml, options => options.Architecture = architecture)
            .Append(_ml.Transforms.ResizeImages("Small", 8, 8, "Generated"))
            .Fit(Squares.Load(_ml));
        var engine = _ml.Model.CreatePredictionEngine<LabelRow, GeneratedImage>(model);
        var before = architecture.Disposals;

        engine.Dispose();
        model.Dispose();

        Assert.AreEqual(before + 1, architecture.Disposals);
    }

    [TestMethod]
    public void Prediction_engine_after_the_transformer_is_gone_says_so()
    {
        var transformer = TinyGan.Fit(_ml);
        var engine = _ml.Model.CreatePredictionEngine<LabelRow, GeneratedImage>(transformer);

        transformer.Dispose();

        var error = Assert.ThrowsExactly<ObjectDisposedException>(() => engine.Predict(new LabelRow()));
        Assert.Contains(nameof(GanTransformer), error.ObjectName);
    }

    [TestMethod]
    public void Cursor_after_the_transformer_is_gone_says_so()
    {
        var transformer = TinyGan.Fit(_ml);
        var made = transformer.Transform(LabelRow.LoadMany(_ml, 4));
        using var cursor = made.GetRowCursor(made.Schema);

        transformer.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => Values.Images(cursor));
    }

    [TestMethod]
    public void Every_property_after_dispose_says_that_the_transformer_is_gone()
    {
        var transformer = TinyGan.Fit(_ml);
        transformer.Dispose();

        // IsRowToRowMapper is a property of the type; chains read it first.
        foreach (var property in typeof(GanTransformer).GetProperties().Where(property => property.Name != nameof(GanTransformer.IsRowToRowMapper)))
        {
            var error = Assert.ThrowsExactly<TargetInvocationException>(() => property.GetValue(transformer), property.Name);
            Assert.IsInstanceOfType<ObjectDisposedException>(error.InnerException, property.Name);
        }
    }

    [TestMethod]
    public void Every_method_after_dispose_says_that_the_transformer_is_gone()
    {
        var rows = LabelRow.Load(_ml, 0);
        using var folder = new TemporaryFolder();
        var transformer = TinyGan.Fit(_ml);
        transformer.Dispose();

        foreach (var method in typeof(GanTransformer).GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
        {
            if (method.IsSpecialName || method.Name == nameof(IDisposable.Dispose))
                continue;
            var arguments = method.GetParameters().Select(Argument).ToArray();
            var error = Assert.ThrowsExactly<TargetInvocationException>(() => method.Invoke(transformer, arguments), method.Name);
            Assert.IsInstanceOfType<ObjectDisposedException>(error.InnerException, method.Name);
        }

        object? Argument(ParameterInfo parameter) => parameter.ParameterType switch
        {
            var type when type == typeof(IDataView) => rows,
            var type when type == typeof(DataViewSchema) => rows.Schema,
            var type when type == typeof(string) => folder["file"],
            var type when type == typeof(Stream) => Stream.Null,
            var type => parameter.HasDefaultValue ? parameter.DefaultValue : type.IsValueType ? Activator.CreateInstance(type) : null,
        };
    }

    [TestMethod]
    public void Load_twice_one_can_be_disposed_while_the_other_is_in_use()
    {
        using var folder = new TemporaryFolder();
        using var transformer = TinyGan.Fit(_ml);
        var rows = LabelRow.LoadMany(_ml, 3);
        _ml.Model.Save(transformer, rows.Schema, folder["gan.zip"]);
        var (first, second) = (_ml.Model.Load(folder["gan.zip"], out _), _ml.Model.Load(folder["gan.zip"], out _));
        var (ofFirst, ofSecond) = (Values.Images(first.Transform(rows)), Values.Images(second.Transform(rows)));
        var made = second.Transform(rows);

        ((IDisposable)first).Dispose();

        Values.AssertSame(ofFirst, ofSecond);
        Values.AssertSame(ofFirst, Values.Images(made));
        ((IDisposable)second).Dispose();
    }
}
