using System.IO.Compression;
using System.Reflection;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

internal sealed class RepositoryWriter : Repository
{
    private const string DirTrainingInfo = "TrainingInfo";

    private readonly ZipArchive _archive;
    private readonly Queue<(string Path, Stream Stream)> _closed = new();

    private RepositoryWriter(Stream stream, IExceptionContext? ectx, bool useFileSystem)
        : base(useFileSystem, ectx)
    {
        _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
    }

    public static RepositoryWriter CreateNew(Stream stream, IExceptionContext? ectx = null, bool useFileSystem = true)
    {
        ectx.CheckValue(stream, nameof(stream));
        var repository = new RepositoryWriter(stream, ectx, useFileSystem);
        using var entry = repository.CreateEntry(DirTrainingInfo, "Version.txt");
        using var writer = new StreamWriter(entry.Stream, new UTF8Encoding(false), leaveOpen: true);
        writer.WriteLine(typeof(RepositoryWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        return repository;
    }

    public Entry CreateEntry(string name) => CreateEntry(null, name);

    public Entry CreateEntry(string? dir, string name)
    {
        ExceptionContext.Check(!Disposed);
        Flush();
        GetPath(out var path, out var temp, dir, name, createDir: true);
        if (!PathMap.TryAdd(path, temp))
            throw ExceptionContext.ExceptParam(nameof(name), "Duplicate entry: '{0}'", path);
        // Deleted by the system when closed: nothing stays behind, whatever happens.
        Stream stream = temp is null
            ? new MemoryStream()
            : new FileStream(temp, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        return AddEntry(path, stream);
    }

    public void Commit()
    {
        ExceptionContext.Check(!Disposed);
        DisposeAllEntries();
        Flush();
        Dispose();
    }

    // Must not throw: only queued here, copied where throwing is allowed.
    protected override void OnDispose(Entry ent)
    {
        RemoveEntry(ent);
        _closed.Enqueue((ent.Path, ent.Stream));
    }

    protected override void Dispose(bool disposing)
    {
        if (Disposed)
            return;
        if (disposing)
        {
            DisposeAllEntries();
            while (_closed.TryDequeue(out var item))
                item.Stream.Dispose();
            _archive.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Flush()
    {
        while (_closed.TryDequeue(out var item))
        {
            using var source = item.Stream;
            source.Position = 0;
            using var target = _archive.CreateEntry(item.Path).Open();
            source.CopyTo(target);
        }
    }
}
