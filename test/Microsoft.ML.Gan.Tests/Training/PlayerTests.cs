using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class PlayerTests
{
    [TestMethod]
    public void Adam_follows_PyTorchs_trajectory() => AssertTrajectory("adam", GanOptimizer.Adam(0.02, 0.5, 0.999));

    [TestMethod]
    public void AdamW_follows_PyTorchs_trajectory() => AssertTrajectory("adamw", GanOptimizer.AdamW(0.02, 0.9, 0.99, 0.3));

    [TestMethod]
    public void RMSProp_follows_PyTorchs_trajectory() => AssertTrajectory("rmsprop", GanOptimizer.RmsProp(0.005, 0.99));

    [TestMethod]
    public void A_parameter_that_the_loss_does_not_reach_stays()
    {
        using var scope = NewDisposeScope();
        using var network = new Player("network", new Line(), GanOptimizer.Adam(0.1));
        Pattern.Fill(network.Module, 300, 0.5);
        var before = network.Weights.Vector.clone();
        network.Minimize(network.Module.get_parameter("layer.bias")!.square().sum());
        var (weight, bias) = (network.Module.get_parameter("layer.weight")!.numel(), network.Module.get_parameter("layer.bias")!.numel());
        TensorAssert.AreIdentical(before.narrow(0, 0, weight), network.Weights.Vector.narrow(0, 0, weight));
        Assert.IsTrue((before - network.Weights.Vector).narrow(0, weight, bias).abs().min().item<float>() > 0.09);
    }

    [TestMethod]
    public void Minimizing_leaves_no_gradients_behind()
    {
        using var scope = NewDisposeScope();
        using var network = new Player("network", new Line(), GanOptimizer.Adam());
        network.Minimize(network.Module.call(Pattern.Uniform(1, 2, 5), zeros(2, 0)).square().sum());
        Assert.IsTrue(network.Weights.Parameters.All(parameter => parameter.grad is null or { IsInvalid: true }));
    }

    [TestMethod]
    public void A_loss_of_two_networks_moves_only_the_one_that_minimizes()
    {
        using var scope = NewDisposeScope();
        using var first = new Player("network", new Line(), GanOptimizer.Adam());
        using var second = new Player("network", new Line(), GanOptimizer.Adam());
        var (firstBefore, secondBefore) = (first.Weights.Vector.clone(), second.Weights.Vector.clone());
        var input = Pattern.Uniform(1, 2, 5);
        first.Minimize((first.Module.call(input, zeros(2, 0)) - second.Module.call(input, zeros(2, 0))).square().sum());
        Assert.IsTrue(first.Weights.Vector.ne(firstBefore).any().item<bool>());
        TensorAssert.AreIdentical(secondBefore, second.Weights.Vector);
    }

    private static void AssertTrajectory(string rule, GanOptimizer optimizer)
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load("optimizers");
        using var network = new Player("network", new Line(), optimizer);
        Pattern.Fill(network.Module, 300, 0.5);
        for (var step = 0; step < 10; step++)
        {
            var output = network.Module.call(Pattern.Uniform(400 + step, 7, 5), zeros(7, 0));
            network.Minimize((output - Pattern.Uniform(500 + step, 7, 3)).square().mean());
            foreach (var name in new[] { "weight", "bias" })
                TensorAssert.AreClose(expected[$"{rule}.{step}.{name}"], network.Module.get_parameter($"layer.{name}")!, 2e-6, $"{name} after step {step}");
        }
    }

    private sealed class Line : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear _layer = nn.Linear(5, 3);

        public Line()
            : base(nameof(Line)) => register_module("layer", _layer);

        public override Tensor forward(Tensor input, Tensor condition) => _layer.call(input);
    }
}
