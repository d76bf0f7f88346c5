using System.Globalization;

namespace Microsoft.ML.Gan.Data;

/// <summary>Statistics of a label column from the first pass, for warnings before a training.</summary>
/// <param name="column">The column.</param>
internal sealed class LabelFacts(ConditionColumn column)
{
    private const int MostListed = 20;

    /// <summary>Fewer classes may well have a row or two each in a small trial.</summary>
    private const int LeastIdentities = 16;

    private readonly long[] _counts = new long[column.IsKey ? column.Size : 0];
    private float _lowest = float.PositiveInfinity;
    private float _highest = float.NegativeInfinity;
    private bool _areWhole = !column.IsKey && column.CompactSize == 1;

    public ConditionColumn Column => column;

    public int? ClassesWithRows => column.IsKey ? _counts.Count(count => count > 0) : null;

    public void Add(ReadOnlySpan<float> compact)
    {
        if (column.IsKey)
        {
            _counts[(int)compact[0]]++;
        }
        else if (_areWhole)
        {
            _areWhole = compact[0] == MathF.Truncate(compact[0]);
            (_lowest, _highest) = (Math.Min(_lowest, compact[0]), Math.Max(_highest, compact[0]));
        }
    }

    public IEnumerable<string> Problems(bool isComplete)
    {
        var alike = column.ClassNames.GroupBy(name => name.Trim(), StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).ToArray();
        if (alike.Length > 0)
        {
            yield return $"Label column '{column.Name}': {string.Join("; ", alike.Take(MostListed).Select(group => string.Join(" and ", group.Select(name => $"'{name}'"))))} " +
                "differ by case or blanks alone, and are taken for different classes.";
        }

        if (!isComplete)
            yield break;
        int[] empty = [.. Enumerable.Range(0, _counts.Length).Where(index => _counts[index] == 0)];
        if (column.IsKey && _counts.Length - empty.Length == 1)
        {
            yield return $"Label column '{column.Name}': all rows are of one class, {NameOf(Array.FindIndex(_counts, count => count > 0))}, so the condition has no effect.";
        }
        else if (empty.Length > 0)
        {
            yield return $"Label column '{column.Name}': {empty.Length} of {_counts.Length} classes have no rows, and are not learned " +
                $"({string.Join(", ", empty.Take(MostListed).Select(NameOf))}{(empty.Length > MostListed ? ", …" : "")}).";
        }

        var inUse = _counts.Length - empty.Length;
        if (column.IsKey && inUse >= LeastIdentities && _counts.Sum() < 2L * inUse)
        {
            yield return $"Label column '{column.Name}': {_counts.Sum()} rows are of {inUse} classes, hardly more than one row a class. Is it a column of identities rather than of classes?";
        }

        if (_areWhole && _lowest < _highest)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Label column '{column.Name}' is of Single and holds whole numbers, {_lowest} to {_highest}: they are taken as one amount, not as classes. If they name classes, MapValueToKey makes a key of them.");
        }
    }

    private string NameOf(int index) => index < column.ClassNames.Count ? $"'{column.ClassNames[index]}'" : $"number {index + 1}";
}
