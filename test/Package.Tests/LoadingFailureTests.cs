using MlGan.Package.Tests.Testing;

namespace MlGan.Package.Tests;

/// <summary>TorchSharp's library is missing, damaged or was asked for too early: the program is told what to do.</summary>
[TestClass]
public class LoadingFailureTests
{
    [TestMethod]
    public void Train_without_a_native_package_names_the_packages_to_add()
    {
        var consumer = Workplace.WithoutTorch;

        var error = Failure(consumer.Folder, Path.Combine(consumer.Output, "Consumer.dll"), "train");

        foreach (var package in new[] { "TorchSharp-cpu", "TorchSharp-cuda-windows", "TorchSharp-cuda-linux" })
            Assert.Contains(package, error);
        Assert.DoesNotContain(Libstdcxx.Version, error, "the older libstdc++ is not what is wrong");
        if (Libstdcxx.IsOlder)
            Assert.Contains("'libc10.so' is in none of the folders", error);
    }

    [TestMethod]
    public void Train_with_a_damaged_library_says_what_is_wrong_with_it()
    {
        Libstdcxx.RequireOlder("A truncated file ends the process there, in the system's loader.");
        var folder = Workplace.Consumer.Publish("damaged", "--no-build");
        var library = Path.Combine(folder, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        var damaged = File.ReadAllBytes(library)[..100_000];
        File.Delete(library); // It may be a link to the file in NuGet's folder.
        File.WriteAllBytes(library, damaged);

        var error = Failure(folder, Path.Combine(folder, "Consumer.dll"), "train");

        Assert.Contains(Libstdcxx.Version, error);
        Assert.Contains($"'{library}' is damaged", error);
    }

    [TestMethod]
    public void Train_after_torch_sharp_has_failed_says_to_call_the_library_first()
    {
        Libstdcxx.RequireOlder("Nothing fails there.");

        var error = Failure(Workplace.Consumer.Folder, Path.Combine(Workplace.Consumer.Output, "Consumer.dll"), "torch-first");

        Assert.Contains(Libstdcxx.Version, error);
        Assert.Contains("before Microsoft.ML.Gan", error);
        Assert.Contains("mlContext.Gan()", error);
        Assert.DoesNotContain("TorchSharp-cpu", error, "no package is missing");
    }

    /// <summary>Runs a program that must fail with the library's exception.</summary>
    /// <returns>The exception's message.</returns>
    private static string Failure(string folder, params string[] arguments)
    {
        // Where TorchSharp does not load, it copies half a gigabyte from NuGet's folder beside the program, and fails all the same.
        var run = Command.Run(folder, arguments, ("NUGET_PACKAGES", Path.Combine(folder, "no-packages")));
        Assert.AreEqual(1, run.ExitCode, run.Output + run.Error);
        var first = run.Error.Split('\n')[0];
        StringAssert.StartsWith(first, "System.InvalidOperationException: The native library of TorchSharp 0.107.0 cannot be used: ");
        return first;
    }
}
