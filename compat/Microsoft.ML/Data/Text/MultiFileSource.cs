using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public interface IMultiStreamSource
{
    int Count { get; }

    string? GetPathOrNull(int index);

    Stream Open(int index);

    TextReader OpenTextReader(int index);
}

// Files one after the other.
public sealed class MultiFileSource : IMultiStreamSource
{
    private readonly string[] _paths;

    public MultiFileSource(params string[] paths) => _paths = paths ?? [];

    public int Count => _paths.Length;

    public string? GetPathOrNull(int index)
    {
        Contracts.CheckParam(0 <= index && index < Count, nameof(index));
        return _paths[index];
    }

    public Stream Open(int index) => File.OpenRead(GetPathOrNull(index)!);

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));
}
