using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Data;

/// <summary>
/// Rows as an endless sequence of full batches. Each epoch has its own order, drawn from seed and epoch; the last batch of an epoch is filled from
/// the next one. Batches are prepared ahead on a separate thread.
/// </summary>
/// <remarks>
/// Rows before augmentation stay in memory as bytes if they fit the budget; otherwise the data are read again in each epoch. The sequence depends
/// only on data, seed, batch size, budget and sampler: batches opened at the <see cref="Position"/> of others continue with the same rows.
/// </remarks>
internal sealed class RowBatches : IBatchSource, IDisposable
{
    public const long DefaultMemoryBudget = 2L << 30;

    private const int BatchesAhead = 4;
    private const string EpochName = ".epoch", IndexName = ".index";

    private readonly RowFeed _feed;
    private readonly RowSource _source;
    private readonly SkippedRows? _skipped;
    private readonly BlockingCollection<HostBatch> _free = [];
    private readonly BlockingCollection<HostBatch> _ready = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private RowPosition _produced;
    private HostBatch? _lent;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Reads the data once: the columns learn their formats, and rows are kept if they fit.</summary>
    /// <param name="source">The rows and the columns to read of them.</param>
    /// <param name="batchSize">Rows a batch.</param>
    /// <param name="seed">The seed of the orders.</param>
    /// <param name="memoryBudget">The memory budget for rows in bytes.</param>
    /// <param name="start">The position of the first batch.</param>
    /// <param name="skipBadRows">
    /// Receives the number of rows skipped because a column has no valid value, and the reasons; null to throw for such a row.
    /// </param>
    /// <param name="sampler">The order of rows; null for each row once per epoch, shuffled.</param>
    /// <param name="warn">Receives warnings about the data; null for no warnings.</param>
    /// <param name="device">The device of the tensors; null for the CPU.</param>
    /// <param name="cancellationToken">Ends the first pass.</param>
    /// <exception cref="InvalidOperationException">There are no rows, or a column of one of them has no valid value.</exception>
    /// <exception cref="InvalidOperationException">The sampler needs the rows in memory, but they cannot be kept there.</exception>
    public RowBatches(
        RowSource source,
        int batchSize,
        int seed,
        long memoryBudget = DefaultMemoryBudget,
        RowPosition start = default,
        Action<string>? skipBadRows = null,
        ISampler? sampler = null,
        Action<string>? warn = null,
        Device? device = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        (_source, Device, BatchSize) = (source, device ?? CPU, batchSize);
        _skipped = skipBadRows is null ? null : new SkippedRows(skipBadRows);
        _feed = RowFeed.Open(source, seed, memoryBudget, _skipped, sampler, warn, cancellationToken);
        _skipped?.Tell();
        foreach (var column in source.Columns)
            column.RequireFormat();
        source.RequirePairs();

        Position = _produced = start;
        for (var i = 0; i < BatchesAhead + 1; i++)
            _free.Add(new HostBatch(batchSize, source.Columns));
        _thread = new Thread(Produce) { IsBackground = true, Name = "GAN batches" };
        _thread.Start();
    }

    /// <summary>N.</summary>
    public int BatchSize { get; }

    /// <summary>The device that tensors go to.</summary>
    public Device Device { get; }

    /// <summary>The names of the tensors in a batch.</summary>
    public IEnumerable<string> Names => _source.Columns.Select(column => column.Name);

    /// <summary>The number of rows, if it was known before the first batch.</summary>
    public long? RowCount => _feed.RowCount;

    /// <summary>The number of valid rows read in the first pass.</summary>
    public long RowsOfFirstPass => _feed.First.Count;

    /// <summary>Whether the first pass has read all rows.</summary>
    public bool IsFirstPassComplete => _feed.First.IsComplete;

    /// <summary>Warnings about the data from the first pass.</summary>
    public IEnumerable<string> Problems => _source.Columns.SelectMany(column => column.Problems(RowsOfFirstPass, IsFirstPassComplete));

    /// <inheritdoc cref="RowFeed.ContentId"/>
    public string? ContentId() => _feed.ContentId();

    /// <summary>Whether the rows are in memory.</summary>
    public bool IsCached => _feed is CachedRowFeed;

    /// <summary>The position of the next batch, to resume from later.</summary>
    public RowPosition Position { get; private set; }

    /// <summary>The next batch, on the device. Its tensors belong to the current dispose scope.</summary>
    /// <exception cref="InvalidOperationException">A column of a row has no valid value.</exception>
    public Batch Next(CancellationToken cancellationToken = default) => ToDevice(NextOnHost(cancellationToken));

    /// <summary>The next batch on the host, valid until the next call.</summary>
    /// <inheritdoc cref="Next"/>
    public HostBatch NextOnHost(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        if (_lent is not null)
            _free.Add(_lent, CancellationToken.None);
        _lent = null;
        if (!_ready.TryTake(out _lent, Timeout.Infinite, cancellationToken))
        {
            // The sequence is endless; its end means that it failed.
            _failure!.Throw();
        }

        _skipped?.Tell();
        Position = _lent!.End;
        return _lent;
    }

    /// <summary>A batch from the host on the device.</summary>
    public Batch ToDevice(HostBatch batch) => new(batch.ToTensors(Device));

    /// <summary>Adds to the state where the next batch begins, under names that begin with <paramref name="prefix"/>.</summary>
    public void Capture(TrainingState state, string prefix) => Capture(state, prefix, Position);

    /// <summary>Adds a position to the state, under names that begin with <paramref name="prefix"/>.</summary>
    public static void Capture(TrainingState state, string prefix, RowPosition position)
    {
        state.Add(prefix + EpochName, position.Epoch);
        state.Add(prefix + IndexName, position.Index);
    }

    /// <summary>The position of the next batch when the state was captured, at which batches are opened to resume.</summary>
    /// <exception cref="InvalidDataException">The state has no such position.</exception>
    public static RowPosition PositionIn(TrainingState state, string prefix) =>
        new(state.Integer(prefix + EpochName), state.Integer(prefix + IndexName));

    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
            return;
        _stop.Cancel();
        _thread.Join();
        _feed.Dispose();
        _skipped?.End();
        _free.Dispose();
        _ready.Dispose();
        _stop.Dispose();
    }

    private void Produce()
    {
        try
        {
            _feed.StartEpoch(_produced.Epoch);
            _feed.Skip(_produced.Index);
            while (true)
            {
                var batch = _free.Take(_stop.Token);
                Fill(batch);
                _ready.Add(batch, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            _ready.CompleteAdding();
        }
    }

    private void Fill(HostBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            _stop.Token.ThrowIfCancellationRequested();
            while (!_feed.TryNext(batch, i, _produced.Epoch))
            {
                if (_produced.Index == 0)
                    throw RowFeed.NoRows(_source, _skipped);
                _produced = new RowPosition(_produced.Epoch + 1, 0);
                _feed.StartEpoch(_produced.Epoch);
            }

            if (i == 0)
                batch.Start = _produced;
            _produced = _produced with { Index = _produced.Index + 1 };
        }

        batch.End = _produced;
    }
}
