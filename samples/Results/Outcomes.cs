using Microsoft.ML.Gan;

namespace ResultsSample;

/// <summary>What a training says about itself.</summary>
internal static class Outcomes
{
    public static Outcome Of(GanTransformer gan, Dictionary<string, double> numbers, string extractor = "")
    {
        var last = gan.History[^1];
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
