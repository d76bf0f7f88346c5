using System.Globalization;
using System.Text;
using Microsoft.ML.Gan;

namespace MetricsSample;

/// <summary>Metrics as a Markdown table, a row for each set of pictures.</summary>
internal sealed class Table
{
    private static readonly (string Name, Func<GanMetrics, string> Text)[] _columns =
    [
        ("FID ↓", m => Number(m.Fid, "F2")),
        ("KID ↓", m => $"{Number(m.Kid.Mean, "F2")} ± {Number(m.Kid.StandardError, "F2")}"),
        ("IS ↑", m => Number(m.InceptionScore.Mean, "F2")),
        ("precision ↑", m => Number(m.Precision, "F3")),
        ("recall ↑", m => Number(m.Recall, "F3")),
        ("density ↑", m => Number(m.Density, "F3")),
        ("coverage ↑", m => Number(m.Coverage, "F3")),
        ("MS-SSIM", m => Number(m.Similarity, "F3")),
        ("copies (½)", m => Number(m.CopyRate, "F3")),
        ("near copies (.01)", m => Number(m.NearCopies, "F3")),
        ("intended class ↑", m => Number(m.IntendedClassRate, "F3")),
        ("synthetic → real ↑", m => Number(m.SyntheticClassifierAccuracy, "F3")),
        ("deceives D", m => Number(m.DeceptionRate, "F3")),
        ("D's AUC", m => Number(m.DiscriminatorAuc, "F3")),
    ];

    private readonly StringBuilder _text = new StringBuilder()
        .AppendLine($"| pictures | {string.Join(" | ", _columns.Select(column => column.Name))} |")
        .AppendLine($"|---|{string.Concat(Enumerable.Repeat("--:|", _columns.Length))}");

    public string Add(string name, GanMetrics metrics)
    {
        var row = $"| {name} | {string.Join(" | ", _columns.Select(column => column.Text(metrics)))} |";
        _text.AppendLine(row);
        return row;
    }

    public override string ToString() => _text.ToString();

    private static string Number(double value, string format) => double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);
}
