namespace Microsoft.ML.Gan;

/// <summary>Rows in memory: the kept values of each column side by side, and row ids. Grows in chunks, so that nothing is copied as it does.</summary>
/// <param name="widths">How many bytes a value of each column has.</param>
internal sealed class RowStore(IReadOnlyList<int> widths)
{
    private const int ChunkBytes = 4 << 20;

    private readonly int[] _starts = Starts(widths);
    private readonly int _width = checked(widths.Sum());
    private readonly int _rowsPerChunk = Math.Max(1, ChunkBytes / Math.Max(1, widths.Sum()));
    private readonly List<byte[]> _chunks = [];
    private readonly List<ulong> _ids = [];

    public int Count => _ids.Count;

    /// <summary>How many bytes a row takes, its id included.</summary>
    public long RowBytes => RowBytesOf(widths);

    public static long RowBytesOf(IReadOnlyList<int> widths) => widths.Sum(width => (long)width) + sizeof(ulong);

    /// <summary>The kept values of all columns.</summary>
    public Span<byte> Row(int index) => _chunks[index / _rowsPerChunk].AsSpan(index % _rowsPerChunk * _width, _width);

    /// <summary>The kept value of one column.</summary>
    public Span<byte> Value(int index, int column) => Row(index).Slice(_starts[column], widths[column]);

    public ulong Id(int index) => _ids[index];

    public void SetId(int index, ulong id) => _ids[index] = id;

    /// <summary>Makes room for one more row, to be filled in.</summary>
    /// <returns>Its index.</returns>
    public int Add(ulong id)
    {
        if (_ids.Count % _rowsPerChunk == 0)
            _chunks.Add(GC.AllocateUninitializedArray<byte>(checked(_rowsPerChunk * _width)));
        _ids.Add(id);
        return _ids.Count - 1;
    }

    /// <summary>The row's content becomes another's.</summary>
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
        var converted = new RowStore([.. columns.Select(column => column.KeptBytes)]);
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
        for (var i = 0; i < widths.Count; i++)
        {
            if (columns[i].KeptBytes != widths[i])
                return true;
        }

        return false;
    }

    private static int[] Starts(IReadOnlyList<int> widths)
    {
        var starts = new int[widths.Count];
        for (var i = 1; i < starts.Length; i++)
            starts[i] = starts[i - 1] + widths[i - 1];
        return starts;
    }
}
