using System.Globalization;
using System.Numerics;

namespace Microsoft.ML.Data;

// Text to values by ML.NET's rules: an empty field is a zero, a question mark or anything unreadable is a missing number.
internal static class TextParsing
{
    public static T ParseFloat<T>(ReadOnlySpan<char> text) where T : IFloatingPointIeee754<T>
    {
        text = text.Trim();
        if (text.IsEmpty)
            return T.Zero;
        return T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : T.NaN;
    }

    // Integers have no missing value: what cannot be read is an error.
    public static T ParseInteger<T>(ReadOnlySpan<char> text) where T : IBinaryInteger<T>
    {
        text = text.Trim();
        if (text.IsEmpty)
            return T.Zero;
        return T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidOperationException($"Value could not be parsed from text to {typeof(T).Name}: '{text}'.");
    }

    public static bool ParseBoolean(ReadOnlySpan<char> text)
    {
        foreach (var yes in (ReadOnlySpan<string>)["1", "+1", "+", "t", "true", "y", "yes"])
            if (text.Equals(yes, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    public static TimeSpan ParseTimeSpan(ReadOnlySpan<char> text)
        => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : default;

    public static DateTime ParseDateTime(ReadOnlySpan<char> text)
        => DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) ? value : default;

    public static DateTimeOffset ParseDateTimeOffset(ReadOnlySpan<char> text)
        => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) ? value : default;
}
