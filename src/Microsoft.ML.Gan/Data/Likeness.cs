namespace Microsoft.ML.Gan.Data;

/// <summary>The similarity of names, for messages about misspelt ones.</summary>
internal static class Likeness
{
    /// <summary>
    /// The same text, however its accents are composed: macOS writes é in file names as e and an accent, other systems as one letter.
    /// </summary>
    public static IEqualityComparer<string> SameText { get; } = new Composed();

    /// <summary>The same but for case and for blanks at the ends.</summary>
    public static bool Same(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>The number of letters to insert, remove or replace (Levenshtein, 1965), without regard to case and outer blanks.</summary>
    public static int Distance(string one, string other)
    {
        (one, other) = (one.Trim().ToUpperInvariant(), other.Trim().ToUpperInvariant());
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (var i = 0; i < one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < other.Length; j++)
            {
                var replaced = diagonal + (one[i] == other[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], row[j + 1]) + 1);
            }
        }

        return row[^1];
    }

    private sealed class Composed : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal) || (x is not null && y is not null && Compose(x) == Compose(y));

        public int GetHashCode(string obj) => Compose(obj).GetHashCode(StringComparison.Ordinal);

        private static string Compose(string text)
        {
            try
            {
                return text.Normalize();
            }
            catch (ArgumentException)
            {
                return text; // half a surrogate pair is no text that could be composed otherwise
            }
        }
    }
}
