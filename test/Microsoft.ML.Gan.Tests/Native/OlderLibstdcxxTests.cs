using System.Runtime.InteropServices;

namespace Microsoft.ML.Gan.Tests.Native;

/// <summary>What the module's initializer has done in this process. What becomes of programs, test/Package.Tests asks.</summary>
[TestClass]
public class OlderLibstdcxxTests
{
    [TestMethod]
    public void State_is_loaded_exactly_where_libstdcxx_lacks_the_version()
    {
        var lacks = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64
            && !(File.ReadAllBytes(File.ReadLines("/proc/self/maps").First(line => line.Contains("/libstdc++.so.6")).Split(' ')[^1])
                .AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(OlderLibstdcxx.Version)) >= 0);

        Assert.AreEqual(lacks ? OlderLibstdcxxState.Loaded : OlderLibstdcxxState.NotOlder, OlderLibstdcxx.State);
        Assert.IsNull(OlderLibstdcxx.Failure);
    }

    [TestMethod]
    public void Load_again_loads_nothing_more()
    {
        if (OlderLibstdcxx.State != OlderLibstdcxxState.Loaded)
            Assert.Inconclusive("TorchSharp loads by itself on this system.");
        var before = Copies();

        OlderLibstdcxx.Load();

        Assert.AreEqual(before, Copies());
    }

    [TestMethod]
    public void Libtorch_comes_from_the_programs_package()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("Linux says which files a process has loaded.");

        var loaded = File.ReadLines("/proc/self/maps").Select(line => line.Split(' ')[^1]).Where(path => Path.GetFileName(path) is "libtorch_cpu.so" or "libtorch.so" or "libc10.so");

        foreach (var path in loaded)
            StringAssert.StartsWith(path, AppContext.BaseDirectory);
    }

    private static int Copies() => File.ReadLines("/proc/self/maps").Count(line => line.Contains("memfd:libLibTorchSharp.so"));
}
