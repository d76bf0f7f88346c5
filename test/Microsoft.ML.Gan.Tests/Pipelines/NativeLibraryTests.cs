using System.Diagnostics;
using System.Reflection;
using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;

namespace Microsoft.ML.Gan.Tests.Pipelines;

/// <summary>
/// TorchSharp's native library is missing or another one. A process loads it once and for all, so each case has a process of
/// its own: the test assembly as a program, which loads a model.
/// </summary>
[TestClass]
public class NativeLibraryTests
{
    [TestMethod]
    public void Load_LibraryIsMissing_SaysWhichPackageToAddAndWhichFileWasTried()
    {
        using var folder = new TemporaryFolder();

        var error = LoadWith(folder["absent.so"]);

        AssertNamesPackages(error);
        Assert.Contains(folder["absent.so"], error);
    }

    [TestMethod]
    public void Load_FileIsNoLibrary_SaysWhichPackageToAddAndWhichFileWasTried()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["text.so"], "no library");

        var error = LoadWith(folder["text.so"]);

        AssertNamesPackages(error);
        Assert.Contains(folder["text.so"], error);
    }

    [TestMethod]
    public void Load_LibraryOfAnotherVersion_SaysWhichPackageToAddAndWhichFileWasTried()
    {
        // A library that loads, but has none of the functions.
        var other = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libSystem.Native.so");

        var error = LoadWith(other);

        AssertNamesPackages(error);
        Assert.Contains(other, error);
    }

    /// <summary>Loads a model in a process whose TorchSharp is told to use this file; gives what the process says as it fails.</summary>
    private static string LoadWith(string library)
    {
        if (typeof(torch).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().All(data => data.Key != "TorchShim"))
            Assert.Inconclusive("The official TorchSharp takes its library from its own package only.");

        using var folder = new TemporaryFolder();
        var ml = new MLContext(seed: 1);
        using (var transformer = TinyGan.Fit(ml))
            ml.Model.Save(transformer, LabelRow.Load(ml, 0).Schema, folder["gan.zip"]);

        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardError = true,
            Environment = { ["MLGAN_TORCH_SHIM"] = library },
        };
        foreach (var argument in (string[])["exec", typeof(NativeLibraryTests).Assembly.Location, folder["gan.zip"], folder["images"], "red"])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.AreNotEqual(0, process.ExitCode);
        return error;
    }

    private static void AssertNamesPackages(string error)
    {
        Assert.Contains(nameof(InvalidOperationException), error);
        foreach (var package in new[] { "TorchSharp-cpu", "TorchSharp-cuda-windows", "TorchSharp-cuda-linux" })
            Assert.Contains(package, error);
    }
}
