using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.SyntheticRows;

/// <summary>
/// Iterates over synthetic rows. Rows are generated in batches, and only when a value is read, unless generation decides which rows exist.
/// </summary>
/// <param name="plan">All rows.</param>
/// <param name="rows">Generates them.</param>
/// <param name="order">Their order; null for the order of their numbers.</param>
/// <param name="missed">Receives the rows that could not be generated.</param>
internal sealed class SyntheticWalk(SyntheticPlan plan, ISyntheticRows rows, int[]? order, Action<SyntheticRow> missed)
{
    private readonly List<SyntheticRow> _batch = [];
    private ISyntheticBatch? _made;
    private int _place;
    private int _next;

    /// <summary>The current row.</summary>
    public SyntheticRow Current => _batch[_place];

    /// <summary>The same row in its batch.</summary>
    public (ISyntheticBatch Batch, int Place) Made => (_made ??= rows.Make(_batch), _place);

    public bool MoveNext()
    {
        while (true)
        {
            if (++_place >= _batch.Count && !ReadBatch())
                return false;
            if (!rows.MayFail || Made.Batch.Has(_place))
                return true;
            missed(Current);
        }
    }

    private bool ReadBatch()
    {
        _batch.Clear();
        (_made, _place) = (null, 0);
        for (; _batch.Count < rows.BatchSize && _next < plan.Count; _next++)
            _batch.Add(plan[order is null ? _next : order[_next]]);
        return _batch.Count > 0;
    }
}
