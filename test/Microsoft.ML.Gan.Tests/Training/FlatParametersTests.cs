using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class FlatParametersTests
{
    private static readonly NetworkSpecification _gray16 = new() { Image = new(1, 16, 16) };

    [TestMethod]
    public void Values_and_outputs_stay_what_they_were()
    {
        using var scope = NewDisposeScope();
        using var network = NewNetwork();
        var before = network.parameters().Select(parameter => parameter.detach().clone()).ToArray();
        var input = Pattern.Uniform(1, 2, 8);
        var output = network.call(input, zeros(2, 0)).detach();
        using var flat = new FlatParameters("network", [network]);

        TensorAssert.AreIdentical(flat.Flatten(before), flat.Vector);
        for (var i = 0; i < before.Length; i++)
            TensorAssert.AreIdentical(before[i], flat.Parameters[i]);
        TensorAssert.AreIdentical(output, network.call(input, zeros(2, 0)).detach());
    }

    [TestMethod]
    public void What_is_written_to_the_vector_is_in_the_network_and_the_other_way_round()
    {
        using var scope = NewDisposeScope();
        using var network = NewNetwork();
        using var flat = new FlatParameters("network", [network]);
        using var noGradient = no_grad();
        flat.Vector.fill_(0.25);
        Assert.IsTrue(network.state_dict()["main.0.weight"].eq(0.25).all().item<bool>());

        network.state_dict()["main.0.weight"].fill_(0.5);
        var length = network.state_dict()["main.0.weight"].numel();
        Assert.AreEqual(length * 0.5f + ((flat.Vector.numel() - length) * 0.25f), flat.Vector.sum().item<float>(), 1e-2f);
    }

    [TestMethod]
    public void The_network_stays_connected_after_an_optimizer_step()
    {
        using var scope = NewDisposeScope();
        using var network = new Player("network", NewNetwork(), GanOptimizer.Adam());
        network.Minimize(network.Module.call(Pattern.Uniform(1, 2, 8), zeros(2, 0)).square().mean());
        TensorAssert.AreIdentical(network.Weights.Flatten(network.Weights.Parameters), network.Weights.Vector);
    }

    [TestMethod]
    public void Parameters_of_the_network_still_ask_for_gradients()
    {
        using var scope = NewDisposeScope();
        using var network = NewNetwork();
        using var flat = new FlatParameters("network", [network]);
        Assert.IsTrue(network.parameters().All(parameter => parameter.requires_grad && parameter.is_leaf));
        Assert.IsFalse(flat.Vector.requires_grad);
    }

    [TestMethod]
    public void Parameters_keep_their_strides()
    {
        using var scope = NewDisposeScope();
        using var network = NewNetwork();
        var before = network.parameters().Select(parameter => parameter.stride()).ToArray();
        Assert.IsTrue(network.parameters().Any(parameter => !parameter.is_contiguous()), "The network has no channels-last weights.");
        using var flat = new FlatParameters("network", [network]);
        foreach (var (expected, parameter) in before.Zip(flat.Parameters))
            CollectionAssert.AreEqual(expected, parameter.stride());
    }

    [TestMethod]
    public void Flatten_puts_each_value_where_its_parameter_is()
    {
        using var scope = NewDisposeScope();
        using var network = NewNetwork();
        using var flat = new FlatParameters("network", [network]);
        var gradients = flat.Parameters.Select((parameter, index) => Pattern.Uniform(index, parameter.shape)).ToArray();
        using var noGradient = no_grad();
        flat.Vector.copy_(flat.Flatten(gradients));
        foreach (var (gradient, parameter) in gradients.Zip(flat.Parameters))
            TensorAssert.AreIdentical(gradient, parameter);
    }

    [TestMethod]
    public void A_network_without_parameters_is_refused_by_name()
    {
        using var network = new Nothing();
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => new FlatParameters("network", [network]));
        Assert.Contains("Nothing", error.Message);
    }

    private static nn.Module<Tensor, Tensor, Tensor> NewNetwork()
    {
        var network = new DcganArchitecture { LatentSize = 8, GeneratorWidth = 2 }.CreateGenerator(_gray16);
        Pattern.Fill(network, 100, 0.1);
        return network;
    }

    private sealed class Nothing() : nn.Module<Tensor, Tensor>("Nothing")
    {
        public override Tensor forward(Tensor input) => input;
    }
}
