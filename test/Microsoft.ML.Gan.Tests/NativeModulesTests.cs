using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests;

/// <summary>What it is worth in bytes, the soak test measures.</summary>
[TestClass]
public class NativeModulesTests
{
    [TestMethod]
    [DynamicData(nameof(Layers))]
    public void Release_frees_the_native_module_of_every_layer(string name, Func<nn.Module> create)
    {
        var layer = create();
        var network = nn.Sequential(("inner", nn.Sequential(("layer", (nn.Module<Tensor, Tensor>)layer))), ("last", nn.Linear(3, 1)));
        nn.Module[] modules = [network, .. network.modules()];
        Assert.Contains(layer, modules);
        Assert.IsFalse(modules.Any(IsFreed), name);

        network.Release();

        Assert.IsTrue(modules.All(IsFreed), name);
        network.Release(); // does nothing
    }

    [TestMethod]
    public void Release_disposes_parameters_buffers_and_children()
    {
        var inner = nn.Sequential(("linear", nn.Linear(2, 3)), ("norm", nn.BatchNorm1d(3)));
        var network = nn.Sequential(("inner", inner), ("last", nn.Linear(3, 1)));
        Tensor[] tensors = [.. network.parameters(), .. network.buffers()];

        network.Release();

        Assert.HasCount(9, tensors);
        Assert.IsTrue(tensors.All(tensor => tensor.IsInvalid));
    }

    public static IEnumerable<object[]> Layers =>
    [
        ["Linear", () => nn.Linear(2, 2)],
        ["Conv2d", () => nn.Conv2d(1, 1, 3)],
        ["ConvTranspose2d", () => nn.ConvTranspose2d(1, 1, 3)],
        ["PReLU", () => nn.PReLU(1)],
        ["BatchNorm2d", () => nn.BatchNorm2d(1)],
        ["Tanh", () => nn.Tanh()],
        ["a layer of this library", () => new SpectralLinear(2, 2)],
    ];

    /// <summary>TorchSharp does not show its handles.</summary>
    private static bool IsFreed(nn.Module module) =>
        ((SafeHandle)typeof(nn.Module).GetField("handle", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(module)!).IsInvalid;
}
