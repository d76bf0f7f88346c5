namespace Microsoft.ML.Gan.Data;

/// <summary>Rows in memory: the kept values of each column side by side, and row ids. Grows in chunks, so that nothing is copied as it does.</summary>
internal sealed class RowStore
{
    private const int ChunkBytes = 4 << 20;

    private readonly int[] _widths;
    private readonly int[] _starts;
    private readonly int _width;
    private readonly int _rowsPerChunk;
    private readonly List<byte[]> _chunks = [];
    private readonly List<ulong> _ids = [];

    /// <param name="columns">The columns, in the format that is known so far.</param>
    public RowStore(IReadOnlyList<IColumnReader> columns)
    {
        _widths = [.. columns.Select(column => column.KeptBytes)];
        _starts = new int[_widths.Length];
        for (var i = 1; i < _starts.Length; i++)
            _starts[i] = _starts[i - 1] + _widths[i - 1];
        _width = _widths.Sum();
        _rowsPerChunk = Math.Max(1, ChunkBytes / Math.Max(1, _width));
    }

    public int Count => _ids.Count;

    /// <summary>The number of bytes of a row, including its id.</summary>
    public long RowBytes => _width + sizeof(ulong);

    /// <summary>The kept values of all columns.</summary>
    public Span<byte> Row(int index) => _chunks[index / _rowsPerChunk].AsSpan(index % _rowsPerChunk * _width, _width);

    /// <summary>The kept value of one column.</summary>
    public Span<byte> Value(int index, int column) => Row(index).Slice(_starts[column], _widths[column]);

    public ulong Id(int index) => _ids[index];

    public void SetId(int index, ulong id) => _ids[index] = id;

    /// <summary>Adds an empty row.</summary>
    /// <returns>Its index.</returns>
    public int Add(ulong id)
    {
        if (_ids.Count % _rowsPerChunk == 0)
            _chunks.Add(GC.AllocateUninitializedArray<byte>(checked(_rowsPerChunk * _width)));
        _ids.Add(id);
        return _ids.Count - 1;
    }

    /// <summary>Copies another row into a row.</summary>
    public void Copy(int from, int to)
    {
        Row(from).CopyTo(Row(to));
        _ids[to] = _ids[from];
    }

    public void RemoveLast()
    {
        _ids.RemoveAt(_ids.Count - 1);
        if (_ids.Count % _rowsPerChunk == 0)
            _chunks.RemoveAt(_chunks.Count - 1);
    }

    /// <summary>The same rows in the format that the columns have now.</summary>
    public RowStore Convert(IReadOnlyList<IColumnReader> columns)
    {
        var converted = new RowStore(columns);
        for (var row = 0; row < Count; row++)
        {
            converted.Add(Id(row));
            for (var i = 0; i < columns.Count; i++)
            {
                var before = Value(row, i);
                var now = converted.Value(row, i);
                if (before.Length == now.Length)
                    before.CopyTo(now);
                else
                    columns[i].Convert(before, now);
            }
        }

        return converted;
    }

    /// <summary>Whether the columns have another format now than the rows were kept in.</summary>
    public bool IsOutdated(IReadOnlyList<IColumnReader> columns)
    {
        for (var i = 0; i < _widths.Length; i++)
        {
            if (columns[i].KeptBytes != _widths[i])
                return true;
        }

        return false;
    }
}
