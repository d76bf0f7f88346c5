using System.IO.Compression;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>A model file of our own, open for reading: a zip that is fully checked and never unpacked to disk.</summary>
internal sealed class ModelArchive : IModelFiles, IDisposable
{
    private const int MaxEntries = 10_000;

    /// <summary>The largest compression ratio: weights hardly compress, so a higher ratio is an attack.</summary>
    private const int MaxExpansion = 100;
    private const long FreeExpansion = 16 << 20;

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries;

    private ModelArchive(ZipArchive zip, Dictionary<string, ZipArchiveEntry> entries) => (_zip, _entries) = (zip, entries);

    /// <exception cref="InvalidDataException">The stream is not a zip, or a malicious one.</exception>
    public static ModelArchive Open(Stream stream)
    {
        ZipArchive? zip = null;
        try
        {
            zip = Read(stream);
            return new ModelArchive(zip, EntriesOf(zip, stream.Length));
        }
        catch
        {
            zip?.Dispose();
            throw;
        }
    }

    public void Write(string name, Action<Stream> write) => throw new InvalidOperationException("The model is open for reading.");

    /// <summary>The names of all parts.</summary>
    public IEnumerable<string> Names => _entries.Keys;

    public bool Contains(string name) => _entries.ContainsKey(name);

    public Stream OpenRead(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
            throw new InvalidDataException("the part is missing.");
        if (entry.Length > FreeExpansion && (entry.Length - FreeExpansion) / MaxExpansion > entry.CompressedLength)
            throw new InvalidDataException($"the part would unpack from {entry.CompressedLength} to {entry.Length} bytes, which no model does.");
        try
        {
            return new ArchiveEntryStream(entry.Open(), entry.Length, entry.Crc32);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            throw new InvalidDataException("it cannot be unpacked: the zip is damaged, encrypted, or compressed in another way than most (deflate). Save the model again, or pack it as an ordinary zip.", e);
        }
    }

    public void Dispose() => _zip.Dispose();

    private static ZipArchive Read(Stream stream)
    {
        ZipArchive? zip = null;
        try
        {
            zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            _ = zip.Entries;
            return zip;
        }
        catch (Exception e) when (e is InvalidDataException || ModelPart.ComesFromContent(e))
        {
            zip?.Dispose();
            throw new InvalidDataException("it is not a zip that can be read: the list of its contents, at the end, is missing or damaged. Copy or download it again.", e);
        }
    }

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
            // Overlapping parts are a zip bomb.
            if (entry.CompressedLength < 0 || entry.Length < 0 || length < 0)
                throw new InvalidDataException("its parts are together larger than the file.");
        }

        return entries;
    }
}
