namespace Microsoft.ML.Gan.Metrics;

/// <summary>The two files of NuGet package Microsoft.ML.DnnImageFeaturizer.ResNet18 that make up the network.</summary>
/// <param name="Network">The network, from the input less its mean to the features.</param>
/// <param name="Preparation">Its preprocessing: the mean image and the order of the colours.</param>
internal sealed record ResNet18Files(string Network, string Preparation)
{
    public const string PackageName = "Microsoft.ML.DnnImageFeaturizer.ResNet18";

    private const string ModelsFolder = "DnnImageModels";
    private static readonly string _network = Path.Combine("ResNet18Onnx", "ResNet18.onnx");
    private static readonly string _preparation = Path.Combine("ResNetPrepOnnx", "ResNetPreprocess.onnx");

    /// <summary>The folders where the package puts the files: beside the program, or in its own folder when its assembly was loaded from
    /// there.</summary>
    public static ResNet18Files? FindInstalled() => FindIn(Folders());

    /// <inheritdoc cref="FindInstalled"/>
    /// <param name="folders">The schema.</param>
    public static ResNet18Files? FindIn(IEnumerable<string> folders) => folders
        .Select(folder => new ResNet18Files(Path.Combine(folder, _network), Path.Combine(folder, _preparation)))
        .FirstOrDefault(files => File.Exists(files.Network) && File.Exists(files.Preparation));

    /// <summary>The files at a path that a user gave, or installed ones.</summary>
    /// <param name="path">The path of <c>ResNet18.onnx</c>; null for the installed one.</param>
    /// <exception cref="FileNotFoundException">They are not there.</exception>
    public static ResNet18Files Find(string? path)
    {
        if (path is null)
        {
            return FindInstalled() ?? throw new FileNotFoundException(
                $"The weights of ResNet-18 are not beside the program ('{Path.Combine(AppContext.BaseDirectory, ModelsFolder, _network)}'). " +
                $"Add NuGet package {PackageName} to the program, or give GanFeatures.ResNet18 the path of the package's ResNet18.onnx.");
        }

        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file '{path}'. GanFeatures.ResNet18 reads ResNet18.onnx of NuGet package {PackageName}.", path);
        // The package has the two in folders beside each other; a user may have put them into one.
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string[] places = [Path.Combine(folder, "..", _preparation), Path.Combine(folder, Path.GetFileName(_preparation))];
        var preparation = places.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(
            $"'{Path.GetFileName(_preparation)}' of NuGet package {PackageName} is not beside '{path}', nor in '{Path.GetDirectoryName(places[0])}'. " +
            "It holds the mean picture that the network's input needs.");
        return new ResNet18Files(path, preparation);
    }

    private static IEnumerable<string> Folders()
    {
        yield return Path.Combine(AppContext.BaseDirectory, ModelsFolder);
        // Notebooks load assemblies from NuGet's folder: lib/netstandard2.0/….dll beside tools/DnnImageModels.
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies().Where(one => !one.IsDynamic && one.GetName().Name == PackageName))
        {
            if (assembly.Location is { Length: > 0 } location)
                yield return Path.GetFullPath(Path.Combine(Path.GetDirectoryName(location)!, "..", "..", "tools", ModelsFolder));
        }
    }
}
