using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Microsoft.ML.Gan;

/// <summary>Un-augmented rows, epoch after epoch, each epoch in its own random order.</summary>
internal abstract class RowFeed : IDisposable
{
    /// <summary>The shape of every image.</summary>
    public abstract ImageShape Shape { get; }

    /// <summary>The number of rows, if it was known when the feed was opened.</summary>
    public abstract long? RowCount { get; }

    /// <summary>What the first reading has shown.</summary>
    public required DataFacts Facts { get; init; }

    /// <summary>
    /// What the rows are, in whatever order they stand; null where they are not in memory. (It is the sum of a hash of each row.)
    /// </summary>
    public virtual string? ContentId() => null;

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
    /// <param name="rows">The rows.</param>
    /// <param name="seed">What orders are drawn from.</param>
    /// <param name="memoryBudget">How many bytes of rows may be kept.</param>
    /// <param name="skipped">Takes the rows that have no proper image or condition; null: such a row is an error.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="balancesClasses">Every class comes equally often.</param>
    /// <param name="warn">Is told what images lose; null: nobody is.</param>
    /// <exception cref="InvalidOperationException">There are no rows, or one of them has no proper image or condition.</exception>
    /// <exception cref="InvalidOperationException">Classes are to be balanced, but the rows cannot be kept in memory.</exception>
    public static RowFeed Open(
        ImageRows rows,
        int seed,
        long memoryBudget,
        SkippedRows? skipped,
        CancellationToken cancellationToken,
        bool balancesClasses = false,
        Action<string>? warn = null)
    {
        using var cursor = rows.Open(epoch: 0, shuffle: null, out var changes);
        var first = new FirstPass(rows, mayKeep: !changes, memoryBudget);
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
                if (balancesClasses)
                    throw CannotBalance(rows);
                first.Tell(warn);
                first.RequireScale();
                skipped?.StartPass();
                // How many of the data's rows are good ones is not known yet.
                return new StreamedRowFeed(rows, first.Shape, seed, memoryBudget, skipped, skipped is null ? rows.Data.GetRowCount() : null) { Facts = first.Facts };
            }
        }

        if (first.Count == 0)
            throw NoRows(rows, skipped);
        first.RequireScale();
        first.Facts.IsComplete = true;
        skipped?.EndPass(first.Count);
        first.Tell(warn);
        if (balancesClasses && first.Store is null)
            throw CannotBalance(rows);
        return first.Store is { } store
            ? new CachedRowFeed(store, rows.Condition, seed, balancesClasses) { Facts = first.Facts }
            : new StreamedRowFeed(rows, first.Shape, seed, memoryBudget, skipped, first.Count) { Facts = first.Facts };
    }

    /// <summary>Rows that are read one after the other come as often as they come.</summary>
    private static InvalidOperationException CannotBalance(ImageRows rows) => new(
        $"Image column '{rows.Image.Name}': classes can only be balanced among rows that are kept in memory. These are more than " +
        $"{nameof(GanEstimator.Options.ImageMemory)} allows, or the data are new in each epoch before AugmentImages.");

    /// <summary>The error where a pass over the data gave nothing.</summary>
    public static InvalidOperationException NoRows(ImageRows rows, SkippedRows? skipped) => new(
        skipped is { Reasons: { Length: > 0 } reasons }
            ? $"Image column '{rows.Image.Name}': the data have no rows but bad ones, which were skipped. {reasons}"
            : $"Image column '{rows.Image.Name}': the data have no rows.");
}

/// <summary>Rows that are all in memory; an epoch is a permutation of them.</summary>
internal sealed class CachedRowFeed(PixelStore store, ConditionColumns? condition, int seed, bool balancesClasses = false) : RowFeed
{
    private readonly ClassBalance? _balance = balancesClasses ? BalanceOf(store, condition) : null;
    private int[] _order = [];
    private int _next;

    public override ImageShape Shape => store.Shape;

    public override long? RowCount => store.Count;

    public override string ContentId()
    {
        var sum = UInt128.Zero;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        for (var i = 0; i < store.Count; i++)
        {
            hash.AppendData(store.Pixels(i));
            hash.AppendData(MemoryMarshal.AsBytes(store.Condition(i)));
            hash.GetHashAndReset(digest);
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
            _order = new int[_balance?.Length ?? store.Count];
        var random = new CounterRandom((ulong)seed, RandomStreams.Shuffle, (ulong)epoch);
        if (_balance is null)
            random.Permute(_order);
        else
            _balance.Order(_order, random);
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

    private static ClassBalance BalanceOf(PixelStore store, ConditionColumns? condition)
    {
        var (index, _) = condition?.FirstKey() ?? throw new InvalidOperationException("Classes cannot be balanced without a key column of labels.");
        return new ClassBalance(Enumerable.Range(0, store.Count).Select(row => (int)store.Condition(row)[index]));
    }
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
    private readonly SkippedRows? _skipped;
    private ImageRowCursor? _cursor;
    private CounterRandom _random;
    private long _read;

    public StreamedRowFeed(ImageRows rows, ImageShape shape, int seed, long memoryBudget, SkippedRows? skipped, long? rowCount)
    {
        _rows = rows;
        _skipped = skipped;
        _seed = (ulong)seed;
        RowCount = rowCount;
        _pool = new PixelStore(shape, rows.Condition?.CompactSize ?? 0);
        _capacity = (int)Math.Clamp(memoryBudget / _pool.RowBytes, SmallestPool, int.MaxValue / 2);
    }

    public override ImageShape Shape => _pool.Shape;

    public override long? RowCount { get; }

    public override void StartEpoch(long epoch)
    {
        _cursor?.Dispose();
        _random = new CounterRandom(_seed, RandomStreams.ShufflePool, (ulong)epoch);
        // Where the data can shuffle by itself, the pool only adds to it.
        var shuffle = _rows.Data.CanShuffle ? new Random(_random.NextInt32(int.MaxValue)) : null;
        _cursor = _rows.Open(epoch, shuffle, out _);
        _skipped?.StartPass();
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

    /// <summary>Reads the next row, or the next that is good.</summary>
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
