using TorchSharp;
using static TorchSharp.torch;
using Init = TorchSharp.torch.nn.init;

namespace Compat.Tests.Networks;

[TestClass]
public class InitTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Fill = new()
    {
        ["uniform"] = t => Init.uniform_(t, -2, 3),
        ["normal"] = t => Init.normal_(t, 1, 0.02),
        ["xavier_uniform"] = t => Init.xavier_uniform_(t, 2),
        ["xavier_normal"] = t => Init.xavier_normal_(t),
        ["kaiming_uniform"] = t => Init.kaiming_uniform_(t, nonlinearity: Init.NonlinearityType.ReLU),
        ["kaiming_normal"] = t => Init.kaiming_normal_(t, 0.2, Init.FanInOut.FanOut),
        ["orthogonal"] = t => Init.orthogonal_(t, 1.5),
        ["trunc_normal"] = t => Init.trunc_normal_(t, 0.1, 0.5, -1, 0.9),
    };

    public static IEnumerable<object[]> Names => Fill.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Same_seed_gives_the_same_values_as_Python(string name)
    {
        using var scope = NewDisposeScope();
        foreach (var expected in NnFixtures.Nn("inits").EnumerateArray().Where(item => NnFixtures.Name(item) == name))
        {
            manual_seed(3);
            var result = expected.GetProperty("result");
            NnFixtures.AreClose(result, Fill[name](empty(NnFixtures.Shape(result))), name);
        }
    }

    [TestMethod]
    public void Orthogonal_rows_are_orthonormal()
    {
        using var scope = NewDisposeScope();
        var weight = Init.orthogonal_(empty(4, 9));
        Assert.IsTrue(weight.mm(weight.t()).allclose(eye(4), atol: 1e-5));
    }

    [TestMethod]
    public void Filling_a_parameter_leaves_no_trace_in_the_graph()
    {
        using var scope = NewDisposeScope();
        var parameter = torch.nn.Parameter(empty(2, 2));
        Init.constant_(parameter, 3);
        Assert.IsTrue(parameter.is_leaf);
        Assert.AreEqual(12, parameter.sum().ToDouble());
    }

    [TestMethod]
    public void Fan_of_a_vector_is_refused()
    {
        using var scope = NewDisposeScope();
        var vector = zeros(3);
        Assert.ThrowsExactly<ArgumentException>(() => Init.kaiming_uniform_(vector));
    }
}
