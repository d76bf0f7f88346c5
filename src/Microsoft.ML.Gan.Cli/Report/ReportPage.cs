using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace MlGan.Cli.Report;

/// <summary>The content of the page, from top to bottom.</summary>
internal static class ReportPage
{
    /// <summary>Of a list of options, for example of class names, the page shows so many.</summary>
    private const int MostListed = 200;

    /// <summary>Grids of more classes have rows of the first ones.</summary>
    private const int MostRows = 32;

    /// <summary>Small pictures are shown larger, by a whole factor, up to this side.</summary>
    private const int EnlargedSide = 760;

    public static XElement Body(RunRecord record) => Html.Element(
        "body",
        Html.Element("header", Html.Element("h1", record.Name), Html.Element("p", Html.Attribute("class", "status"), StatusOf(record))),
        Html.Element(
            "main",
            Problems(record),
            Facts(record),
            Pictures(record),
            Curves(record),
            Interpolation(record),
            Warnings(record),
            Options(record)),
        Html.Element("footer", Html.Element("p", "Written by mlgan from the folder of the run. The page holds all that it shows; nothing is loaded.")));

    private static string StatusOf(RunRecord record)
    {
        if (record.Reports.Count == 0)
            return "No step was reported yet.";
        var (last, total) = (record.Reports[^1], TotalSteps(record));
        var finished = last.Step >= total;
        return $"{(finished ? "Finished" : "Not finished")}: step {Number(last.Step)} of {Number(total)}{(finished ? "" : " at the last report")}. {(record.Model is null ? "No model in the folder." : "")}".TrimEnd();
    }

    private static XElement? Problems(RunRecord record)
    {
        string?[] problems =
        [
            record.OptionsProblem,
            record.DamagedReports > 0 ? $"{Lines(record.DamagedReports)} of metrics.jsonl cannot be read and {(record.DamagedReports == 1 ? "is" : "are")} left out. A kill may leave one incomplete." : null,
            record.DamagedWarnings > 0 ? $"{Lines(record.DamagedWarnings)} of warnings.jsonl cannot be read and {(record.DamagedWarnings == 1 ? "is" : "are")} left out." : null,
        ];
        return problems.All(problem => problem is null)
            ? null
            : Html.Element("section", Html.Attribute("class", "problems"), Html.Element("ul", [.. problems.OfType<string>().Select(problem => Html.Element("li", problem))]));

        static string Lines(int count) => count == 1 ? "1 line" : $"{Number(count)} lines";
    }

    private static XElement Facts(RunRecord record)
    {
        var options = record.Options;
        var facts = new List<(string Name, string? Value)>();
        if (record.Reports.Count > 0)
        {
            var last = record.Reports[^1];
            facts.Add(("steps", $"{Number(last.Step)} of {Number(TotalSteps(record))}"));
            facts.Add(("real images shown", Number(last.Images)));
            facts.Add(("training time", Duration(record.Reports.GroupBy(report => report.FirstStep).Sum(part => part.Max(report => report.Seconds)))));
            facts.Add(("images per second", Median(record.Reports.Select(report => report.ImagesPerSecond)) is { } speed ? Number(speed) : null));
            foreach (var name in record.Reports.SelectMany(report => report.Metrics.Keys).Distinct())
                facts.Add(($"{name}, last", Number(record.Reports.Last(report => report.Metrics.ContainsKey(name)).Metrics[name])));
        }

        facts.Add(("architecture", Member(options["architecture"], "name")?.ToString()));
        facts.Add(("loss", Member(options["loss"], "name")?.ToString()));
        facts.Add(("images", options["image"]?.ToString()));
        facts.Add(("rows", NumberOf(options["rows"])));
        facts.Add(("generator's parameters", NumberOf(Member(options["parameters"], "generator"))));
        facts.Add(("discriminator's parameters", NumberOf(Member(options["parameters"], "discriminator"))));
        facts.Add(("device", options["device"]?.ToString()));
        facts.Add(("warnings", Number(record.Warnings.Count)));
        return Html.Element(
            "section",
            Html.Attribute("class", "facts"),
            Html.Element("dl", [.. facts.Where(fact => fact.Value is not null).Select(fact => Html.Element("div", Html.Element("dt", fact.Name), Html.Element("dd", fact.Value)))]));
    }

    private static XElement Pictures(RunRecord record)
    {
        var grids = GridFrames.Choose(record.Grids);
        var last = grids.Frames.Count - 1;
        return Html.Element(
            "section",
            Html.Element("h2", "Pictures of the same latents over time"),
            last < 0 ? Html.Element("p", "There are no grids in the folder yet.") : null,
            last < 0 ? null : Html.Element(
                "div",
                Html.Attribute("class", "frames"),
                last == 0 ? null : Html.Element(
                    "label",
                    Html.Attribute("hidden", "hidden"),
                    "Training time ",
                    Html.Element("input", Html.Attribute("type", "range"), Html.Attribute("min", "0"), Html.Attribute("max", $"{last}"), Html.Attribute("value", $"{last}"))),
                grids.Frames.Select((frame, i) => Figure(
                    frame, i == last, $"Step {Number(frame.Step)}{(record.ImagesPerStep is { } images ? $", {Number(frame.Step * images)} real images shown" : "")}"))),
            last >= 0 && ClassesOf(record) is { Count: > 0 and <= MostRows } classes ? Html.Element("p", Html.Attribute("class", "note"), $"Each row shows a class, from above: {string.Join(", ", classes)}.") : null,
            grids.Frames.Count + grids.Damaged.Count < grids.Found ? Html.Element("p", Html.Attribute("class", "note"), $"{grids.Frames.Count} of {Number(grids.Found)} grids, evenly spaced, so that the page stays small. The others are in the folder grids.") : null,
            grids.Damaged.Count > 0 ? Html.Element("p", Html.Attribute("class", "note"), $"Cannot be read and left out: {string.Join(", ", grids.Damaged)}.") : null);
    }

    /// <summary>The classes that have a row each in the grids: those of the only label column.</summary>
    private static IReadOnlyList<string> ClassesOf(RunRecord record) =>
        record.Options["classNames"] is JsonArray { Count: 1 } columns && columns[0] is JsonArray names ? [.. names.Select(name => $"{name}")] : [];

    private static XElement Figure(GridFrame frame, bool isVisible, string caption)
    {
        var scale = Math.Max(1, EnlargedSide / Math.Max(frame.Width, frame.Height));
        return Html.Element(
            "figure",
            isVisible ? null : Html.Attribute("hidden", "hidden"),
            Html.Element(
                "img",
                Html.Attribute("src", frame.Uri),
                Html.Attribute("alt", caption),
                Html.Attribute("width", $"{frame.Width * scale}"),
                Html.Attribute("height", $"{frame.Height * scale}"),
                scale > 1 ? Html.Attribute("class", "pixels") : null),
            Html.Element("figcaption", caption));
    }

    private static XElement Curves(RunRecord record)
    {
        var charts = Chart.Of(record.Reports);
        return Html.Element(
            "section",
            Html.Element("h2", "Curves"),
            charts.Count == 0 ? Html.Element("p", "There are no reports in metrics.jsonl yet.") : null,
            charts.Count == 0 ? null : Html.Element("div", [Html.Attribute("class", "charts"), .. charts.Select((chart, i) => Plot(chart, record.Reports.Max(report => report.Images) / 1000.0, $"chart{i}"))]),
            record.Reports.Count > ChartSvg.MostPoints ? Html.Element("p", Html.Attribute("class", "note"), $"A point of a curve is the mean of neighbouring reports: there are {Number(record.Reports.Count)}.") : null,
            charts.Count > 0 && record.Reports.All(report => report.Metrics.Count == 0)
                ? Html.Element("p", Html.Attribute("class", "note"), "There are no metrics: the training did not evaluate its generator, or not yet.")
                : null);
    }

    private static XElement Plot(Chart chart, double kimg, string id) => Html.Element(
        "figure",
        Html.Attribute("class", "chart"),
        Html.Element("h3", $"{chart.Title}{(chart.IsLogarithmic ? " (logarithmic)" : "")}"),
        chart.Curves is [var only] && only.Name == chart.Title ? null : Html.Element("ul", [Html.Attribute("class", "legend"), .. chart.Curves.Select((curve, i) => Html.Element(
            "li", Html.Element("span", Html.Attribute("class", curve.IsReference ? "dashed" : "line"), Html.Attribute("style", $"border-color: var({ChartSvg.ColorOf(curve, i)})")), curve.Name))]),
        ChartSvg.Draw(chart, kimg, id),
        chart.Explanation == "" ? null : Html.Element("figcaption", chart.Explanation));

    private static XElement Interpolation(RunRecord record)
    {
        var strips = record.Model is null ? null : LatentStrips.Make(record.Model);
        return Html.Element(
            "section",
            Html.Element("h2", "Between two latents"),
            strips is null ? Html.Element("p", $"There is no model in the folder ({RunRecord.ModelName}): the training is not finished, or its model was saved elsewhere.") : null,
            strips?.Problem is { } problem ? Html.Element("p", $"The model cannot be used: {problem}") : null,
            strips?.Picture is { } picture ? Figure(
                picture,
                isVisible: true,
                $"Each row leads from one latent to another.{(strips.Rows.Count == 0 ? "" : $" Classes, from above: {string.Join(", ", strips.Rows)}.")}") : null);
    }

    private static XElement Warnings(RunRecord record) => Html.Element(
        "section",
        Html.Element("h2", "Warnings"),
        record.Warnings.Count == 0
            ? Html.Element("p", "The training warned of nothing.")
            : Html.Element("table", Html.Element("tbody", [.. record.Warnings.Select(warning => Row($"step {Number(warning.Step)}", warning.Message))])));

    private static XElement Options(RunRecord record)
    {
        var groups = record.Options.Where(option => option.Key is "hardware" or "versions").ToArray();
        var options = record.Options.Where(option => option.Key is not ("hardware" or "versions"));
        return Html.Element(
            "section",
            Html.Element("h2", "Options"),
            record.Options.Count == 0 ? Html.Element("p", "The folder does not say with which options the training was done.") : Table(options),
            groups.Select(group => new[] { Html.Element("h2", group.Key == "hardware" ? "Hardware" : "Versions"), Table(group.Value as JsonObject ?? []) }));
    }

    private static XElement Table(IEnumerable<KeyValuePair<string, JsonNode?>> options) =>
        Html.Element("table", Html.Element("tbody", [.. options.SelectMany(option => Flat(option.Key, option.Value)).Select(option => Row(option.Name, option.Value))]));

    private static XElement Row(string name, string value) => Html.Element("tr", Html.Element("th", Html.Attribute("scope", "row"), name), Html.Element("td", value));

    /// <summary>A member of an object in an object is a row of its own, with both names; one that is null is left out.</summary>
    private static IEnumerable<(string Name, string Value)> Flat(string name, JsonNode? value) => value switch
    {
        null => [],
        JsonObject one => one.SelectMany(member => Flat($"{name}.{member.Key}", member.Value)),
        JsonArray { Count: 0 } => [(name, "none")],
        JsonArray array when array.All(item => item is JsonValue or null) => [(name, Listed(array))],
        JsonArray array => array.SelectMany((item, i) => Flat(array.Count == 1 ? name : $"{name}[{i}]", item)),
        JsonValue number when number.GetValueKind() == JsonValueKind.Number => [(name, number.ToJsonString())],
        _ => [(name, value.ToString())],
    };

    private static string Listed(JsonArray array) =>
        string.Join(", ", array.Take(MostListed)) + (array.Count > MostListed ? $" and {Number(array.Count - MostListed)} more" : "");

    private static JsonNode? Member(JsonNode? node, string name) => (node as JsonObject)?[name];

    private static long TotalSteps(RunRecord record) => Math.Max(record.Reports[^1].TotalSteps, record.Reports[^1].Step);

    private static double? Median(IEnumerable<double?> values)
    {
        double[] sorted = [.. values.OfType<double>().Order()];
        return sorted.Length == 0 ? null : sorted[sorted.Length / 2];
    }

    private static string? NumberOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) ? Number(number) : null;

    /// <summary>Whole numbers with separators, others with four digits that count.</summary>
    private static string Number(double value) => Math.Abs(value) >= 1000 || value == Math.Floor(value)
        ? value.ToString("N0", CultureInfo.InvariantCulture)
        : value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return time.TotalHours >= 1 ? $"{(long)time.TotalHours} h {time.Minutes} min" : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s" : $"{Number(Math.Round(seconds, 1))} s";
    }
}
