namespace Microsoft.ML.Gan.Data;

/// <summary>
/// Batches of several views with unpaired rows: each view has its own order and epochs, and its own tensor names in the batch.
/// </summary>
internal sealed class UnpairedBatches : IBatchSource, IDisposable
{
    private readonly IReadOnlyList<RowBatches> _views;

    /// <summary>The batches already taken for the next batch; all null unless waiting for a view was cancelled.</summary>
    private readonly HostBatch?[] _taken;
    private readonly RowPosition[] _positions;

    /// <param name="views">The batches of each view, all of one size and with names of their own. They are disposed with this.</param>
    /// <exception cref="ArgumentException">Two views have a tensor of the same name, or batches of different sizes.</exception>
    public UnpairedBatches(params IReadOnlyList<RowBatches> views)
    {
        if (views.Select(view => view.BatchSize).Distinct().Count() != 1)
            throw new ArgumentException($"The batches of all views must have one size, but have {string.Join(", ", views.Select(view => view.BatchSize))} rows.", nameof(views));
        var twice = views.SelectMany(view => view.Names).GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"Two views have a tensor '{twice.Key}'; each tensor of a batch needs a name of its own.", nameof(views));
        _views = views;
        _taken = new HostBatch?[views.Count];
        _positions = [.. views.Select(view => view.Position)];
    }

    /// <summary>Where the next batch of each view begins.</summary>
    public IReadOnlyList<RowPosition> Positions => _positions;

    /// <summary>The next batch of each view, as one batch. Its tensors belong to the current dispose scope.</summary>
    /// <exception cref="InvalidOperationException">A column of a row has no valid value.</exception>
    public Batch Next(CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < _views.Count; i++)
            _taken[i] ??= _views[i].NextOnHost(cancellationToken);
        // No view advances before all have a batch, so a training that is cancelled here resumes with the same batches.
        for (var i = 0; i < _views.Count; i++)
            _positions[i] = _views[i].Position;
        var batch = new Batch(_views.SelectMany((view, index) => _taken[index]!.ToTensors(view.Device)));
        Array.Clear(_taken);
        return batch;
    }

    /// <summary>Adds to the state where the next batch of each view begins, under names that begin with <paramref name="prefix"/>.</summary>
    public void Capture(TrainingState state, string prefix)
    {
        for (var i = 0; i < _views.Count; i++)
            RowBatches.Capture(state, PrefixOf(prefix, i), _positions[i]);
    }

    /// <summary>Where the next batch of a view began when the state was captured.</summary>
    /// <param name="state">The state.</param>
    /// <param name="prefix">The prefix that it was captured with.</param>
    /// <param name="view">The number of the view, from 0.</param>
    /// <exception cref="InvalidDataException">The state has no such position.</exception>
    public static RowPosition PositionIn(TrainingState state, string prefix, int view) => RowBatches.PositionIn(state, PrefixOf(prefix, view));

    public void Dispose()
    {
        foreach (var view in _views)
            view.Dispose();
    }

    private static string PrefixOf(string prefix, int view) => FormattableString.Invariant($"{prefix}.{view}");
}
