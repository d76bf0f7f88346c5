namespace MlGan.Package.Tests.Testing;

/// <summary>The temporary folder of a test run, the package in it and the programs that use it: each is made when it is first asked for.</summary>
[TestClass]
public static class Workplace
{
    private static readonly string _folder = Directory.CreateTempSubdirectory("mlgan-package-").FullName;
    private static readonly Lazy<PackedLibrary> _library = new(() => new PackedLibrary(_folder));
    private static readonly Lazy<Consumer> _consumer = new(() => new Consumer(_folder, "consumer", Library, BuildFacts.TorchPackage));
    private static readonly Lazy<Consumer> _withoutTorch = new(() => new Consumer(_folder, "without-native", Library, torchPackage: ""));
    private static readonly Lazy<TrainedModel> _model = new(() => TrainedModel.From(Consumer));

    internal static PackedLibrary Library => _library.Value;

    internal static Consumer Consumer => _consumer.Value;

    /// <summary>A program that lacks TorchSharp's native package.</summary>
    internal static Consumer WithoutTorch => _withoutTorch.Value;

    internal static TrainedModel Model => _model.Value;

    internal static string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    [AssemblyCleanup]
    public static void Delete() => Directory.Delete(_folder, recursive: true);
}
