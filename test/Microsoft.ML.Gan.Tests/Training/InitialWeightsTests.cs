using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

/// <summary>Weights that nobody set. Raw layers are filled past torch, which counts what is written to a tensor.</summary>
[TestClass]
public class InitialWeightsTests
{
    [TestMethod]
    public void SetGroupNormalizations_unset_ones_begin_as_py_torchs()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(("first", Raw(2, 7, -3)), ("second", nn.Linear(2, 2)), ("third", nn.Sequential(("inner", Raw(2, 0, 0)))));

        CollectionAssert.AreEqual(new[] { "first.weight", "first.bias", "third.inner.weight" }, InitialWeights.SetGroupNormalizations(network).ToArray());

        foreach (var layer in network.modules().OfType<GroupNorm>())
            AssertIs(layer, [1, 1], [0, 0]);
        Assert.IsEmpty(InitialWeights.SetGroupNormalizations(network));
    }

    [TestMethod]
    public void SetGroupNormalizations_memory_that_is_not_finite_is_set()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(("norm", Raw(3, float.NaN, float.PositiveInfinity, 1)));

        Assert.HasCount(2, InitialWeights.SetGroupNormalizations(network));
        AssertIs(network.modules().OfType<GroupNorm>().Single(), [1, 1, 1], [0, 0, 0]);
    }

    [TestMethod]
    public void SetGroupNormalizations_values_that_were_written_stay()
    {
        using var scope = NewDisposeScope();
        var layer = Raw(2, 7, -3);
        nn.init.normal_(layer.weight, 1, 0.02);
        nn.init.zeros_(layer.bias!);
        var weight = layer.weight.data<float>().ToArray();
        using var network = nn.Sequential(("norm", layer));

        Assert.IsEmpty(InitialWeights.SetGroupNormalizations(network));
        AssertIs(layer, weight, [0, 0]);
    }

    [TestMethod]
    public void SetGroupNormalizations_parameters_put_in_their_place_stay()
    {
        using var scope = NewDisposeScope();
        var layer = Raw(2, 7, -3);
        (layer.weight, layer.bias) = (nn.Parameter(full(2, 0.5f)), nn.Parameter(zeros(2)));
        using var network = nn.Sequential(("norm", layer));

        Assert.IsEmpty(InitialWeights.SetGroupNormalizations(network));
        AssertIs(layer, [0.5f, 0.5f], [0, 0]);
    }

    [TestMethod]
    public void SetGroupNormalizations_without_weights_has_nothing_to_do()
    {
        using var scope = NewDisposeScope();
#pragma warning disable RS0030
        using var network = nn.Sequential(("norm", nn.GroupNorm(1, 2, affine: false)));
#pragma warning restore RS0030

        Assert.IsEmpty(InitialWeights.SetGroupNormalizations(network));
    }

    /// <summary>What other layers of TorchSharp have in them was measured to be set; if that changes, this tells.</summary>
    [TestMethod]
    [DynamicData(nameof(Layers))]
    public void Other_layers_have_no_parameter_that_nobody_set(string name, Func<nn.Module> create)
    {
        using var scope = NewDisposeScope();
        using var layer = create();

        Assert.IsNotEmpty(layer.parameters());
        foreach (var (parameterName, parameter) in layer.named_parameters())
            Assert.IsTrue(InitialWeights.IsWritten(parameter), $"{name}.{parameterName}");
    }

    public static IEnumerable<object[]> Layers =>
    [
        ["Linear", () => nn.Linear(3, 2)],
        ["Bilinear", () => nn.Bilinear(3, 2, 2)],
        ["Conv1d", () => nn.Conv1d(2, 3, 3)],
        ["Conv2d", () => nn.Conv2d(2, 3, 3)],
        ["Conv3d", () => nn.Conv3d(2, 3, 3)],
        ["ConvTranspose1d", () => nn.ConvTranspose1d(2, 3, 3)],
        ["ConvTranspose2d", () => nn.ConvTranspose2d(2, 3, 3)],
        ["ConvTranspose3d", () => nn.ConvTranspose3d(2, 3, 3)],
        ["BatchNorm1d", () => nn.BatchNorm1d(3)],
        ["BatchNorm2d", () => nn.BatchNorm2d(3)],
        ["BatchNorm3d", () => nn.BatchNorm3d(3)],
        ["InstanceNorm1d", () => nn.InstanceNorm1d(3, affine: true)],
        ["InstanceNorm2d", () => nn.InstanceNorm2d(3, affine: true)],
        ["InstanceNorm3d", () => nn.InstanceNorm3d(3, affine: true)],
        ["LayerNorm", () => nn.LayerNorm(3)],
        ["PReLU", () => nn.PReLU(3)],
        ["Embedding", () => nn.Embedding(3, 2)],
        ["EmbeddingBag", () => nn.EmbeddingBag(3, 2)],
        ["GRU", () => nn.GRU(3, 2)],
        ["LSTM", () => nn.LSTM(3, 2)],
        ["MultiheadAttention", () => nn.MultiheadAttention(4, 2)],
    ];

    private static GroupNorm Raw(int channels, params float[] memory)
    {
#pragma warning disable RS0030 // as a user calls it
        var layer = nn.GroupNorm(1, channels);
#pragma warning restore RS0030
        layer.weight.data<float>().CopyFrom(memory);
        layer.bias!.data<float>().CopyFrom(memory);
        return layer;
    }

    private static void AssertIs(GroupNorm layer, float[] weight, float[] bias)
    {
        CollectionAssert.AreEqual(weight, layer.weight.data<float>().ToArray());
        CollectionAssert.AreEqual(bias, layer.bias!.data<float>().ToArray());
    }
}
