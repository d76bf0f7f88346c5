namespace Microsoft.ML.Gan.Data;

/// <summary>
/// Decides which rows an epoch has, and in what order: as <see cref="ShuffledRows"/>, or <see cref="BalancedClasses"/>. All rows
/// must be in memory for any other than <see cref="ShuffledRows"/>.
/// </summary>
internal interface ISampler
{
    /// <summary>What it does, for the message that rows must be in memory for it: <c>classes can only be balanced</c>.</summary>
    string Purpose { get; }

    /// <summary>Reads the rows once, before the first epoch.</summary>
    IEpochOrder Over(KeptRows rows);
}

/// <summary>The order of rows within epochs.</summary>
internal interface IEpochOrder
{
    /// <summary>How many rows an epoch has. A row may come several times, or never.</summary>
    int Length { get; }

    /// <summary>Decides the rows of an epoch: a pure function of seed and epoch, so that an epoch can be gone through again.</summary>
    /// <param name="order">Receives the rows' indices among <see cref="KeptRows"/>.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="random">Random numbers of the seed and this epoch; the only ones that may be used.</param>
    void Order(Span<int> order, long epoch, CounterRandom random);
}

/// <summary>All rows in memory, before augmentation.</summary>
internal sealed class KeptRows(RowStore store, IReadOnlyList<IColumnReader> columns)
{
    public int Count => store.Count;

    /// <summary>What the row has in a column, as the column reader keeps it.</summary>
    public ReadOnlySpan<byte> Value(int row, IColumnReader column)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (ReferenceEquals(columns[i], column))
                return store.Value(row, i);
        }

        throw new ArgumentException($"{column.Title} is not among the columns of the rows.", nameof(column));
    }
}

/// <summary>Each epoch has every row once, in a random order.</summary>
internal sealed class ShuffledRows : ISampler
{
    public string Purpose => "rows can only be shuffled as a whole";

    public IEpochOrder Over(KeptRows rows) => new Permutation(rows.Count);

    private sealed class Permutation(int count) : IEpochOrder
    {
        public int Length => count;

        public void Order(Span<int> order, long epoch, CounterRandom random) => random.Permute(order);
    }
}
