using System.Runtime.InteropServices;

namespace Microsoft.ML.Gan;

/// <summary>Rows in memory: pixels as bytes, conditions in their compact form, row ids. Grows in chunks, so that nothing is copied as it does.</summary>
internal sealed class PixelStore(ImageShape shape, int conditionSize)
{
    private const int ChunkBytes = 4 << 20;

    private readonly List<byte[]> _chunks = [];
    private readonly List<float> _conditions = [];
    private readonly List<ulong> _rows = [];
    private readonly int _rowsPerChunk = Math.Max(1, ChunkBytes / shape.Length);

    public ImageShape Shape => shape;

    public int Count => _rows.Count;

    /// <summary>What one row takes.</summary>
    public long RowBytes => BytesPerRow(shape, conditionSize);

    public static long BytesPerRow(ImageShape shape, int conditionSize) => shape.Length + (sizeof(float) * (long)conditionSize) + sizeof(ulong);

    public Span<byte> Pixels(int index) => _chunks[index / _rowsPerChunk].AsSpan(index % _rowsPerChunk * shape.Length, shape.Length);

    public Span<float> Condition(int index) =>
        CollectionsMarshal.AsSpan(_conditions).Slice(index * conditionSize, conditionSize);

    public ulong Row(int index) => _rows[index];

    public void SetRow(int index, ulong row) => _rows[index] = row;

    /// <summary>Makes room for one more row, to be filled in.</summary>
    /// <returns>Its index.</returns>
    public int Add(ulong row)
    {
        if (_rows.Count % _rowsPerChunk == 0)
            _chunks.Add(GC.AllocateUninitializedArray<byte>(_rowsPerChunk * shape.Length));
        _rows.Add(row);
        for (var i = 0; i < conditionSize; i++)
            _conditions.Add(0);
        return _rows.Count - 1;
    }

    /// <summary>The row's content becomes another's.</summary>
    public void Copy(int from, int to)
    {
        Pixels(from).CopyTo(Pixels(to));
        Condition(from).CopyTo(Condition(to));
        _rows[to] = _rows[from];
    }

    public void RemoveLast()
    {
        _rows.RemoveAt(_rows.Count - 1);
        _conditions.RemoveRange(_conditions.Count - conditionSize, conditionSize);
        if (_rows.Count % _rowsPerChunk == 0)
            _chunks.RemoveAt(_chunks.Count - 1);
    }

    /// <summary>The same rows in three channels; gray values become red, green and blue.</summary>
    public PixelStore ToColor()
    {
        var color = new PixelStore(shape with { Channels = 3 }, conditionSize);
        for (var i = 0; i < Count; i++)
        {
            color.Add(Row(i));
            Condition(i).CopyTo(color.Condition(i));
            var source = Pixels(i);
            var target = color.Pixels(i);
            for (var j = 0; j < source.Length; j++)
                target.Slice(3 * j, 3).Fill(source[j]);
        }

        return color;
    }
}
