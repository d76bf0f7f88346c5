using System.Text.Json;
using Microsoft.ML.Gan;

namespace FashionMnist;

/// <summary>The facts about a run, for whoever compares runs.</summary>
internal static class Summary
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write(string path, DemoOptions options, Recipe recipe, Dataset data, GanTransformer gan, string device, TimeSpan total)
    {
        GanProgress last = gan.History[^1];
        var summary = new
        {
            recipe.Name,
            recipe.Epochs,
            DataImages = data.Count,
            Classes = data.Classes.Count,
            options.Seed,
            Steps = last.Step,
            last.Images,
            TrainingSeconds = Math.Round(last.Elapsed.TotalSeconds, 1),
            Seconds = Math.Round(total.TotalSeconds, 1),
            ImagesPerSecond = Math.Round(gan.History.Average(report => report.ImagesPerSecond), 1),
            last.DiscriminatorLoss,
            last.GeneratorLoss,
            gan.WeightsSha256,
            Device = device,
            BuildFacts.Packages,
        };
        File.WriteAllText(path, JsonSerializer.Serialize(summary, s_json) + "\n");
    }
}
