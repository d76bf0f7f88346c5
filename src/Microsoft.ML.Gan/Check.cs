using System.Runtime.CompilerServices;

namespace Microsoft.ML.Gan;

/// <summary>Checks of options: one line each, and a message that names the option.</summary>
internal static class Check
{
    /// <summary>Throws the exception that ML.NET's estimators throw for a bad argument.</summary>
    public static void That(bool condition, string option, string problem)
    {
        if (!condition)
            throw new ArgumentOutOfRangeException(option, $"{option} {problem}.");
    }

    /// <returns>The value.</returns>
    public static double Positive(double value, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        That(value > 0 && double.IsFinite(value), option, $"must be positive, but is {value}");
        return value;
    }

    /// <inheritdoc cref="Positive(double, string)"/>
    public static int Positive(int value, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        That(value > 0, option, $"must be positive, but is {value}");
        return value;
    }

    /// <inheritdoc cref="Positive(double, string)"/>
    public static double NotNegative(double value, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        That(value >= 0 && double.IsFinite(value), option, $"must not be negative, but is {value}");
        return value;
    }

    /// <summary>For an option's own accessor, from where the option's name comes.</summary>
    /// <returns>The value.</returns>
    public static double Within(double value, double low, double high, [CallerMemberName] string option = "")
    {
        That(value >= low && value <= high, option, $"must be between {low} and {high}, but is {value}");
        return value;
    }

    /// <inheritdoc cref="Within(double, double, double, string)"/>
    public static int Within(int value, int low, int high, [CallerMemberName] string option = "")
    {
        That(value >= low && value <= high, option, $"must be between {low} and {high}, but is {value}");
        return value;
    }
}
