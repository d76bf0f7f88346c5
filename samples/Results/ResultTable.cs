using System.Globalization;
using System.Text;

namespace ResultsSample;

/// <summary>
/// The files of results as Markdown tables, and the document that they stand in. What has no file here keeps the line that it
/// has there: runs may be made on several machines.
/// </summary>
internal static class ResultTable
{
    /// <summary>Puts the table of each experiment between its two marks in a document; what stands around them stays.</summary>
    /// <exception cref="InvalidDataException">The document lacks a mark.</exception>
    public static string Fill(string document, IEnumerable<Experiment> experiments, IReadOnlyList<ResultFile> results)
    {
        foreach (var experiment in experiments)
        {
            var (begin, end) = ($"<!-- begin {experiment.Name} -->", $"<!-- end {experiment.Name} -->");
            var from = document.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
            var to = document.IndexOf(end, StringComparison.Ordinal);
            if (from < begin.Length || to < from)
                throw new InvalidDataException($"The document has no '{begin}' with a '{end}' after it.");
            document = $"{document[..from]}\n{Of(experiment, results, document[from..to])}{document[to..]}";
        }

        return document;
    }

    /// <summary>A line for each row that was run: the mean over its seeds, and the least and the most if there are several.</summary>
    private static string Of(Experiment experiment, IReadOnlyList<ResultFile> results, string before)
    {
        var lines = before.Split('\n');
        var table = new StringBuilder()
            .Append($"| row | {string.Join(" | ", experiment.Columns.Select(column => column.Title))} | kimg | steps | seconds | seeds | command |\n")
            .Append($"|---|{string.Concat(Enumerable.Repeat("--:|", experiment.Columns.Count + 3))}---|---|\n");
        var missing = new List<string>();
        foreach (var row in experiment.Rows)
        {
            ResultFile[] runs = [.. results.Where(result => result.Name == row.Name).OrderBy(result => result.Seed)];
            if (runs.Length == 0)
            {
                if (Array.Find(lines, line => line.Contains($"`./build.sh results {row.Name} ", StringComparison.Ordinal)) is { } line)
                    table.Append(line).Append('\n');
                else
                    missing.Add($"`{row.Name}`");
                continue;
            }

            var numbers = experiment.Columns.Select(column => Cell([.. runs.Select(run => run.Numbers.GetValueOrDefault(column.Number, double.NaN))], column.Format));
            var time = Cell([.. runs.Select(run => run.TrainingSeconds > 0 ? run.TrainingSeconds : run.Seconds)], "F0");
            table.Append(CultureInfo.InvariantCulture,
                $"| {runs[0].Title} | {string.Join(" | ", numbers)} | {(runs[0].Steps > 0 ? $"{runs[0].Kimg:F0} | {runs[0].Steps:N0}" : " | ")} | {time} | {string.Join(", ", runs.Select(run => run.Seed))} | `{runs[0].Command}` |\n");
        }

        if (missing.Count > 0)
            table.Append($"\nNot run: {string.Join(", ", missing)}.\n");
        var features = results.Where(result => experiment.Rows.Any(row => row.Name == result.Name) && result.Extractor != "").Select(result => $"Features: {result.Extractor}.");
        foreach (var line in lines.Where(line => line.StartsWith("Features: ", StringComparison.Ordinal)).Concat(features).Distinct())
            table.Append($"\n{line}\n");
        return table.ToString();
    }

    private static string Cell(double[] values, string format)
    {
        values = [.. values.Where(value => !double.IsNaN(value))];
        return values.Length switch
        {
            0 => "",
            1 => Text(values[0]),
            _ => $"{Text(values.Average())} ({Text(values.Min())}…{Text(values.Max())})",
        };

        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }
}
