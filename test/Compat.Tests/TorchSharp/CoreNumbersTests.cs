using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

/// <summary>The stand-in computes what python's torch computes: results, gradients, gradients of gradients.</summary>
[TestClass]
public sealed partial class CoreNumbersTests
{
    public static IEnumerable<object[]> Cases => CoreFixture.Names.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Result_and_gradients_equal_those_of_python(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement stored = CoreFixture.Case(name);
        Tensor[] inputs = CoreFixture.ReadAll(stored.GetProperty("inputs")).Select(one => one.requires_grad_()).ToArray();

        Tensor output = Operations[name](inputs);
        bool second = stored.TryGetProperty("second", out JsonElement expectedSecond);
        Tensor weight = linspace(0.5, 1.5, output.numel()).reshape(output.shape);
        IList<Tensor> gradients = autograd.grad([(output * weight).sum()], inputs, create_graph: second, retain_graph: second);

        CoreFixture.AreClose(CoreFixture.Read(stored.GetProperty("output")), output, $"{name}: result");
        Tensor[] expected = CoreFixture.ReadAll(stored.GetProperty("grads"));
        for (int i = 0; i < inputs.Length; i++) CoreFixture.AreClose(expected[i], gradients[i], $"{name}: gradient {i}");
        if (!second) return;

        Tensor penalty = gradients.Select(one => (one * one).sum()).Aggregate((sum, one) => sum + one);
        IList<Tensor> secondOrder = autograd.grad([penalty], inputs, allow_unused: true);
        Tensor[] wanted = CoreFixture.ReadAll(expectedSecond);
        for (int i = 0; i < inputs.Length; i++)
            CoreFixture.AreClose(wanted[i], secondOrder[i] is null ? zeros_like(inputs[i]) : secondOrder[i], $"{name}: second gradient {i}", 1e-4);
    }

    [TestMethod]
    public void Every_operation_of_the_table_has_a_fixture() =>
        CollectionAssert.AreEquivalent(CoreFixture.Names.ToArray(), Operations.Keys.ToArray());
}
