using System.Runtime.InteropServices;
using MlGan.Package.Tests.Testing;

namespace MlGan.Package.Tests;

/// <summary>
/// A program that references the package trains, saves and loads, whichever way it is built and started. On a system with an older
/// libstdc++ that includes loading TorchSharp's library.
/// </summary>
[TestClass]
public class ConsumerTests
{
    private const string TorchSharpCopies = "Where its files lie apart, it copies half a gigabyte into NuGet's folder first.";

    private static string Runtime => $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    [TestMethod]
    public void Dotnet_run_the_example_trains_and_saves()
    {
        var model = Workplace.Model;

        Assert.HasCount(4, model.Pictures);
        Assert.HasCount(4, model.Pictures.Distinct().ToList(), "each row has a picture of its own");
        StringAssert.StartsWith(model.Pictures[0], "picture 16×16 ");
        Assert.IsTrue(File.Exists(model.Path));
    }

    [TestMethod]
    public void Dotnet_run_the_model_in_another_process_generates_the_same_pictures() =>
        AssertSamePictures(Workplace.Consumer.DotnetRun("load", Workplace.Model.Path));

    [TestMethod]
    public void Publish_portable_generates_the_same_pictures()
    {
        var folder = Workplace.Consumer.Publish("portable", "--no-build");

        AssertSamePictures(Load(Path.Combine(folder, "Consumer.dll")));
    }

    [TestMethod]
    public void Publish_for_one_system_generates_the_same_pictures()
    {
        var folder = Workplace.Consumer.Publish("one-system", "-r", Runtime);

        AssertSamePictures(Load(Path.Combine(folder, "Consumer.dll")));
    }

    [TestMethod]
    public void Build_with_native_files_in_the_nu_get_folder_only_generates_the_same_pictures()
    {
        Libstdcxx.RequireOlder(TorchSharpCopies);
        // What CopyLocalLockFileAssemblies=false builds: the program without its packages, found by .deps.json in NuGet's folder.
        var folder = Workplace.NewFolder("files-in-nuget-folder");
        foreach (var name in new[] { "Consumer.dll", "Consumer.deps.json", "Consumer.runtimeconfig.json" })
            File.Copy(Path.Combine(Workplace.Consumer.Output, name), Path.Combine(folder, name));

        var run = Command.Dotnet(
            folder, "exec", "--additionalprobingpath", BuildFacts.NuGetFolder, "--additionalprobingpath", Workplace.Consumer.Packages, "Consumer.dll", "load", Workplace.Model.Path);

        AssertSamePictures(run);
    }

    [TestMethod]
    public void Notebook_with_packages_loaded_from_the_nu_get_folder_generates_the_same_pictures()
    {
        Libstdcxx.RequireOlder(TorchSharpCopies);
        // .NET knows none of the packages; their files are found when they are asked for, by handlers, as in a notebook's kernel.
        var folder = Workplace.NewFolder("notebook");
        foreach (var name in new[] { "Consumer.dll", "Consumer.runtimeconfig.json" })
            File.Copy(Path.Combine(Workplace.Consumer.Output, name), Path.Combine(folder, name));
        File.WriteAllLines(Path.Combine(folder, "files"), Workplace.Consumer.PackageFiles());

        var run = Command.Dotnet(folder, "exec", "Consumer.dll", "notebook", "files", "load", Workplace.Model.Path);

        AssertSamePictures(run);
        Assert.IsFalse(Directory.Exists(Path.Combine(BuildFacts.NuGetFolder, "torchsharp", "0.107.0", "lib", "net8.0", "cpu")), "TorchSharp has copied libtorch");
    }

    [TestMethod]
    public void TorchSharp_called_after_the_library_works()
    {
        var run = Workplace.Consumer.DotnetRun("torch-second");

        Assert.AreEqual("42", run.Output.Trim());
    }

    private static Command Load(string program) => Command.Dotnet(Path.GetDirectoryName(program)!, program, "load", Workplace.Model.Path);

    private static void AssertSamePictures(Command run) =>
        CollectionAssert.AreEqual(Workplace.Model.Pictures.ToList(), TrainedModel.PicturesOf(run).ToList(), run.Output);
}
