using System.IO.Compression;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>
/// A model file of our own, open for writing. Nothing is compressed, because weights hardly shrink and other programs can read them directly. No time is
/// recorded, so the same model gives the same bytes.
/// </summary>
internal sealed class ModelArchiveWriter(Stream stream) : IModelFiles, IDisposable
{
    private static readonly DateTimeOffset _noTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // where zip's time begins

    private readonly ZipArchive _zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);

    public void Write(string name, Action<Stream> write)
    {
        var entry = _zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = _noTime;
        using var content = entry.Open();
        write(content);
    }

    public bool Contains(string name) => throw WrongDirection();

    public Stream OpenRead(string name) => throw WrongDirection();

    public void Dispose() => _zip.Dispose();

    private static InvalidOperationException WrongDirection() => new("The model is open for writing.");
}
