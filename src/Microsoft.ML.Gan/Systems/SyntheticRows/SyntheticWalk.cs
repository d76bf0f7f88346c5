using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.SyntheticRows;

/// <summary>
/// Goes from one synthetic row to the next. Rows are made batch by batch, and only if somebody asks for a value, unless it takes
/// the making to know which rows there are.
/// </summary>
/// <param name="plan">All rows.</param>
/// <param name="rows">Makes them.</param>
/// <param name="order">The order in which they come; null for that of their numbers.</param>
/// <param name="missed">Is told of rows that could not be made.</param>
internal sealed class SyntheticWalk(SyntheticPlan plan, ISyntheticRows rows, int[]? order, Action<SyntheticRow> missed)
{
    private readonly List<SyntheticRow> _batch = [];
    private ISyntheticBatch? _made;
    private int _place;
    private int _next;

    /// <summary>The row where this stands.</summary>
    public SyntheticRow Current => _batch[_place];

    /// <summary>The same row in the batch in which it was made.</summary>
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
