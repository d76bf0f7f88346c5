namespace Microsoft.ML.Gan.Data;

/// <summary>
/// An order of rows with balanced classes: each round has every class once, in random order. The rows of a class are also in random order; rows of
/// rare classes are repeated.
/// </summary>
internal sealed class ClassBalance : IEpochOrder
{
    private readonly int[][] _rowsOfClass;

    /// <param name="classes">The class of each row.</param>
    public ClassBalance(IEnumerable<int> classes) =>
        _rowsOfClass = [.. classes.Select((number, row) => (number, row)).GroupBy(entry => entry.number, entry => entry.row).OrderBy(group => group.Key).Select(group => group.ToArray())];

    /// <summary>The length of an epoch: the number of rows, rounded up to whole rounds.</summary>
    public int Length
    {
        get
        {
            var rows = _rowsOfClass.Sum(one => one.Length);
            return checked((rows + _rowsOfClass.Length - 1) / _rowsOfClass.Length * _rowsOfClass.Length);
        }
    }

    /// <inheritdoc/>
    public void Order(Span<int> order, long epoch, CounterRandom random)
    {
        var turns = new int[_rowsOfClass.Length];
        var shuffled = Array.ConvertAll(_rowsOfClass, rows => new int[rows.Length]);
        for (var start = 0; start < order.Length; start += turns.Length)
        {
            var round = start / turns.Length;
            random.Permute(turns);
            for (var i = 0; i < turns.Length; i++)
            {
                var (rows, places) = (_rowsOfClass[turns[i]], shuffled[turns[i]]);
                if (round % rows.Length == 0)
                    random.Permute(places);
                order[start + i] = rows[places[round % rows.Length]];
            }
        }
    }
}
