using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Compat.Tests.MLNet.Transforms;

[TestClass]
public class CustomMappingTests
{
    public sealed class Input
    {
        public float X { get; set; }
    }

    public sealed class Output
    {
        public float Square { get; set; }

        public string Text { get; set; } = "";
    }

    [CustomMappingFactoryAttribute("Square")]
    public sealed class SquareFactory : CustomMappingFactory<Input, Output>
    {
        public override Action<Input, Output> GetMapping() => Map;

        public static void Map(Input input, Output output)
        {
            output.Square = input.X * input.X;
            output.Text = $"{input.X}²";
        }
    }

    private readonly MLContext _context = new(1);

    private IDataView Data() => _context.Data.LoadFromEnumerable(new[] { new Input { X = 2 }, new Input { X = 3 } });

    [TestMethod]
    public void CustomMapping_AddsColumnsAndSurvivesSaving()
    {
        var output = PipelineCheck.FitSaveLoad(_context, _context.Transforms.CustomMapping<Input, Output>(SquareFactory.Map, "Square"), Data());
        CollectionAssert.AreEqual(new float[] { 4, 9 }, output.GetColumn<float>("Square").ToArray());
        CollectionAssert.AreEqual(new[] { "2²", "3²" }, output.GetColumn<string>("Text").ToArray());
    }

    [TestMethod]
    public void CustomMapping_IsCalledOnceARow()
    {
        int calls = 0;
        var data = Data();
        var output = _context.Transforms.CustomMapping<Input, Output>((_, _) => calls++, null).Fit(data).Transform(data);
        PipelineCheck.Print(output);
        Assert.AreEqual(2, calls);
    }

    [TestMethod]
    public void CustomMapping_WithoutContract_CannotBeSaved()
    {
        var model = _context.Transforms.CustomMapping<Input, Output>(SquareFactory.Map, null).Fit(Data());
        Assert.ThrowsExactly<InvalidOperationException>(() => _context.Model.Save(model, Data().Schema, new MemoryStream()));
    }

    [TestMethod]
    public void CustomMapping_OfAMissingColumn_IsRefused()
    {
        var other = _context.Data.LoadFromEnumerable(new[] { new Output() });
        var estimator = _context.Transforms.CustomMapping<Input, Output>(SquareFactory.Map, null);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(SchemaShape.Create(other.Schema)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(other));
    }
}
