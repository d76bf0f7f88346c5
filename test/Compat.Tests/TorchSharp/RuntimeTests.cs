using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

/// <summary>Threads, devices and how the native library behaves as a guest.</summary>
[TestClass]
[DoNotParallelize]
public sealed class RuntimeTests
{
    [TestMethod]
    public void The_BLAS_runs_one_thread_so_that_it_does_not_fight_with_OpenMP()
    {
        _ = ones(1);
        Assert.IsLessThanOrEqualTo(1, Native.mlgan_blas_threads());
        int before = get_num_threads();
        set_num_threads(2);
        Assert.IsLessThanOrEqualTo(1, Native.mlgan_blas_threads());
        set_num_threads(before);
    }

    [TestMethod]
    public void The_number_of_threads_can_be_set()
    {
        int before = get_num_threads();
        set_num_threads(1);
        Assert.AreEqual(1, get_num_threads());
        set_num_threads(before);
    }

    [TestMethod]
    public void A_device_has_upstreams_names()
    {
        Assert.AreEqual("cpu", CPU.ToString());
        Assert.AreEqual("cuda:1", new Device("cuda:1").ToString());
        Assert.AreEqual(DeviceType.CUDA, new Device(0).type);
    }

    [TestMethod]
    public void A_device_that_is_not_there_is_refused()
    {
        if (cuda.is_available()) Assert.IsGreaterThan(0, cuda.device_count());
        else Assert.ThrowsExactly<InvalidOperationException>(() => ones(1, device: new Device(DeviceType.CUDA)));
    }

    [TestMethod]
    public void An_unknown_operator_names_itself_and_the_version()
    {
        var error = Assert.ThrowsExactly<System.Runtime.InteropServices.ExternalException>(() => Dispatcher.Call("aten::no_such_thing"));
        StringAssert.Contains(error.Message, "aten::no_such_thing");
        StringAssert.Contains(error.Message, __version__);
    }

    [TestMethod]
    public void A_missing_argument_is_named()
    {
        using DisposeScope scope = NewDisposeScope();
        var error = Assert.ThrowsExactly<System.Runtime.InteropServices.ExternalException>(() => Dispatcher.Call("aten::mm", ones(2, 2)));
        StringAssert.Contains(error.Message, "mat2");
    }

    [TestMethod]
    public void Long_lists_of_tensors_are_passed_whole()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] many = Enumerable.Range(0, 1000).Select(i => full(1, (float)i)).ToArray();
        Assert.AreEqual(499500.0, cat(many).sum().ToDouble());
    }
}
