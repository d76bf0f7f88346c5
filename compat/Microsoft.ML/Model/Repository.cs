using System.Collections.Concurrent;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

// A model is a zip of entries, each written or read through a seekable stream. A header is filled in after what it
// describes, hence seekable; temporary files rather than memory, hence no limit on a model's size.
internal abstract class Repository : IDisposable
{
    private readonly List<Entry> _open = [];

    protected readonly string? DirTemp;
    protected readonly ConcurrentDictionary<string, string?> PathMap = new();

    internal Repository(bool needDir, IExceptionContext? ectx)
    {
        ExceptionContext = ectx;
        if (!needDir)
            return;
        var temp = (ectx as IHostEnvironmentInternal)?.TempFilePath ?? Path.GetTempPath();
        DirTemp = Path.Combine(Path.GetFullPath(temp), $"ml_dotnet_{Guid.NewGuid():N}");
        System.IO.Directory.CreateDirectory(DirTemp);
    }

    ~Repository()
    {
        if (!Disposed)
            Dispose(false);
    }

    public IExceptionContext? ExceptionContext { get; }

    protected bool Disposed { get; private set; }

    public void Dispose()
    {
        if (Disposed)
            return;
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (Disposed)
            return;
        Disposed = true;
        if (disposing)
            DisposeAllEntries();
        if (DirTemp is null)
            return;
        try
        {
            System.IO.Directory.Delete(DirTemp, recursive: true);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            // What cannot be deleted is left to the system's care of its temporary folder.
        }
    }

    protected abstract void OnDispose(Entry ent);

    protected void DisposeAllEntries()
    {
        while (_open.Count > 0)
            _open[^1].Dispose();
    }

    protected Entry AddEntry(string pathEnt, Stream stream)
    {
        var entry = new Entry(this, pathEnt, stream);
        _open.Add(entry);
        return entry;
    }

    protected void RemoveEntry(Entry ent) => _open.Remove(ent);

    protected static string NormalizeForArchiveEntry(string path) => path.Replace('\\', '/');

    // The entry's name in the archive; names that lead out of it are refused.
    protected void GetPath(out string pathEnt, out string? pathTemp, string? dir, string name, bool createDir)
    {
        ExceptionContext.CheckParam(!string.IsNullOrWhiteSpace(name), nameof(name));
        pathEnt = NormalizeForArchiveEntry(string.IsNullOrEmpty(dir) ? name : Path.Combine(dir, name));
        ExceptionContext.CheckParam(
            !Path.IsPathRooted(pathEnt) && !pathEnt.Split('/').Contains(".."), nameof(name), "The name leads out of the model");
        pathTemp = DirTemp is null ? null : Path.Combine(DirTemp, Guid.NewGuid().ToString("N"));
    }

    internal sealed class Entry : IDisposable
    {
        private Repository? _repository;

        internal Entry(Repository rep, string path, Stream stream)
        {
            _repository = rep;
            Path = path;
            Stream = stream;
        }

        public string Path { get; }

        public Stream Stream { get; }

        // The stream belongs to the repository, which may still have to copy it into the zip.
        public void Dispose()
        {
            var repository = _repository;
            _repository = null;
            repository?.OnDispose(this);
        }
    }
}
