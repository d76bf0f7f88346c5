namespace Microsoft.ML.Gan;

/// <summary>Un-augmented rows, epoch after epoch, each epoch in its own random order.</summary>
internal abstract class RowFeed : IDisposable
{
    /// <summary>The shape of every image.</summary>
    public abstract ImageShape Shape { get; }

    /// <summary>The number of rows, once it is known.</summary>
    public abstract long? RowCount { get; }

    /// <summary>Goes to the beginning of an epoch.</summary>
    public abstract void StartEpoch(long epoch);

    /// <summary>The epoch's next row.</summary>
    /// <returns>False at the end of the epoch.</returns>
    public abstract bool TryNext(Span<byte> pixels, Span<float> condition, out ulong row);

    /// <summary>Leaves rows of the epoch out.</summary>
    public abstract void Skip(long count);

    public virtual void Dispose()
    {
    }

    /// <summary>
    /// Reads the data once: into memory if they fit the budget and are the same in each epoch; if not, no further than it
    /// takes to know the images' shape.
    /// </summary>
    /// <exception cref="InvalidOperationException">There are no rows, or one of them has no proper image or condition.</exception>
    public static RowFeed Open(ImageRows rows, int seed, long memoryBudget, CancellationToken cancellationToken)
    {
        using var cursor = rows.Open(epoch: 0, shuffle: null, out var changes);
        if (!cursor.MoveNext())
            throw new InvalidOperationException($"Image column '{rows.Image.Name}': the data have no rows.");

        cursor.Image.Load();
        // Images in colour and images in gray look alike to the schema. Until one is found with a colour in it, all are gray.
        var mayTurnToColor = rows.Image.Channels is null && cursor.Image.IsGray;
        var shape = new ImageShape(
            rows.Image.Channels ?? (mayTurnToColor ? 1 : 3),
            rows.Image.Height ?? cursor.Image.Height,
            rows.Image.Width ?? cursor.Image.Width);
        var conditionSize = rows.Condition?.CompactSize ?? 0;
        var rowBytes = PixelStore.BytesPerRow(shape, conditionSize);
        var fits = !changes && !(rows.Data.GetRowCount() is { } expected && expected * rowBytes > memoryBudget);
        var store = fits ? new PixelStore(shape, conditionSize) : null;
        var count = 0L;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (count > 0)
                cursor.Image.Load();
            cursor.Image.RequireSize(shape);
            if (mayTurnToColor && !cursor.Image.IsGray)
            {
                mayTurnToColor = false;
                shape = shape with { Channels = 3 };
                store = store?.ToColor();
            }

            if (store is not null && (store.Count + 1) * store.RowBytes > memoryBudget)
                store = null;
            if (store is null && !mayTurnToColor)
                return new StreamedRowFeed(rows, shape, seed, memoryBudget, rows.Data.GetRowCount());

            if (store is not null)
            {
                var index = store.Add(cursor.Row);
                cursor.Image.CopyTo(store.Pixels(index), shape.Channels);
                cursor.Condition?.ReadCompact(store.Condition(index));
            }

            count++;
        }
        while (cursor.MoveNext());

        return store is not null
            ? new CachedRowFeed(store, rows.Condition, seed)
            : new StreamedRowFeed(rows, shape, seed, memoryBudget, count);
    }
}

/// <summary>Rows that are all in memory; an epoch is a permutation of them.</summary>
internal sealed class CachedRowFeed(PixelStore store, ConditionColumn? condition, int seed) : RowFeed
{
    private readonly int[] _order = new int[store.Count];
    private int _next;

    public override ImageShape Shape => store.Shape;

    public override long? RowCount => store.Count;

    public override void StartEpoch(long epoch)
    {
        new CounterRandom((ulong)seed, RandomStreams.Shuffle, (ulong)epoch).Permute(_order);
        _next = 0;
    }

    public override bool TryNext(Span<byte> pixels, Span<float> conditionValues, out ulong row)
    {
        if (_next == _order.Length)
        {
            row = 0;
            return false;
        }

        var index = _order[_next++];
        store.Pixels(index).CopyTo(pixels);
        condition?.Expand(store.Condition(index), conditionValues);
        row = store.Row(index);
        return true;
    }

    public override void Skip(long count) => _next = (int)Math.Min(_order.Length, _next + count);
}

/// <summary>
/// Rows that do not fit in memory: read again in each epoch, through a pool out of which the next row is drawn at random and
/// replaced by the data's next. The draws depend on seed and epoch only, so an epoch can be gone through again.
/// </summary>
internal sealed class StreamedRowFeed : RowFeed
{
    /// <summary>Whatever the budget: fewer rows than this would be no shuffle.</summary>
    private const int SmallestPool = 64;

    /// <summary>An epoch begins when this many rows are there; the pool grows on as it is drawn from, so that nobody waits for all of it.</summary>
    private const int FirstFill = 4096;

    private readonly ImageRows _rows;
    private readonly ulong _seed;
    private readonly int _capacity;
    private readonly PixelStore _pool;
    private ImageRowCursor? _cursor;
    private CounterRandom _random;
    private long _rowCount = -1;
    private long _read;

    public StreamedRowFeed(ImageRows rows, ImageShape shape, int seed, long memoryBudget, long? rowCount)
    {
        _rows = rows;
        _seed = (ulong)seed;
        _rowCount = rowCount ?? -1;
        _pool = new PixelStore(shape, rows.Condition?.CompactSize ?? 0);
        _capacity = (int)Math.Clamp(memoryBudget / _pool.RowBytes, SmallestPool, int.MaxValue / 2);
    }

    public override ImageShape Shape => _pool.Shape;

    /// <remarks>Asked for by one thread while another reads.</remarks>
    public override long? RowCount => Interlocked.Read(ref _rowCount) is >= 0 and var count ? count : null;

    public override void StartEpoch(long epoch)
    {
        _cursor?.Dispose();
        _random = new CounterRandom(_seed, RandomStreams.ShufflePool, (ulong)epoch);
        // Where the data can shuffle by itself, the pool only adds to it.
        var shuffle = _rows.Data.CanShuffle ? new Random(_random.NextInt32(int.MaxValue)) : null;
        _cursor = _rows.Open(epoch, shuffle, out _);
        _read = 0;
        while (_pool.Count > 0)
            _pool.RemoveLast();
    }

    public override bool TryNext(Span<byte> pixels, Span<float> condition, out ulong row)
    {
        var index = Draw();
        if (index < 0)
        {
            row = 0;
            return false;
        }

        _pool.Pixels(index).CopyTo(pixels);
        _rows.Condition?.Expand(_pool.Condition(index), condition);
        row = _pool.Row(index);
        Replace(index);
        return true;
    }

    public override void Skip(long count)
    {
        for (; count > 0 && Draw() is >= 0 and var index; count--)
            Replace(index);
    }

    public override void Dispose() => _cursor?.Dispose();

    private int Draw()
    {
        var wanted = Math.Min(_capacity, Math.Max(FirstFill, _pool.Count + 1));
        while (_cursor is not null && _pool.Count < wanted && Advance())
            Read(_cursor, _pool.Add(0));
        return _pool.Count == 0 ? -1 : _random.NextInt32(_pool.Count);
    }

    private void Replace(int index)
    {
        if (_cursor is not null && Advance())
        {
            Read(_cursor, index);
            return;
        }

        _pool.Copy(_pool.Count - 1, index);
        _pool.RemoveLast();
    }

    private bool Advance()
    {
        if (_cursor!.MoveNext())
        {
            _read++;
            return true;
        }

        Interlocked.Exchange(ref _rowCount, _read);
        _cursor.Dispose();
        _cursor = null;
        return false;
    }

    private void Read(ImageRowCursor cursor, int index)
    {
        _pool.SetRow(index, cursor.Row);
        cursor.Image.Read(_pool.Pixels(index), Shape);
        cursor.Condition?.ReadCompact(_pool.Condition(index));
    }
}
