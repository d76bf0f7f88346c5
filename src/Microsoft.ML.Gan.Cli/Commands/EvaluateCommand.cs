using System.CommandLine;
using MlGan.Cli.Pictures;
using MlGan.Cli.Runs;
using MlGan.Cli.Systems;

namespace MlGan.Cli.Commands;

/// <summary><c>mlgan evaluate REAL GENERATED</c>: compares the pictures of two folders by the usual metrics.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Output output)
    {
        var real = new Argument<string>("REAL") { Description = "The real pictures, best ones that the model was not trained on: a folder, a CSV file, or IDX images." };
        var generated = new Argument<string>("GENERATED") { Description = "The generated pictures." };
        var metrics = new Option<string>("--metrics") { Description = $"With commas: {MetricChoice.Names} (default: fid,kid,pr).", DefaultValueFactory = _ => "fid,kid,pr", HelpName = "NAMES" };
        var features = new Option<string>("--features") { Description = $"What the metrics compare: {MetricChoice.FeatureNames} (default: resnet18).", DefaultValueFactory = _ => "resnet18", HelpName = "NAME" };
        var size = new Option<int?>("--size") { Description = "Side that the pictures of both are brought to (default: that of the generated ones).", HelpName = "N" };
        var fit = new Option<PictureFit>("--fit") { Description = "What happens to pictures that are not square, as in train: pad, crop, stretch.", HelpName = "pad|crop|stretch" };
        var background = new Option<string?>("--background") { Description = "The colour behind transparent parts and beside pictures that are not square (default: white).", HelpName = "COLOUR" };
        var device = new Option<string?>("--device") { Description = "cpu, cuda or cuda:N (default: a GPU if there is one).", HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = "Writes one JSON document." };
        var command = new Command("evaluate", "Measures generated pictures against real ones: FID, KID, precision and recall.") { real, generated, metrics, features, size, fit, background, device, json };
        command.SetAction(arguments =>
        {
            output.IsJson = arguments.GetValue(json);
            var options = new GanEvaluationOptions
            {
                GeneratedColumnName = PictureSource.Image,
                Features = MetricChoice.FeaturesOf(arguments.GetValue(features)!),
                Device = arguments.GetValue(device),
            };
            foreach (var metric in MetricChoice.Parse(arguments.GetValue(metrics)!))
                options.Metrics.Add(metric);
            var measured = Evaluate(
                (arguments.GetValue(real)!, arguments.GetValue(generated)!), options, (arguments.GetValue(size), arguments.GetValue(fit), arguments.GetValue(background)), output);
            if (output.IsJson)
                output.Json(measured);
            else
                Show(measured, output);
            return CommandLine.Done;
        });
        return command;
    }

    private static GanMetrics Evaluate(
        (string Real, string Generated) paths, GanEvaluationOptions options, (int? Size, PictureFit Fit, string? Background) preparation, Output output)
    {
        using var interrupt = new InterruptSignal(output, "Stopping. Ctrl-C again ends at once.");
        options.CancellationToken = interrupt.Token;
        var ml = new MLContext(seed: 0) { FallbackToCpu = false };
        using var log = RunLog.Of(ml, output, isVerbose: false);
        var colour = preparation.Background is { } name ? PicturePreparation.ColourOf(name) : (System.Drawing.Color?)null;
        var real = PictureSource.Open(ml, paths.Real, ClassFolders.No, colour);
        var generated = PictureSource.Open(ml, paths.Generated, ClassFolders.No, colour);
        var (factsOfReal, factsOfGenerated) = (PictureFacts.Of(real, output, interrupt.Token), PictureFacts.Of(generated, output, interrupt.Token));
        var size = preparation.Size ?? (factsOfGenerated.OneSize is { } one && one.Width == one.Height
            ? one.Width
            : throw new InvalidOperationException("The generated pictures are not squares of one size; --size says which to bring both to."));
        var prepare = new PicturePreparation(size, preparation.Fit, preparation.Background ?? "white");
        output.Line($"real: {factsOfReal.Count:N0} pictures, {prepare.Describe(factsOfReal)}; generated: {factsOfGenerated.Count:N0}, {prepare.Describe(factsOfGenerated)}");
        return ml.Gan().Evaluate(prepare.Apply(ml, real, factsOfReal), prepare.Apply(ml, generated, factsOfGenerated), options);
    }

    private static void Show(GanMetrics measured, Output output)
    {
        foreach (var value in measured.Values)
        {
            var reference = measured.RealReference?.Find(value.Name)?.Value ?? value.OfRealImages?.Mean ?? double.NaN;
            var spread = double.IsNaN(value.StandardError) ? "" : FormattableString.Invariant($" ± {value.StandardError:G3}");
            var real = double.IsNaN(reference) ? "" : FormattableString.Invariant($"   (real against real {reference:G4})");
            output.Line(FormattableString.Invariant($"{value.Name,-12} {value.Value:G5}{spread}{real}"));
        }

        foreach (var missing in measured.Missing)
            output.Line($"{missing.Name,-12} not measured: {missing.Reason}");
        foreach (var warning in measured.Warnings)
            output.Warning(warning);
        if (measured.FeatureExtractor != "")
            output.Line($"features: {measured.FeatureExtractor}");
    }
}
