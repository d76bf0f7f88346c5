using System.Globalization;
using System.Text;

namespace Microsoft.ML.Gan.Experiments;

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
        var kept = 0;
        var table = new StringBuilder()
            .Append($"| row | {string.Join(" | ", experiment.Columns.Select(column => column.Title))} | kimg | steps | seconds | libtorch | seeds | command |\n")
            .Append($"|---|{string.Concat(Enumerable.Repeat("--:|", experiment.Columns.Count + 4))}---|---|\n");
        var missing = new List<string>();
        foreach (var row in experiment.Rows)
        {
            ResultFile[] runs = [.. results.Where(result => result.Name == row.Name).OrderBy(result => result.Seed)];
            if (runs.Length == 0)
            {
                if (Array.Find(lines, line => line.Contains($"`./build.sh results {row.Name} ", StringComparison.Ordinal)) is { } line)
                {
                    table.Append(line).Append('\n');
                    kept++;
                }
                else
                {
                    missing.Add($"`{row.Name}`");
                }

                continue;
            }

            var numbers = experiment.Columns.Select(column => Cell([.. runs.Select(run => run.Numbers.GetValueOrDefault(column.Number, double.NaN))], column.Format));
            var time = Cell([.. runs.Select(run => run.TrainingSeconds > 0 ? run.TrainingSeconds : run.Seconds)], "F0");
            table.Append(CultureInfo.InvariantCulture,
                $"| {runs[0].Title} | {string.Join(" | ", numbers)} | {(runs[0].Steps > 0 ? $"{runs[0].Kimg:F0} | {runs[0].Steps:N0}" : " | ")} | {time} | {string.Join(", ", runs.Select(run => run.Libtorch).Distinct())} | {string.Join(", ", runs.Select(run => run.Seed))} | `{runs[0].Command}` |\n");
        }

        if (missing.Count > 0)
            table.Append($"\nNot run: {string.Join(", ", missing)}.\n");
        foreach (var line in Features(experiment, results, kept == 0 ? [] : lines).Distinct())
            table.Append($"\n{line}\n");
        return table.ToString();
    }

    /// <summary>What made the features of the rows; where lines were kept, of which rows. Lines of the table before begin alike.</summary>
    private static IEnumerable<string> Features(Experiment experiment, IReadOnlyList<ResultFile> results, string[] kept)
    {
        const string Begin = "Features";
        var known = Array.FindAll(kept, line => line.StartsWith(Begin, StringComparison.Ordinal));
        var here = experiment.Rows
            .SelectMany(row => results.Where(result => result.Name == row.Name && result.Extractor != "").Select(result => (row.Name, result.Extractor)).Distinct())
            .GroupBy(entry => entry.Extractor, entry => $"`{entry.Name}`")
            .Where(rows => !known.Contains($"{Begin}: {rows.Key}."))
            .Select(rows => $"{Begin}{(known.Length == 0 ? "" : $" of {string.Join(", ", rows)}")}: {rows.Key}.");
        // Of rows that were run again, the line of before is another's.
        return known.Where(line => !here.Any(other => other.EndsWith(line[line.IndexOf(':', StringComparison.Ordinal)..], StringComparison.Ordinal))).Concat(here);
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
