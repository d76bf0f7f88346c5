using Microsoft.ML.Gan;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>What a training says about itself.</summary>
internal static class Outcomes
{
    public static Outcome Of(GanTransformer gan, Dictionary<string, double> numbers, string extractor = "")
    {
        var last = gan.History[^1];
        if (last.AugmentationProbability is { } probability)
            numbers["probability"] = probability;
        return new Outcome
        {
            Numbers = numbers,
            TrainingSeconds = last.Elapsed.TotalSeconds,
            Kimg = last.Images / 1000.0,
            Steps = last.Step,
            Extractor = extractor,
        };
    }
}

/// <summary>A line now and then of how a training stands.</summary>
internal sealed class Told : IProgress<GanProgress>
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(20);
    private TimeSpan _last;

    public void Report(GanProgress value)
    {
        if (value.Elapsed - _last < s_pause && value.Step < value.TotalSteps)
            return;
        _last = value.Elapsed;
        Console.WriteLine(FormattableString.Invariant(
            $"  step {value.Step} of {value.TotalSteps}, {value.Elapsed.TotalSeconds:F0} s, losses {value.DiscriminatorLoss:F2} and {value.GeneratorLoss:F2}"));
    }
}
