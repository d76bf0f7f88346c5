namespace Microsoft.ML.Gan.Persistence;

/// <summary>Writes and reads model files of our own, with helpful errors for other files.</summary>
internal static class ModelFile
{
    // What ML.NET's Model.Save always writes.
    private const string MlNetMark = "TrainingInfo/Version.txt";

    /// <summary>Writes all parts; the stream stays open.</summary>
    public static void Write(Stream stream, Action<IModelFiles> save)
    {
        using var files = new ModelArchiveWriter(stream);
        save(files);
    }

    /// <param name="path">A file, or the folder that one was unpacked to.</param>
    /// <param name="expected">The expected kind, for messages: "a GAN".</param>
    /// <param name="load">Reads the parts.</param>
    /// <exception cref="InvalidDataException">It is not a model, or not one that can be read; the message names the file and the part.</exception>
    public static T Read<T>(string path, string expected, Func<IModelFiles, T> load)
    {
        if (Directory.Exists(path))
            return Explain($"The folder '{path}'", expected, () => KindOf(path) is { } other ? throw new InvalidDataException(other) : load(new ModelFolder(path)));
        if (Path.EndsInDirectorySeparator(path))
            throw new DirectoryNotFoundException($"There is no folder '{path}'.");
        using var stream = InputFile.OpenRead(path);
        return Read(stream, expected, load, $"The file '{path}'");
    }

    /// <inheritdoc cref="Read{T}(string, string, Func{IModelFiles, T})"/>
    public static T Read<T>(Stream stream, string expected, Func<IModelFiles, T> load)
    {
        if (!stream.CanSeek)
            throw new ArgumentException("The stream must be able to seek: a zip is read from its end.", nameof(stream));
        return Read(stream, expected, load, "The stream");
    }

    private static T Read<T>(Stream stream, string expected, Func<IModelFiles, T> load, string what) => Explain(what, expected, () =>
    {
        if (FileKind.Describe(stream) is { } kind and not FileKind.Zip)
        {
            throw new InvalidDataException(kind switch
            {
                FileKind.Safetensors => "it is a safetensors file: weights without the description of their networks. Load the file that SaveAs wrote, or the folder that it was unpacked to.",
                FileKind.Json => "it is a JSON text. Of a model that was unpacked, load the folder with model_index.json in it.",
                _ => kind,
            });
        }

        using var archive = ModelArchive.Open(stream);
        if (!archive.Contains(ModelIndex.FileName) && KindOf(archive) is { } other)
            throw new InvalidDataException(other);
        return load(archive);
    });

    /// <summary>The kind of a zip that is not ours.</summary>
    private static string? KindOf(ModelArchive archive)
    {
        if (archive.Contains(MlNetMark))
            return "it is a pipeline that was saved with ML.NET's Model.Save: load it with mlContext.Model.Load.";
        foreach (var name in archive.Names)
        {
            if (name.EndsWith("/" + ModelIndex.FileName, StringComparison.Ordinal))
                return $"it has '{name}' where {ModelIndex.FileName} is expected: the folder was packed, not what is in it. Unpack it and load the folder.";
            if (name is "data.pkl" || name.EndsWith("/data.pkl", StringComparison.Ordinal))
                return "it is a file of PyTorch's torch.save. tools/ConvertWeights takes the weights out of it; the networks have to be described here.";
            if (name.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
                return "it is an archive of NumPy arrays (.npz).";
        }

        return null;
    }

    /// <summary>The kind of a folder that is not an unpacked model.</summary>
    private static string? KindOf(string folder)
    {
        const string File = ModelIndex.FileName;
        if (System.IO.File.Exists(Path.Combine(folder, File)))
            return null;
        if (Directory.GetParent(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) is { } above && System.IO.File.Exists(Path.Combine(above.FullName, File)))
            return $"it is a part of a model: {File} is in the folder above. Load '{above.FullName}'.";
        if (Directory.EnumerateDirectories(folder).FirstOrDefault(below => System.IO.File.Exists(Path.Combine(below, File))) is { } found)
            return $"it has no {File}, but '{Path.GetFileName(found)}' in it has. Load '{found}'.";
        return System.IO.File.Exists(Path.Combine(folder, MlNetMark))
            ? "it is an unpacked pipeline of ML.NET's Model.Save: load the zip with mlContext.Model.Load."
            : null;
    }

    private static T Explain<T>(string what, string expected, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{what} is not {expected} that can be loaded: {e.Message}", e);
        }
    }
}
