namespace Microsoft.ML.Gan.Data;

/// <summary>Files and folders that are no rows, counted by the reason.</summary>
internal sealed class LeftOutFiles
{
    /// <summary>So many are named for each reason; the others are counted.</summary>
    private const int Named = 3;

    private const string Hidden = "hidden, or a system's own";

    private readonly SortedDictionary<string, (int Count, List<string> First)> _reasons = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether something was left out that may have been meant as data.</summary>
    public bool IsWorthAWarning => _reasons.Keys.Any(reason => reason != Hidden);

    /// <param name="reason">Why it is left out.</param>
    /// <param name="name">Its path below the folder.</param>
    public void Add(string reason, string name)
    {
        Count++;
        var (count, first) = _reasons.GetValueOrDefault(reason, (0, []));
        if (first.Count < Named)
            first.Add(name);
        _reasons[reason] = (count + 1, first);
    }

    /// <summary>Adds what systems leave among files, or hide.</summary>
    public void AddHidden(string name) => Add(Hidden, name);

    /// <summary>The count and the reasons, as a sentence.</summary>
    public override string ToString() =>
        $"{Count} {(Count == 1 ? "file or folder was" : "files and folders were")} left out. " +
        $"{string.Join("; ", _reasons.Select(reason => $"{reason.Key}: {reason.Value.Count} ({NamesOf(reason.Value)})"))}.";

    private static string NamesOf((int Count, List<string> First) reason) =>
        string.Join(", ", reason.First) + (reason.Count > reason.First.Count ? ", …" : "");
}
