using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class NetworkStateTests
{
    private static readonly NetworkSpecification _gray16 = new() { Image = new(1, 16, 16) };

    [TestMethod]
    public void A_copy_has_all_weights_and_buffers()
    {
        using var scope = NewDisposeScope();
        using var from = NewNetwork();
        using var to = NewNetwork();
        Pattern.Fill(from, 100, 0.1);
        from.call(Pattern.Uniform(1, 4, 8), zeros(4, 0));
        NetworkState.Copy(from, to);
        foreach (var (a, b) in NetworkState.Of(from).Zip(NetworkState.Of(to)))
            TensorAssert.AreIdentical(a.Value, b.Value, a.Name);
    }

    [TestMethod]
    public void A_missing_name_is_refused()
    {
        using var scope = NewDisposeScope();
        using var network = NewNetwork();
        var state = Copy(network);
        state.Remove("main.1.bias");
        var error = Assert.ThrowsExactly<InvalidDataException>(() => NetworkState.Load(network, state, "model.zip"));
        Assert.Contains("main.1.bias", error.Message);
        Assert.Contains("model.zip", error.Message);
    }

    [TestMethod]
    public void An_unknown_name_is_refused()
    {
        using var scope = NewDisposeScope();
        using var network = NewNetwork();
        var state = Copy(network);
        state["main.99.weight"] = zeros(1);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => NetworkState.Load(network, state, "model.zip"));
        Assert.Contains("main.99.weight", error.Message);
    }

    [TestMethod]
    public void Another_shape_is_refused_and_nothing_is_copied()
    {
        using var scope = NewDisposeScope();
        using var network = NewNetwork();
        var state = Copy(network);
        foreach (var name in state.Keys)
            state[name] = ones_like(state[name]);
        state["main.6.weight"] = zeros(4, 4);
        var before = network.state_dict()["main.0.weight"].clone();
        var error = Assert.ThrowsExactly<InvalidDataException>(() => NetworkState.Load(network, state, "model.zip"));
        Assert.Contains("[4, 4]", error.Message);
        TensorAssert.AreIdentical(before, network.state_dict()["main.0.weight"]);
    }

    private static nn.Module<Tensor, Tensor, Tensor> NewNetwork() =>
        new DcganArchitecture { LatentSize = 8, GeneratorWidth = 2 }.CreateGenerator(_gray16);

    private static Dictionary<string, Tensor> Copy(nn.Module network) =>
        NetworkState.Of(network).ToDictionary(entry => entry.Name, entry => entry.Value.clone());
}
