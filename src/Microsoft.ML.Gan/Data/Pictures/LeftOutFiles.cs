namespace Microsoft.ML.Gan.Data;

/// <summary>Skipped files and folders, counted by reason.</summary>
internal sealed class LeftOutFiles
{
    /// <summary>The number of names for each reason; the others are counted.</summary>
    private const int Named = 3;

    private const string Hidden = "hidden, or a system's own";

    private readonly SortedDictionary<string, (int Count, List<string> First)> _reasons = new(StringComparer.Ordinal);

    /// <summary>The number of skipped files and folders.</summary>
    public int Count { get; private set; }

    /// <summary>Whether something that may have been meant as data was skipped.</summary>
    public bool IsWorthAWarning => _reasons.Keys.Any(reason => reason != Hidden);

    /// <param name="reason">The reason.</param>
    /// <param name="name">Its path below the folder.</param>
    public void Add(string reason, string name)
    {
        Count++;
        var (count, first) = _reasons.GetValueOrDefault(reason, (0, []));
        if (first.Count < Named)
            first.Add(name);
        _reasons[reason] = (count + 1, first);
    }

    /// <summary>Adds a system file or a hidden file.</summary>
    public void AddHidden(string name) => Add(Hidden, name);

    /// <summary>The count and the reasons, as a sentence.</summary>
    public override string ToString() =>
        $"{Count} {(Count == 1 ? "file or folder was" : "files and folders were")} left out. " +
        $"{string.Join("; ", _reasons.Select(reason => $"{reason.Key}: {reason.Value.Count} ({NamesOf(reason.Value)})"))}.";

    private static string NamesOf((int Count, List<string> First) reason) =>
        string.Join(", ", reason.First) + (reason.Count > reason.First.Count ? ", …" : "");
}
