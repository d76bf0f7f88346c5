using System.Globalization;
using System.Text;

namespace DatasetAugmentationSample;

/// <summary>Accuracy of each setting and arm with its standard error, as a small SVG plot.</summary>
internal static class StudyPlot
{
    private const double Width = 760, Height = 400, Left = 56, Right = 740, Top = 56, Bottom = 352, Spread = 22;

    private static readonly double[] LegendPlaces = [0, 65, 235, 440, 550];

    private static readonly (Arm Arm, string Title, string Colour)[] _arms =
    [
        (Arm.Real, "real", "#6b7280"),
        (Arm.Augmented, "real + AugmentImages", "#2563eb"),
        (Arm.Repeated, "repeated + AugmentImages", "#a855f7"),
        (Arm.Gan, "real + GAN", "#d97706"),
        (Arm.Both, "both", "#059669"),
    ];

    public static string Draw(IReadOnlyList<StudyRun> runs)
    {
        (string Title, (string Colour, Estimate Percent)[] Arms)[] groups =
        [
            .. Groups(runs).Select(group => (group.Title, _arms
                .Where(arm => group.Scores.All(score => score.ContainsKey(arm.Arm)))
                .Select(arm => (arm.Colour, Estimate.Of(group.Scores.Select(score => 100 * score[arm.Arm])))).ToArray())),
        ];
        var values = groups.SelectMany(group => group.Arms).SelectMany(arm => new[] { arm.Percent.Mean - arm.Percent.StandardError, arm.Percent.Mean + arm.Percent.StandardError }).ToArray();
        var (low, high) = (5 * Math.Floor(values.Min() / 5), Math.Min(100, 5 * Math.Ceiling(values.Max() / 5)));

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="12" fill="#374151">""");
        svg.Append("""<rect width="100%" height="100%" fill="#ffffff"/>""");
        for (var tick = low; tick <= high; tick += 5)
        {
            Append(svg, $"""<path d="M{Left} {Y(tick):F1}H{Right}" stroke="#e5e7eb"/>""");
            AppendText(svg, Left - 8, Y(tick) + 4, "end", tick.ToString(CultureInfo.InvariantCulture));
        }

        AppendText(svg, Left, Top - 12, "start", "% of the test pictures whose class was found; bars are standard errors over seeds");
        for (var i = 0; i < groups.Length; i++)
        {
            var middle = Left + ((i + 0.5) * (Right - Left) / groups.Length);
            AppendText(svg, middle, Bottom + 22, "middle", groups[i].Title);
            for (var arm = 0; arm < groups[i].Arms.Length; arm++)
                AppendPoint(svg, middle + ((arm - ((groups[i].Arms.Length - 1) / 2.0)) * Spread), groups[i].Arms[arm].Percent, groups[i].Arms[arm].Colour);
        }

        for (var arm = 0; arm < _arms.Length; arm++)
        {
            var x = Left + LegendPlaces[arm];
            Append(svg, $"""<circle cx="{x + 6}" cy="20" r="5" fill="{_arms[arm].Colour}"/>""");
            AppendText(svg, x + 18, 24, "start", _arms[arm].Title);
        }

        return svg.Append("</svg>\n").ToString();

        double Y(double percent) => Bottom - ((percent - low) / (high - low) * (Bottom - Top));

        void AppendPoint(StringBuilder target, double x, Estimate percent, string colour)
        {
            Append(target, $"""<path d="M{x:F1} {Y(percent.Mean - percent.StandardError):F1}V{Y(percent.Mean + percent.StandardError):F1}" stroke="{colour}" stroke-width="2"/>""");
            Append(target, $"""<circle cx="{x:F1}" cy="{Y(percent.Mean):F1}" r="3.5" fill="{colour}"/>""");
        }
    }

    private static IEnumerable<(string Title, IEnumerable<IReadOnlyDictionary<Arm, double>> Scores)> Groups(IReadOnlyList<StudyRun> runs)
    {
        foreach (var setting in Setting.All)
        {
            StudyRun[] seeds = [.. runs.Where(run => run.Setting == setting.Name)];
            if (seeds.Length == 0)
                continue;
            yield return (setting.Title, seeds.Select(run => run.Accuracy));
        }
    }

    private static void Append(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));

    private static void AppendText(StringBuilder svg, double x, double y, string anchor, string text) =>
        Append(svg, $"""<text x="{x:F1}" y="{y:F1}" text-anchor="{anchor}">{text}</text>""");
}
