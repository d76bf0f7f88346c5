using System.Globalization;
using System.Text;

namespace DatasetAugmentationSample;

/// <summary>The study as Markdown, in a document between two marks.</summary>
internal static class StudyTable
{
    private const string Begin = "<!-- the study: written by a command -->", End = "<!-- the end of the study -->";

    private static readonly (Arm Arm, string Title)[] _arms =
        [(Arm.Real, "real"), (Arm.Augmented, "real + AugmentImages"), (Arm.Repeated, "repeated + AugmentImages"), (Arm.Gan, "real + GAN"), (Arm.Both, "both")];

    /// <summary>Puts the tables into the document.</summary>
    /// <exception cref="InvalidDataException">The document has no place for them.</exception>
    public static string Fill(string document, IReadOnlyList<StudyRun> runs)
    {
        var (begin, end) = (document.IndexOf(Begin, StringComparison.Ordinal), document.IndexOf(End, StringComparison.Ordinal));
        return begin >= 0 && end > begin
            ? $"{document[..(begin + Begin.Length)]}\n\n{Write(runs)}\n{document[end..]}"
            : throw new InvalidDataException($"The document has no '{Begin}' before an '{End}'.");
    }

    public static string Write(IReadOnlyList<StudyRun> runs)
    {
        var text = new StringBuilder();
        text.Append("Test accuracy in percent, mean ± standard error over seeds; the last column is the mean of the differences, seed by seed.\n\n");
        AppendHead(text, Arm.Repeated, Arm.Augmented);
        foreach (var (title, seeds) in BySetting(runs))
            AppendLine(text, title, seeds, run => run.Accuracy, Arm.Repeated, Arm.Augmented);
        foreach (var (title, seeds) in BySetting(runs).Where(setting => setting.Seeds.All(run => run.Accuracy.ContainsKey(Arm.Repeated))))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{title}, made equal by a GAN or by repeating the rare pictures:\n\n");
            AppendHead(text, without: null, Arm.Repeated);
            AppendLine(text, "accuracy", seeds, run => run.Accuracy, without: null, Arm.Repeated);
            AppendLine(text, "recall of the rare class", seeds, run => run.RareRecall, without: null, Arm.Repeated);
        }

        text.Append("\nThe deception experiment, the same GANs:\n\n");
        text.Append("| labelled pictures | intended class, by a classifier that knows 60,000, % | deceive their discriminator, % | its AUC, real test pictures against them |\n|---|--:|--:|--:|\n");
        foreach (var (title, seeds) in BySetting(runs))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {title} | {Percent(seeds, run => run.IntendedClassRate)} | {Percent(seeds, run => run.DeceptionRate)} | ");
            text.Append(CultureInfo.InvariantCulture, $"{seeds.Average(run => run.DiscriminatorAuc):0.000} |\n");
        }

        return text.ToString();
    }

    private static void AppendHead(StringBuilder text, Arm? without, Arm than)
    {
        (Arm Arm, string Title)[] arms = [.. _arms.Where(arm => arm.Arm != without)];
        text.Append(CultureInfo.InvariantCulture, $"| | seeds | {string.Join(" | ", arms.Select(arm => arm.Title))} | both − {arms.Single(arm => arm.Arm == than).Title.Replace("real + ", "", StringComparison.Ordinal)} |\n");
        text.Append(CultureInfo.InvariantCulture, $"|---|--:|{string.Concat(Enumerable.Repeat("--:|", arms.Length + 1))}\n");
    }

    private static void AppendLine(StringBuilder text, string title, IReadOnlyList<StudyRun> seeds, Func<StudyRun, IReadOnlyDictionary<Arm, double>> scores, Arm? without, Arm than)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {title} | {seeds.Count} | ");
        text.AppendJoin(" | ", _arms.Where(arm => arm.Arm != without).Select(arm => Percent(seeds, run => scores(run)[arm.Arm])));
        text.Append(CultureInfo.InvariantCulture, $" | {Percent(seeds, run => scores(run)[Arm.Both] - scores(run)[than], "+0.00;−0.00")} |\n");
    }

    private static IEnumerable<(string Title, IReadOnlyList<StudyRun> Seeds)> BySetting(IReadOnlyList<StudyRun> runs) => Setting.All
        .Select(setting => (setting.Title, Seeds: (IReadOnlyList<StudyRun>)[.. runs.Where(run => run.Setting == setting.Name)]))
        .Where(setting => setting.Seeds.Count > 0);

    private static string Percent(IReadOnlyList<StudyRun> runs, Func<StudyRun, double> score, string format = "0.00")
    {
        var estimate = Estimate.Of(runs.Select(score));
        var mean = (100 * estimate.Mean).ToString(format, CultureInfo.InvariantCulture);
        return runs.Count < 2 ? mean : string.Create(CultureInfo.InvariantCulture, $"{mean} ± {100 * estimate.StandardError:0.00}");
    }
}

/// <summary>A mean and how far it may be off.</summary>
internal readonly record struct Estimate(double Mean, double StandardError)
{
    public static Estimate Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        var mean = all.Average();
        var variance = all.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, all.Length - 1);
        return new Estimate(mean, Math.Sqrt(variance / all.Length));
    }
}
