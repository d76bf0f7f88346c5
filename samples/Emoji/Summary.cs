using System.Text.Json;
using FashionMnist;
using Microsoft.ML.Gan;
using TorchSharp;

namespace EmojiSample;

/// <summary>The facts about a run, for whoever compares runs.</summary>
internal static class Summary
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write(string path, RunOptions options, Recipe recipe, EmojiSet set, GanTransformer gan, GanMetrics? measured, TimeSpan total)
    {
        var last = gan.History[^1];
        var evaluations = gan.History.Where(report => report.Metrics is not null).ToArray();
        var summary = new
        {
            recipe.Name,
            options.Side,
            recipe.Kimg,
            recipe.BatchSize,
            options.Seed,
            TrainingPictures = set.Training.Count,
            HeldOutPictures = set.HeldOut.Count,
            Groups = set.All.GroupBy(emoji => emoji.Group).OrderBy(group => group.Key).ToDictionary(group => Dataset.NameOf(group.Key), group => group.Count()),
            Steps = last.Step,
            last.Images,
            TrainingSeconds = Math.Round(last.Elapsed.TotalSeconds, 1),
            Seconds = Math.Round(total.TotalSeconds, 1),
            ImagesPerSecond = Math.Round(gan.History.Average(report => report.ImagesPerSecond), 1),
            Fid = evaluations.ToDictionary(report => report.Images, report => Math.Round(report.Metrics!.Fid, 3)),
            evaluations.LastOrDefault()?.Metrics!.FeatureExtractor,
            CopyRate = Rounded(measured?.CopyRate),
            NearCopies = Rounded(measured?.NearCopies),
            Similarity = Rounded(measured?.Similarity),
            RealSimilarity = Rounded(measured?.RealSimilarity),
            gan.WeightsSha256,
            Device = options.Device ?? (torch.cuda_is_available() ? "cuda" : "cpu"),
            BuildFacts.Packages,
        };
        File.WriteAllText(path, JsonSerializer.Serialize(summary, _json) + "\n");

        static double? Rounded(double? value) => value is { } number ? Math.Round(number, 4) : null;
    }
}
