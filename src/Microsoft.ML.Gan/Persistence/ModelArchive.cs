using System.IO.Compression;

namespace Microsoft.ML.Gan;

/// <summary>A model file of our own, open for reading: a zip whose every promise is checked, and nothing of which is unpacked to a disk.</summary>
internal sealed class ModelArchive : IModelFiles, IDisposable
{
    private const int MaxEntries = 10_000;

    /// <summary>Weights do not pack well: what unpacks to more than this many times its size, beyond a little, was made to.</summary>
    private const int MaxExpansion = 100;
    private const long FreeExpansion = 16 << 20;

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries;

    private ModelArchive(ZipArchive zip, Dictionary<string, ZipArchiveEntry> entries) => (_zip, _entries) = (zip, entries);

    /// <exception cref="InvalidDataException">The stream does not hold a zip, or one that nobody honest makes.</exception>
    public static ModelArchive Open(Stream stream)
    {
        ZipArchive? zip = null;
        try
        {
            if (stream.Length == 0)
                throw new InvalidDataException("the file is empty.");
            zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            return new ModelArchive(zip, EntriesOf(zip, stream.Length));
        }
        catch (Exception e)
        {
            zip?.Dispose();
            if (e is not InvalidDataException && ModelPart.ComesFromContent(e))
                throw new InvalidDataException($"it is not a zip that can be read: {e.Message}", e);
            throw;
        }
    }

    public void Write(string name, Action<Stream> write) => throw new InvalidOperationException("The model is open for reading.");

    public bool Contains(string name) => _entries.ContainsKey(name);

    public Stream OpenRead(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
            throw new InvalidDataException("the part is missing.");
        if (entry.Length > FreeExpansion && (entry.Length - FreeExpansion) / MaxExpansion > entry.CompressedLength)
            throw new InvalidDataException($"the part would unpack from {entry.CompressedLength} to {entry.Length} bytes, which no model does.");
        return new ArchiveEntryStream(entry.Open(), entry.Length, entry.Crc32);
    }

    public void Dispose() => _zip.Dispose();

    private static Dictionary<string, ZipArchiveEntry> EntriesOf(ZipArchive zip, long length)
    {
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            var name = entry.FullName.Replace('\\', '/');
            var isRelative = name.Length > 0 && name[0] != '/' && !name.Contains(':') && !name.Contains('\0') && !name.Split('/').Contains("..");
            if (!isRelative)
                throw new InvalidDataException($"it holds '{entry.FullName}', a path that leads out of it.");
            if (!entries.TryAdd(name, entry))
                throw new InvalidDataException($"it holds '{name}' twice.");
            if (entries.Count > MaxEntries)
                throw new InvalidDataException($"it holds more than {MaxEntries} parts.");
            length -= entry.CompressedLength;
            // Parts that share bytes are how a small zip becomes a large folder.
            if (entry.CompressedLength < 0 || entry.Length < 0 || length < 0)
                throw new InvalidDataException("its parts are together larger than the file.");
        }

        return entries;
    }
}
