using System.Globalization;
using System.Text;
using Microsoft.ML.Gan;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>Metrics as a Markdown table, a row for each set of pictures.</summary>
internal sealed class Table
{
    private static readonly (string Name, Func<GanMetrics, string> Text)[] _columns =
    [
        ("FID ↓", m => Number(m.Fid, "F2")),
        ("KID ↓", m => double.IsNaN(m.Kid.Mean) ? "" : $"{Number(m.Kid.Mean, "F2")} ± {Number(m.Kid.StandardError, "F2")}"),
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

    private readonly List<(string Name, string[] Cells)> _rows = [];

    public string Add(string name, GanMetrics metrics)
    {
        string[] cells = [.. _columns.Select(column => column.Text(metrics))];
        _rows.Add((name, cells));
        return $"| {name} | {string.Join(" | ", cells)} |";
    }

    /// <summary>The table, without columns of which no row has a number.</summary>
    public override string ToString()
    {
        var shown = Enumerable.Range(0, _columns.Length).Where(column => _rows.Any(row => row.Cells[column] != "")).ToList();
        var text = new StringBuilder()
            .AppendLine($"| pictures | {string.Join(" | ", shown.Select(column => _columns[column].Name))} |")
            .AppendLine($"|---|{string.Concat(Enumerable.Repeat("--:|", shown.Count))}");
        foreach (var (name, cells) in _rows)
            text.AppendLine($"| {name} | {string.Join(" | ", shown.Select(column => cells[column]))} |");
        return text.ToString();
    }

    private static string Number(double value, string format) => double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);
}
