using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class ComputeDeviceTests
{
    // A GPU that no machine has.
    private const string Absent = "cuda:4711";

    [TestMethod]
    public void The_CPU_can_always_be_asked_for() =>
        Assert.AreEqual(DeviceType.CPU, ComputeDevice.Resolve("cpu", gpuDeviceId: 4711, fallbackToCpu: false, _ => Assert.Fail()).type);

    [TestMethod]
    public void What_nobody_asks_for_is_a_GPU_if_there_is_one() =>
        Assert.AreEqual(cuda_is_available() ? DeviceType.CUDA : DeviceType.CPU, ComputeDevice.Resolve(null, null, fallbackToCpu: false, _ => Assert.Fail()).type);

    [TestMethod]
    public void A_GPU_that_is_not_there_is_replaced_with_a_warning()
    {
        var warnings = new List<string>();
        Assert.AreEqual(DeviceType.CPU, ComputeDevice.Resolve(Absent, null, fallbackToCpu: true, warnings.Add).type);
        Assert.Contains(Absent, warnings.Single());
    }

    [TestMethod]
    public void A_GPU_that_is_not_there_is_an_error_without_fallback()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => ComputeDevice.Resolve(null, 4711, fallbackToCpu: false, _ => { }));
        Assert.Contains(Absent, error.Message);
        Assert.Contains("FallbackToCpu", error.Message);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("cpu")]
    [DataRow("cuda")]
    [DataRow("cuda:1")]
    public void Names_of_devices_are_valid(string? name) => ComputeDevice.Validate(name);

    [TestMethod]
    [DataRow("gpu")]
    [DataRow("cuda:")]
    [DataRow("cuda:-1")]
    [DataRow("")]
    public void Other_names_are_refused(string name)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ComputeDevice.Validate(name));
        Assert.Contains($"'{name}'", error.Message);
    }
}
