namespace ConvertWeights;

/// <summary>Texts of a file, for messages.</summary>
internal static class Printable
{
    private const int MaximumLength = 100;

    /// <summary>The text without what could command a terminal, and not longer than a line.</summary>
    public static string Of(string text)
    {
        var shown = text.Length <= MaximumLength ? text : string.Concat(text.AsSpan(0, MaximumLength), "…");
        return string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }
}
