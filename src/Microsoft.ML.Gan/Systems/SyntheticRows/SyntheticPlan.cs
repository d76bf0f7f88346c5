using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.SyntheticRows;

/// <summary>Which synthetic rows a dataset gets. It follows from the classes of the real rows, which are counted once.</summary>
internal sealed class SyntheticPlan
{
    private readonly int[] _classes;

    private SyntheticPlan(long realRows, int[] classes) => (RealRows, _classes) = (realRows, classes);

    public long RealRows { get; }

    public int Count => _classes.Length;

    /// <summary>How many of the real rows have no class, so that nothing is made for them.</summary>
    public long RowsWithoutClass { get; private init; }

    public SyntheticRow this[int number] => new(number, _classes[number]);

    /// <summary>Counts the rows of each class and mixes the classes of the synthetic rows: a reader without a shuffle sees all of them.</summary>
    /// <param name="data">The real rows; nothing but their labels is read.</param>
    /// <param name="label">Their classes; null for none.</param>
    /// <param name="balance">Fill up all classes that have rows to as many.</param>
    /// <param name="factor">How many times as large the data, or with <paramref name="balance"/> the largest class, become.</param>
    /// <param name="seed">Decides the order.</param>
    public static SyntheticPlan Make(IDataView data, ConditionColumn? label, bool balance, double factor, int seed)
    {
        var counts = new long[label?.Size ?? 0];
        long realRows = 0, withoutClass = 0;
        using (var cursor = data.GetRowCursor(label is null ? [] : [label.Column]))
        {
            var key = label is null ? null : KeyReader.Open(cursor, label.Column);
            for (; cursor.MoveNext(); realRows++)
            {
                // A missing label is no class, and there is nothing to make for it.
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

    /// <summary>How many rows are added to so many, without a plan.</summary>
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
