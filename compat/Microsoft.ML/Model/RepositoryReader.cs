using System.IO.Compression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

internal sealed class RepositoryReader : Repository
{
    private readonly ZipArchive _archive;
    // A zip may separate folders by / or \, depending on who wrote it.
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];

    private RepositoryReader(Stream stream, IExceptionContext? ectx, bool useFileSystem)
        : base(useFileSystem, ectx)
    {
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in _archive.Entries)
                _entries[NormalizeForArchiveEntry(entry.FullName)] = entry;
        }
        catch (Exception ex) when (ex is InvalidDataException or ArgumentException or IOException)
        {
            Dispose();
            throw ectx.ExceptDecode(ex, "Failed to open a zip archive");
        }
    }

    public static RepositoryReader Open(Stream stream, IExceptionContext? ectx = null, bool useFileSystem = true)
    {
        ectx.CheckValue(stream, nameof(stream));
        return new RepositoryReader(stream, ectx, useFileSystem);
    }

    public Entry OpenEntry(string name) => OpenEntry(null, name);

    public Entry OpenEntry(string? dir, string name)
        => OpenEntryOrNull(dir, name) ?? throw ExceptionContext.Except("Repository doesn't contain entry {0}", Path.Combine(dir ?? "", name));

    public Entry? OpenEntryOrNull(string name) => OpenEntryOrNull(null, name);

    public Entry? OpenEntryOrNull(string? dir, string name)
    {
        ExceptionContext.Check(!Disposed);
        GetPath(out var path, out var temp, dir, name, createDir: false);
        if (PathMap.TryGetValue(path, out var extracted) && extracted is not null)
            return AddEntry(path, File.OpenRead(extracted));
        if (!_entries.TryGetValue(path, out var entry))
            return null;
        if (temp is not null)
        {
            Extract(entry, temp);
            PathMap[path] = temp;
            return AddEntry(path, File.OpenRead(temp));
        }

        var memory = new MemoryStream();
        using (var source = entry.Open())
            source.CopyTo(memory);
        memory.Position = 0;
        return AddEntry(path, memory);
    }

    protected override void OnDispose(Entry ent)
    {
        RemoveEntry(ent);
        ent.Stream.Dispose();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _archive?.Dispose();
        base.Dispose(disposing);
    }

    private void Extract(ZipArchiveEntry entry, string path)
    {
        try
        {
            entry.ExtractToFile(path);
        }
        catch (InvalidDataException ex)
        {
            throw ExceptionContext.ExceptDecode(ex, "The entry '{0}' of the model is damaged", entry.FullName);
        }
    }
}
