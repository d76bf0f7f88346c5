namespace Microsoft.ML.Gan.Data;

/// <summary>
/// Chooses the rows of an epoch and their order, for example <see cref="ShuffledRows"/> or <see cref="BalancedClasses"/>. All rows
/// must be in memory for any other than <see cref="ShuffledRows"/>.
/// </summary>
internal interface ISampler
{
    /// <summary>The reason, in the message, why rows must be in memory: <c>classes can only be balanced</c>.</summary>
    string Purpose { get; }

    /// <summary>Reads the rows once, before the first epoch.</summary>
    IEpochOrder Over(KeptRows rows);
}

/// <summary>The order of rows within epochs.</summary>
internal interface IEpochOrder
{
    /// <summary>The number of rows of an epoch. A row may occur several times, or never.</summary>
    int Length { get; }

    /// <summary>Chooses the rows of an epoch: a pure function of seed and epoch, so that an epoch can be repeated.</summary>
    /// <param name="order">Receives the rows' indices among <see cref="KeptRows"/>.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="random">Random numbers of the seed and this epoch; the only ones that may be used.</param>
    void Order(Span<int> order, long epoch, CounterRandom random);
}

/// <summary>All rows in memory, before augmentation.</summary>
internal sealed class KeptRows(RowStore store, IReadOnlyList<IColumnReader> columns)
{
    public int Count => store.Count;

    /// <summary>The stored value of a row's column.</summary>
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
