using System.Runtime.CompilerServices;

namespace Microsoft.ML.Gan;

/// <summary>From where to where a random number of an augmentation lies. A pair of numbers converts to it: <c>(0.5, 1)</c>.</summary>
/// <param name="Low">The least value.</param>
/// <param name="High">The greatest value.</param>
public readonly record struct ValueRange(double Low, double High)
{
    /// <summary>A pair as a range.</summary>
    public static implicit operator ValueRange((double Low, double High) pair) => new(pair.Low, pair.High);

    /// <summary>The range as <c>Low … High</c>.</summary>
    public override string ToString() => $"{Low} … {High}";

    /// <summary>For an option's own accessor, from where the option's name comes.</summary>
    /// <returns>The range itself, if it lies between the limits and is in order.</returns>
    internal ValueRange Within(double low, double high, [CallerMemberName] string option = "")
    {
        Check.That(
            Low >= low && Low <= High && High <= high,
            option,
            $"must go from a lesser to a greater number between {low} and {high}, but is {this}");
        return this;
    }

    /// <summary>Uniform in the range.</summary>
    internal float Draw(AugmentationRandom random) => random.NextSingle((float)Low, (float)High);

    /// <summary>Uniform in the logarithm: twice as much is as likely as half as much.</summary>
    internal double DrawRatio(AugmentationRandom random)
    {
        var low = Math.Log(Low);
        return Math.Exp(low + (random.NextSingle() * (Math.Log(High) - low)));
    }
}
