using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using MlGan.Cli.Report;

namespace Microsoft.ML.Gan.Tests.Cli.Report;

[TestClass]
public partial class ReportWriterTests
{
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void A_finished_run_has_facts_grids_curves_and_pictures_between_latents()
    {
        using (var gan = TinyGan.Fit(new MLContext(seed: 1), options =>
        {
            options.RunDirectory = _folder["run"];
            options.Training.Kimg = TinyGan.KimgOf(60);
            options.Snapshots.EveryKimg = TinyGan.KimgOf(20);
            options.Augmentation = DiscriminatorAugmentation.Adaptive();
            options.Evaluation.Metrics.Add(GanMetric.Similarity());
            options.Evaluation.Images = 16;
            options.Regularizers = [GanRegularizer.R1(interval: 4)];
        }))
            gan.SaveAs(_folder[Path.Combine("run", RunRecord.ModelName)]);

        var page = Write();

        Assert.Contains("Finished: step 60 of 60.", page);
        string[] charts = [.. Body(page).Descendants("h3").Select(title => title.Value)];
        foreach (var chart in new[] { "Losses", "Accuracy, diversity, augmentation", "Other terms", "MS-SSIM", "Speed" })
            Assert.Contains(chart, charts);
        Assert.ContainsSingle(title => title.StartsWith("Gradient norms", StringComparison.Ordinal), charts);
        string[] legend = [.. Body(page).Descendants("li").Select(item => item.Value)];
        foreach (var curve in new[] { "discriminator.loss", "generator.loss", "accuracy", "diversity", "augmentation probability", "MS-SSIM", "real images" })
            Assert.Contains(curve, legend);
        var curves = RunRecord.Read(_folder["run"]) is var record ? Chart.Of(record.Reports).Sum(chart => chart.Curves.Count) : 0;
        Assert.AreEqual(curves, Body(page).Descendants().Count(element => element.Name.LocalName == "polyline" && CurveColor().IsMatch(element.Attribute("style")!.Value)), "Each curve is drawn.");
        Assert.AreEqual(4 + 1, Body(page).Descendants("img").Count(), "Grids of steps 0, 20, 40 and 60, and the rows between latents.");
        Assert.Contains("Each row leads from one latent to another.", page);
        Assert.Contains("mlp", page);
        Assert.Contains("Hardware", page);
    }

    [TestMethod]
    public void A_page_loads_nothing_and_runs_no_script_but_its_own()
    {
        WriteRun(reports: 30, grids: 3);

        var page = Write();

        Assert.DoesNotMatchRegex(Address(), Namespaces().Replace(page, ""));
        Assert.IsTrue(Body(page).Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src").All(attribute => attribute.Value.StartsWith("data:image/", StringComparison.Ordinal)));
        Assert.IsFalse(Body(page).Descendants().Attributes().Any(attribute => attribute.Name.LocalName is "href" or "action" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal)));
        Assert.DoesNotContain("@import", page);
        var script = Script().Matches(page).Single().Groups[1].Value;
        Assert.Contains($"script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'", page);
    }

    [TestMethod]
    public void Names_of_classes_are_text()
    {
        const string Hostile = "<script>alert(\"1\")</script>";
        WriteRun(reports: 2, grids: 1, options => options["classNames"] = new JsonArray(new JsonArray(Hostile, "a\u0000b\uD800", "</style>&amp;")));

        var page = Write();

        Assert.DoesNotContain(Hostile, page);
        Assert.Contains("&lt;script&gt;alert", page);
        Assert.HasCount(1, Script().Matches(page));
        var note = Body(page).Descendants("p").Single(note => note.Value.StartsWith("Each row shows a class", StringComparison.Ordinal)).Value;
        Assert.Contains($"{Hostile}, a\uFFFDb\uFFFD, </style>&amp;", note);
    }

    [TestMethod]
    public void Names_of_scalars_metrics_and_folders_are_text()
    {
        WriteRun(reports: 2, grids: 1, run: "<b>run");
        File.AppendAllText(
            _folder[Path.Combine("<b>run", "metrics.jsonl")],
            """{"step":1000,"images":1000,"scalars":{"<i>x</i>":1},"metrics":{"<u>m</u>":2}}""");
        File.WriteAllText(_folder[Path.Combine("<b>run", "warnings.jsonl")], """{"step":1,"message":"<img src=x>"}""");

        var page = Write("<b>run");

        foreach (var name in new[] { "<b>run", "<i>x", "<u>m", "<img src=x" })
        {
            Assert.DoesNotContain(name, page);
            Assert.Contains(name.Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal), page);
        }
    }

    [TestMethod]
    public void A_run_that_has_just_begun_says_so()
    {
        Directory.CreateDirectory(_folder["run"]);
        File.WriteAllText(_folder[Path.Combine("run", "options.json")], "{}");

        var page = Write();

        foreach (var text in new[] { "No step was reported yet.", "There are no grids in the folder yet.", "There are no reports in metrics.jsonl yet.", "There is no model in the folder", "The training warned of nothing." })
            Assert.Contains(text, page);
    }

    [TestMethod]
    public void A_run_that_was_interrupted_says_how_far_it_came()
    {
        WriteRun(reports: 3, grids: 1);
        File.AppendAllText(_folder[Path.Combine("run", "metrics.jsonl")], "{\"step\":40,\"ima");

        var page = Write();

        Assert.Contains("Not finished: step 30 of 1,000 at the last report.", page);
        Assert.Contains("1 line of metrics.jsonl cannot be read and is left out.", page);
        Assert.Contains("There are no metrics", page);
    }

    [TestMethod]
    [DataRow("{", "options.json cannot be read")]
    [DataRow("[]", "options.json is not an object")]
    [DataRow("""{"architecture":3,"loss":[],"parameters":"x","classNames":[5],"rows":{},"hardware":7,"imagesPerStep":"?"}""", "architecture")]
    [DataRow("""{"a":1,"a":2}""", "options.json cannot be read")]
    public void Options_that_are_damaged_cost_no_page(string options, string told)
    {
        WriteRun(reports: 3, grids: 1);
        File.WriteAllText(_folder[Path.Combine("run", "options.json")], options);

        Assert.Contains(told, Write());
    }

    [TestMethod]
    [DataRow("3")]
    [DataRow("{}")]
    [DataRow("""{"step":"1","images":2}""")]
    [DataRow("""{"step":1,"step":2,"images":2}""")]
    [DataRow("\u0000\u0001")]
    public void Lines_that_are_damaged_are_counted(string line)
    {
        WriteRun(reports: 3, grids: 1);
        File.AppendAllLines(_folder[Path.Combine("run", "metrics.jsonl")], [line, line]);

        Assert.Contains("2 lines of metrics.jsonl cannot be read and are left out.", Write());
    }

    [TestMethod]
    public void Files_that_are_damaged_are_named()
    {
        WriteRun(reports: 3, grids: 2);
        File.WriteAllText(_folder[Path.Combine("run", "grids", "step-000007.png")], "no picture");
        File.WriteAllText(_folder[Path.Combine("run", RunRecord.ModelName)], "no model");

        var page = Write();

        Assert.Contains("Cannot be read and left out: step-000007.png.", page);
        Assert.Contains("The model cannot be used:", page);
    }

    [TestMethod]
    public void Of_many_grids_some_are_shown_evenly_spaced()
    {
        WriteRun(reports: 3, grids: 150);

        var page = Write();

        Assert.HasCount(GridFrames.MostFrames, Body(page).Descendants("img").ToArray());
        Assert.Contains("100 of 150 grids, evenly spaced", page);
    }

    [TestMethod]
    public void Grids_are_left_out_until_they_fit_the_first_and_the_last_stay()
    {
        WriteRun(reports: 1, grids: 40);
        var grids = RunRecord.Read(_folder["run"]).Grids;
        var all = GridFrames.Choose(grids).Frames.Sum(frame => frame.Uri.Length);

        var chosen = GridFrames.Choose(grids, all / 3);

        Assert.IsLessThanOrEqualTo(all / 3, chosen.Frames.Sum(frame => frame.Uri.Length));
        Assert.IsGreaterThan(5, chosen.Frames.Count);
        Assert.AreEqual(grids[0].Step, chosen.Frames[0].Step);
        Assert.AreEqual(grids[^1].Step, chosen.Frames[^1].Step);
        Assert.AreEqual(40, chosen.Found);
    }

    [TestMethod]
    public void Large_grids_are_reduced_so_that_the_page_stays_below_10_MB()
    {
        WriteRun(reports: 1, grids: 1);
        var noise = new byte[3 * 64 * 64 * 600];
        new Random(1).NextBytes(noise);
        using (var grid = ImageGrid.Create(noise, new ImageShape(3, 64, 64), 24))
        {
            grid.Save(_folder[Path.Combine("run", "grids", "step-000100.png")]);
            for (var step = 101; step < 105; step++)
                File.Copy(_folder[Path.Combine("run", "grids", "step-000100.png")], _folder[Path.Combine("run", "grids", $"step-000{step}.png")]);
        }

        var page = Write();

        Assert.IsLessThan(10_000_000, page.Length);
        Assert.IsGreaterThan(2, Body(page).Descendants("img").Count());
        Assert.Contains("data:image/webp", page);
    }

    [TestMethod]
    public void A_curve_of_many_reports_goes_through_means()
    {
        var points = Enumerable.Range(0, 10_000).Select(i => (Kimg: (double)i, Value: i % 2 == 0 ? 1.0 : 3.0)).ToArray();

        var thin = ChartSvg.Thin(points);

        Assert.HasCount(ChartSvg.MostPoints, thin);
        Assert.IsTrue(thin.All(point => point.Value == 2));
        Assert.AreEqual(9.5, thin[0].Kimg);
    }

    [TestMethod]
    public void A_folder_that_is_not_of_a_run_is_refused()
    {
        Assert.Contains("There is no folder", Assert.ThrowsExactly<DirectoryNotFoundException>(() => ReportWriter.Write(_folder["missing"])).Message);
        Directory.CreateDirectory(_folder["empty"]);
        Assert.Contains("is not the folder of a run", Assert.ThrowsExactly<InvalidDataException>(() => ReportWriter.Write(_folder["empty"])).Message);
    }

    private string Write(string run = "run") => File.ReadAllText(ReportWriter.Write(_folder[run]));

    /// <summary>The page's content, which is well-formed.</summary>
    private static XElement Body(string page) => XElement.Parse(BodyText().Match(page).Value);

    private void WriteRun(int reports, int grids, Action<JsonObject>? change = null, string run = "run")
    {
        Directory.CreateDirectory(_folder[Path.Combine(run, "grids")]);
        var options = new JsonObject { ["imagesPerStep"] = 16, ["architecture"] = new JsonObject { ["name"] = "mlp" } };
        change?.Invoke(options);
        File.WriteAllText(_folder[Path.Combine(run, "options.json")], options.ToJsonString());
        File.WriteAllLines(
            _folder[Path.Combine(run, "metrics.jsonl")],
            Enumerable.Range(1, reports).Select(i => $$"""{"step":{{i * 10}},"totalSteps":1000,"images":{{i * 160}},"elapsedSeconds":{{i}},"imagesPerSecond":160,"scalars":{"generator.loss":{{i % 7}} } }"""));
        using var picture = ImageGrid.Create([.. Enumerable.Range(0, 8 * 8 * 4).Select(i => (byte)i)], new ImageShape(1, 8, 8), 2);
        for (var i = 0; i < grids; i++)
            picture.Save(_folder[Path.Combine(run, "grids", $"step-{i * 10:D6}.png")]);
    }

    [GeneratedRegex("<body>.*</body>", RegexOptions.Singleline)]
    private static partial Regex BodyText();

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("xmlns(:\\w+)?=\"[^\"]*\"")]
    private static partial Regex Namespaces();

    [GeneratedRegex("https?:|//\\w+\\.\\w")]
    private static partial Regex Address();

    [GeneratedRegex(@"stroke:var\(--curve\d\);stroke-width")]
    private static partial Regex CurveColor();
}
