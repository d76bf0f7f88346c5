using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Microsoft.ML.Gan.Data;

/// <summary>The images of a view's rows, in the view's own order: kept as bytes if they fit the budget, else read again each time.</summary>
internal sealed class ImageScan : IImageSet
{
    private const int ImagesBetweenReports = 64;

    private readonly LabeledRows _rows;
    private readonly RowStore? _store;
    private readonly int[]? _classes;
    private readonly bool _skipsBadRows;

    private ImageScan(LabeledRows rows, RowStore? store, int count, bool skipsBadRows, CancellationToken cancellationToken)
    {
        (_rows, _store, _skipsBadRows, Shape, Count) = (rows, store, skipsBadRows, rows.Images.KeptShape, count);
        _classes = rows.Condition.Columns?.FirstKey() is null ? null : new int[count];
        var hashes = Hash(cancellationToken);
        Order = [.. Enumerable.Range(0, count).OrderBy(index => hashes[index])];
        Array.Sort(hashes);
        ContentId = IdOf(hashes);
    }

    public ImageShape Shape { get; }

    public int Count { get; }

    public IReadOnlyList<int> Order { get; }

    public IReadOnlyList<int>? Classes => _classes;

    public int ClassCount => _rows.Condition.Columns?.FirstKey()?.Classes ?? 0;

    /// <summary>A hash of all images and their conditions, independent of their order.</summary>
    public string ContentId { get; }

    /// <summary>Reads the data once or twice: the images' shape, their hashes, and the images themselves if they fit.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="memoryBudget">The memory budget for rows in bytes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="skipBadRows">Leave out rows without a valid image or condition.</param>
    /// <param name="warn">Receives warnings about the data; null for no warnings.</param>
    /// <param name="advance">Receives the number of images read, now and then; null for none.</param>
    /// <exception cref="InvalidOperationException">There are no rows, or one of them has no valid image or condition.</exception>
    public static ImageScan Open(
        LabeledRows rows,
        long memoryBudget,
        CancellationToken cancellationToken,
        bool skipBadRows = false,
        Action<string>? warn = null,
        Action<long>? advance = null)
    {
        var first = new FirstPass(rows.Source, mayKeep: true, memoryBudget);
        using (var cursor = rows.Source.Open(epoch: 0, shuffle: null, out _))
        {
            while (cursor.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (TryRead(() => first.Read(cursor), skipBadRows) && first.Count % ImagesBetweenReports == 0)
                    advance?.Invoke(first.Count);
            }
        }

        if (first.Count == 0)
            throw RowFeed.NoRows(rows.Source, skipped: null);
        first.Tell(warn);
        first.RequireScale();
        if (first.Count > Array.MaxLength)
            throw new InvalidOperationException($"{rows.Images.Title} has {first.Count} rows; at most {Array.MaxLength} can be measured.");
        return new ImageScan(rows, first.Store, (int)first.Count, skipBadRows, cancellationToken);
    }

    public IEnumerable<ImageSlice> Read(int batchSize, CancellationToken cancellationToken)
    {
        var size = Math.Min(batchSize, Count);
        var conditionSize = _rows.Condition.Size;
        var pixels = new byte[checked(size * Shape.Length)];
        var conditions = new float[checked(size * conditionSize)];
        using var stored = Stored().GetEnumerator();
        for (var start = 0; start < Count; start += size)
        {
            var count = Math.Min(size, Count - start);
            for (var i = 0; i < count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!stored.MoveNext())
                    throw Changed();
                var (store, index) = stored.Current;
                store.Value(index, LabeledRows.ImageIndex).CopyTo(pixels.AsSpan(i * Shape.Length));
                _rows.Condition.Expand(store.Value(index, LabeledRows.ConditionIndex), conditions.AsSpan(i * conditionSize, conditionSize));
            }

            yield return new ImageSlice(
                start,
                count,
                count == size ? pixels : pixels[..(count * Shape.Length)],
                count == size ? conditions : conditions[..(count * conditionSize)]);
        }
    }

    /// <summary>Every kept row, one after the other; those that are not kept pass through a store of one row.</summary>
    private IEnumerable<(RowStore Store, int Index)> Stored()
    {
        if (_store is not null)
        {
            for (var i = 0; i < Count; i++)
                yield return (_store, i);
            yield break;
        }

        var row = new RowStore(_rows.Source.Columns);
        row.Add(0);
        using var cursor = _rows.Source.Open(epoch: 0, shuffle: null, out _);
        while (cursor.MoveNext())
        {
            if (TryRead(() => cursor.Read(row, 0), _skipsBadRows))
                yield return (row, 0);
        }
    }

    private static bool TryRead(Action read, bool skipsBadRows)
    {
        try
        {
            read();
            return true;
        }
        catch (InvalidOperationException) when (skipsBadRows)
        {
            return false;
        }
    }

    private UInt128[] Hash(CancellationToken cancellationToken)
    {
        var hashes = new UInt128[Count];
        var number = 0;
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var (store, index) in Stored())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (number == Count)
                throw Changed();
            SHA256.HashData(store.Row(index), digest);
            hashes[number] = MemoryMarshal.Read<UInt128>(digest);
            if (_classes is not null)
                _classes[number] = _rows.Condition.ClassOf(store.Value(index, LabeledRows.ConditionIndex));
            number++;
        }

        return number == Count ? hashes : throw Changed();
    }

    private string IdOf(UInt128[] sorted)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<int>([Shape.Channels, Shape.Height, Shape.Width, _rows.Condition.Size]));
        hash.AppendData(MemoryMarshal.AsBytes<UInt128>(sorted));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private InvalidOperationException Changed() =>
        new($"{_rows.Images.Title}: the data gave {Count} rows at first and another number of rows when they were read again.");
}
