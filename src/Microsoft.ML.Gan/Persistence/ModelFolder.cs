namespace Microsoft.ML.Gan.Persistence;

/// <summary>An unpacked model file of our own, open for reading.</summary>
internal sealed class ModelFolder(string path) : IModelFiles
{
    public void Write(string name, Action<Stream> write) => throw new InvalidOperationException("The model is open for reading.");

    public bool Contains(string name) => File.Exists(PathOf(name));

    public Stream OpenRead(string name)
    {
        var file = new FileInfo(PathOf(name));
        if (!file.Exists)
            throw new InvalidDataException("the part is missing.");
        // Devices and pipes have no length, and reading one may never end.
        var length = file.LinkTarget is null ? file.Length : (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo)?.Length;
        return length > 0 ? file.OpenRead() : throw new InvalidDataException("the part is empty.");
    }

    private string PathOf(string name) => Path.Combine(path, name);
}
