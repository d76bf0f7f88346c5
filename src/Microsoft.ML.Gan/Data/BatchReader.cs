using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Microsoft.ML.Gan;

/// <summary>
/// Rows as an endless sequence of full batches. Each epoch has its own order, drawn from seed and epoch; the batch in which an
/// epoch ends is filled up from the next. Batches are made ahead of their use, on a thread of their own.
/// </summary>
/// <remarks>
/// Un-augmented rows stay in memory as bytes if they fit the budget; otherwise the data are read again in each epoch. What
/// comes out depends on data, seed, batch size and budget alone: a reader opened at the <see cref="Position"/> where another
/// stands goes on with the same batches.
/// </remarks>
internal sealed class BatchReader : IDisposable
{
    public const long DefaultMemoryBudget = 2L << 30;

    private const int BatchesAhead = 4;

    private readonly RowFeed _feed;
    private readonly ImageRows _rows;
    private readonly SkippedRows? _skipped;
    private readonly WorkingImage _image = new();
    private readonly AugmentationRandom _random = new();
    private readonly BlockingCollection<ImageBatch> _free = [];
    private readonly BlockingCollection<ImageBatch> _ready = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private ReaderPosition _produced;
    private ImageBatch? _lent;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Reads the data once, to learn the images' shape and to keep them if they fit.</summary>
    /// <param name="data">The rows. A view made by AugmentImages is augmented anew in each epoch.</param>
    /// <param name="image">The column of <paramref name="data"/> that holds the images.</param>
    /// <param name="condition">The column that holds the conditions, if any.</param>
    /// <param name="batchSize">Rows a batch.</param>
    /// <param name="seed">What orders are drawn from.</param>
    /// <param name="memoryBudget">How many bytes of rows may be kept.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="cancellationToken">Ends the first reading.</param>
    /// <param name="skipBadRows">
    /// Rows without a proper image or condition are left out, and this is told how many and why; null: such a row is an error.
    /// </param>
    /// <param name="balancesClasses">Every class comes equally often.</param>
    /// <param name="warn">Is told what images lose; null: nobody is.</param>
    /// <param name="augmentationSeeds">What the augmentations of views are drawn from, instead of their own seeds; null for these.</param>
    /// <exception cref="InvalidOperationException">There are no rows, or one of them has no proper image or condition.</exception>
    public BatchReader(
        IDataView data,
        ImageColumn image,
        ConditionColumns? condition,
        int batchSize,
        int seed,
        long memoryBudget = DefaultMemoryBudget,
        ReaderPosition start = default,
        CancellationToken cancellationToken = default,
        Action<string>? skipBadRows = null,
        bool balancesClasses = false,
        Action<string>? warn = null,
        IReadOnlyList<ulong>? augmentationSeeds = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        _rows = new ImageRows(data, image, condition, augmentationSeeds: augmentationSeeds);
        _skipped = skipBadRows is null ? null : new SkippedRows(skipBadRows);
        _feed = RowFeed.Open(_rows, seed, memoryBudget, _skipped, cancellationToken, balancesClasses, warn);
        _skipped?.Tell();
        Shape = _rows.GetOutputShape(_feed.Shape);
        if (image.Height is { } height && image.Width is { } width && (height, width) != (Shape.Height, Shape.Width))
            throw new InvalidOperationException($"Image column '{image.Name}': the images are {Shape}, where {height}×{width} pixels were expected.");

        Position = _produced = start;
        for (var i = 0; i < BatchesAhead + 1; i++)
            _free.Add(new ImageBatch(batchSize, Shape, condition?.Size ?? 0));
        _thread = new Thread(Produce) { IsBackground = true, Name = "GAN batches" };
        _thread.Start();
    }

    /// <summary>The shape of every image, augmented.</summary>
    public ImageShape Shape { get; }

    /// <summary>The number of rows, if it was known before the first batch; it does not depend on how far the reading has come.</summary>
    public long? RowCount => _feed.RowCount;

    /// <summary>What the first reading has shown.</summary>
    public DataFacts Facts => _feed.Facts;

    /// <summary>What is done to the images after they are read.</summary>
    public IReadOnlyList<ViewAugmentation> Augmentations => _rows.Augmentations;

    /// <inheritdoc cref="RowFeed.ContentId"/>
    public string? ContentId() => _feed.ContentId();

    /// <summary>Whether the rows are in memory.</summary>
    public bool IsCached => _feed is CachedRowFeed;

    /// <summary>Where the next batch begins: what to keep, to go on later.</summary>
    public ReaderPosition Position { get; private set; }

    /// <summary>The next batch, valid until the next call.</summary>
    /// <exception cref="InvalidOperationException">A row has no proper image or condition.</exception>
    public ImageBatch Next(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        if (_lent is not null)
            _free.Add(_lent, CancellationToken.None);
        _lent = null;
        if (!_ready.TryTake(out _lent, Timeout.Infinite, cancellationToken))
        {
            // The sequence is endless; that it ended means that it failed.
            _failure!.Throw();
        }

        _skipped?.Tell();
        Position = _lent!.End;
        return _lent;
    }

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

    private void Fill(ImageBatch batch)
    {
        var conditionSize = batch.Conditions.Length / batch.Count;
        for (var i = 0; i < batch.Count; i++)
        {
            _stop.Token.ThrowIfCancellationRequested();
            var target = batch.Pixels.AsSpan(i * Shape.Length, Shape.Length);
            var pixels = _rows.IsAugmented ? _image.Start(_feed.Shape) : target;
            ulong row;
            while (!_feed.TryNext(pixels, batch.Conditions.AsSpan(i * conditionSize, conditionSize), out row))
            {
                if (_produced.Index == 0)
                    throw RowFeed.NoRows(_rows, _skipped);
                _produced = new ReaderPosition(_produced.Epoch + 1, 0);
                _feed.StartEpoch(_produced.Epoch);
            }

            if (i == 0)
                batch.Start = _produced;
            batch.Rows[i] = row;
            if (_rows.IsAugmented)
            {
                _rows.Augment(_image, _random, _produced.Epoch, row);
                if (_image.Shape != Shape)
                    throw new InvalidOperationException($"An augmentation gave an image of {_image.Shape}, where it had said {Shape}.");
                _image.Pixels.CopyTo(target);
            }

            _produced = _produced with { Index = _produced.Index + 1 };
        }

        batch.End = _produced;
    }
}
