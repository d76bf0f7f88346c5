using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Microsoft.ML.Gan.Data;

/// <summary>Rows before augmentation, epoch after epoch, each epoch in its own random order.</summary>
internal abstract class RowFeed : IDisposable
{
    /// <summary>The number of rows, if it was known when the feed was opened.</summary>
    public abstract long? RowCount { get; }

    /// <summary>The first pass over the data.</summary>
    public required FirstPass First { get; init; }

    /// <summary>
    /// A hash of all rows, independent of their order; null if they are not in memory. (It is the sum of a hash of each row.)
    /// </summary>
    public virtual string? ContentId() => null;

    /// <summary>Begins an epoch.</summary>
    public abstract void StartEpoch(long epoch);

    /// <summary>Sets a row of a batch to the epoch's next row.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="index">The row of the batch.</param>
    /// <param name="epoch">The epoch that augmentation draws for.</param>
    /// <returns>False at the end of the epoch.</returns>
    public abstract bool TryNext(HostBatch batch, int index, long epoch);

    /// <summary>Skips rows of the epoch.</summary>
    public abstract void Skip(long count);

    public virtual void Dispose()
    {
    }

    /// <summary>
    /// Reads the data once: into memory if they fit the budget and are the same in each epoch, otherwise only as far as needed to learn the columns'
    /// formats.
    /// </summary>
    /// <param name="source">The rows.</param>
    /// <param name="seed">The seed of the orders.</param>
    /// <param name="memoryBudget">The memory budget for rows in bytes.</param>
    /// <param name="skipped">Takes the rows of which a column has no valid value; null: such a row is an error.</param>
    /// <param name="sampler">The order of rows; null for each row once, shuffled.</param>
    /// <param name="warn">Receives warnings about the data; null for no warnings.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidOperationException">There are no rows, or a column of one of them has no valid value.</exception>
    /// <exception cref="InvalidOperationException">The sampler needs the rows in memory, but they cannot be kept there.</exception>
    public static RowFeed Open(
        RowSource source,
        int seed,
        long memoryBudget,
        SkippedRows? skipped,
        ISampler? sampler,
        Action<string>? warn,
        CancellationToken cancellationToken)
    {
        using var cursor = source.Open(epoch: 0, shuffle: null, out var dependsOnEpoch);
        var first = new FirstPass(source, mayKeep: !dependsOnEpoch, memoryBudget);
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                first.Read(cursor);
            }
            catch (InvalidOperationException e) when (skipped is not null)
            {
                skipped.Add(e.Message);
                continue;
            }

            if (first.IsEnough)
            {
                if (sampler is not null)
                    throw NeedsMemory(source, sampler);
                first.Tell(warn);
                first.RequireScale();
                skipped?.StartPass();
                // The number of valid rows is not known yet.
                return new StreamedRowFeed(source, seed, memoryBudget, skipped, skipped is null ? source.Data.GetRowCount() : null) { First = first };
            }
        }

        if (first.Count == 0)
            throw NoRows(source, skipped);
        first.RequireScale();
        first.IsComplete = true;
        skipped?.EndPass(first.Count);
        first.Tell(warn);
        if (first.Store is { } store)
            return new CachedRowFeed(store, (sampler ?? new ShuffledRows()).Over(new KeptRows(store, source.Columns)), seed) { First = first };
        if (sampler is not null)
            throw NeedsMemory(source, sampler);
        return new StreamedRowFeed(source, seed, memoryBudget, skipped, first.Count) { First = first };
    }

    /// <summary>Rows that are read from the data cannot be balanced.</summary>
    private static InvalidOperationException NeedsMemory(RowSource source, ISampler sampler) => new(
        $"{source.Title}: {sampler.Purpose} among rows that are kept in memory. These are more than " +
        "Input.CacheBytes allows, or the data are new in each epoch before AugmentImages.");

    /// <summary>The exception for data without rows.</summary>
    public static InvalidOperationException NoRows(RowSource source, SkippedRows? skipped) => new(
        skipped is { Reasons: { Length: > 0 } reasons }
            ? $"{source.Title}: the data have no valid rows; all were skipped. {reasons}"
            : $"{source.Title}: the data have no rows.");
}

/// <summary>Rows that are all in memory, in the order of a sampler.</summary>
internal sealed class CachedRowFeed(RowStore store, IEpochOrder sampled, int seed) : RowFeed
{
    private int[] _order = [];
    private int _next;

    public override long? RowCount => store.Count;

    public override string ContentId()
    {
        var sum = UInt128.Zero;
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        for (var i = 0; i < store.Count; i++)
        {
            SHA256.HashData(store.Row(i), digest);
            unchecked
            {
                sum += BinaryPrimitives.ReadUInt128LittleEndian(digest);
            }
        }

        return sum.ToString("x32", CultureInfo.InvariantCulture);
    }

    public override void StartEpoch(long epoch)
    {
        if (_order.Length == 0)
            _order = new int[sampled.Length];
        sampled.Order(_order, epoch, new CounterRandom((ulong)seed, RandomStreams.Shuffle, (ulong)epoch));
        _next = 0;
    }

    public override bool TryNext(HostBatch batch, int index, long epoch)
    {
        if (_next == _order.Length)
            return false;
        batch.Set(index, store, _order[_next++], epoch);
        return true;
    }

    public override void Skip(long count) => _next = (int)Math.Min(_order.Length, _next + count);
}

/// <summary>
/// Rows that do not fit in memory: read again in each epoch, through a shuffle pool: a random row of the pool is used and replaced by the next row of
/// the data. The draws depend on seed and epoch only, so an epoch can be repeated.
/// </summary>
internal sealed class StreamedRowFeed : RowFeed
{
    /// <summary>The smallest pool, whatever the budget, because fewer rows would hardly be shuffled.</summary>
    private const int SmallestPool = 64;

    /// <summary>An epoch begins when the pool has this many rows. It grows further with each draw, so that the first batch need not wait for a full pool.</summary>
    private const int FirstFill = 4096;

    private readonly RowSource _source;
    private readonly ulong _seed;
    private readonly int _capacity;
    private readonly RowStore _pool;
    private readonly SkippedRows? _skipped;
    private RowCursor? _cursor;
    private CounterRandom _random;
    private long _read;

    public StreamedRowFeed(RowSource source, int seed, long memoryBudget, SkippedRows? skipped, long? rowCount)
    {
        _source = source;
        _skipped = skipped;
        _seed = (ulong)seed;
        RowCount = rowCount;
        _pool = new RowStore(source.Columns);
        _capacity = (int)Math.Clamp(memoryBudget / _pool.RowBytes, SmallestPool, int.MaxValue / 2);
    }

    public override long? RowCount { get; }

    public override void StartEpoch(long epoch)
    {
        _cursor?.Dispose();
        _random = new CounterRandom(_seed, RandomStreams.ShufflePool, (ulong)epoch);
        // If the data can shuffle, the pool shuffles further.
        var shuffle = _source.Data.CanShuffle ? new Random(_random.NextInt32(int.MaxValue)) : null;
        _cursor = _source.Open(epoch, shuffle, out _);
        _skipped?.StartPass();
        _read = 0;
        while (_pool.Count > 0)
            _pool.RemoveLast();
    }

    public override bool TryNext(HostBatch batch, int index, long epoch)
    {
        var drawn = Draw();
        if (drawn < 0)
            return false;
        batch.Set(index, _pool, drawn, epoch);
        Replace(drawn);
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
        while (_cursor is not null && _pool.Count < wanted)
        {
            if (!TryRead(_pool.Add(0)))
                _pool.RemoveLast();
        }

        return _pool.Count == 0 ? -1 : _random.NextInt32(_pool.Count);
    }

    private void Replace(int index)
    {
        if (_cursor is not null && TryRead(index))
            return;
        _pool.Copy(_pool.Count - 1, index);
        _pool.RemoveLast();
    }

    /// <summary>Reads the next valid row.</summary>
    /// <returns>False at the end of the data.</returns>
    private bool TryRead(int index)
    {
        while (_cursor!.MoveNext())
        {
            try
            {
                _cursor.Read(_pool, index);
                _read++;
                return true;
            }
            catch (InvalidOperationException e) when (_skipped is not null)
            {
                _skipped.Add(e.Message);
            }
        }

        if (_read > 0)
            _skipped?.EndPass(_read); // else it is an error, which says the same
        _cursor.Dispose();
        _cursor = null;
        return false;
    }
}
