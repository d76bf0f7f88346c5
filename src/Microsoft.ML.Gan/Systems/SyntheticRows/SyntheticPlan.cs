using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.SyntheticRows;

/// <summary>The synthetic rows of a dataset, planned from the class counts of the real rows.</summary>
internal sealed class SyntheticPlan
{
    private readonly int[] _classes;

    private SyntheticPlan(long realRows, int[] classes) => (RealRows, _classes) = (realRows, classes);

    public long RealRows { get; }

    public int Count => _classes.Length;

    /// <summary>The number of real rows without a class, for which nothing is generated.</summary>
    public long RowsWithoutClass { get; private init; }

    public SyntheticRow this[int number] => new(number, _classes[number]);

    /// <summary>Counts the rows of each class and shuffles the classes of the synthetic rows, for readers that do not shuffle.</summary>
    /// <param name="data">The real rows; only their labels are read.</param>
    /// <param name="label">Their classes; null for none.</param>
    /// <param name="balance">Whether to balance all classes that have rows.</param>
    /// <param name="factor">The factor by which the data, or with <paramref name="balance"/> the largest class, grow.</param>
    /// <param name="seed">The seed of the order.</param>
    public static SyntheticPlan Make(IDataView data, ConditionColumn? label, bool balance, double factor, int seed)
    {
        var counts = new long[label?.Size ?? 0];
        long realRows = 0, withoutClass = 0;
        using (var cursor = data.GetRowCursor(label is null ? [] : [label.Column]))
        {
            var key = label is null ? null : KeyReader.Open(cursor, label.Column);
            for (; cursor.MoveNext(); realRows++)
            {
                // Nothing is generated for a missing label.
                if (key is null)
                    continue;
                if (key() is > 0 and var found && found <= (ulong)counts.Length)
                    counts[found - 1]++;
                else
                    withoutClass++;
            }
        }

        if (label is null)
            return new SyntheticPlan(realRows, Filled(-1, Added(realRows, factor)));
        var largest = counts.Max();
        int[] classes = [.. counts.SelectMany((count, index) => Filled(index, balance ? MissingFrom(count, factor * largest) : Added(count, factor)))];
        var order = new int[classes.Length];
        new CounterRandom((ulong)seed, RandomStreams.SyntheticOrder, 0).Permute(order);
        return new SyntheticPlan(realRows, [.. order.Select(index => classes[index])]) { RowsWithoutClass = withoutClass };
    }

    /// <summary>The number of rows added to this many, without a plan.</summary>
    public static long Added(long rows, double factor) => (long)Math.Round((factor - 1) * rows);

    private static long MissingFrom(long count, double target) => count == 0 ? 0 : Math.Max(0, (long)Math.Round(target) - count);

    private static int[] Filled(int value, long count)
    {
        if (count > Array.MaxLength)
            throw new InvalidOperationException($"{count} synthetic rows are more than the {Array.MaxLength} that can be planned; a lower Factor helps.");
        var filled = new int[count];
        Array.Fill(filled, value);
        return filled;
    }
}
