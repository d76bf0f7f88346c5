using System.Diagnostics;
using FashionMnist;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Transforms;
using Spectre.Console;

namespace EmojiSample;

/// <summary>From the font to generated emoji, in the order of the steps.</summary>
internal static class EmojiRun
{
    private const int Evaluations = 20;
    private const int MeasuredPictures = 2000;
    private const double AugmentationKimg = 100; // a fifth of the usual: trainings are short, and classes of thirty pictures soon known by heart
    private const double ShownTruncation = 0.7; // cleaner pictures, fewer kinds of them

    public static void Run(RunOptions options)
    {
        var total = Stopwatch.StartNew();
        var recipe = Recipe.For(options.Side, options.Kimg);
        using var font = EmojiFont.Open(options.Data, options.List);
        var set = EmojiSet.Of(font, options.AllGroups ? EmojiGroups.All : EmojiGroups.Alike);
        Print(font, set, recipe, options);
        var output = new OutputFolder(options.Output, options.Resume);
        var log = new TrainingLog();
        // A device that was asked for and is not there shall not go unnoticed.
        var ml = new MLContext(seed: options.Seed) { FallbackToCpu = false };
        Dataset.RegisterImages();
        var training = Dataset.View(ml, set.TrainingAndMirrored, options.Side);
        var heldOut = Dataset.View(ml, set.HeldOut, options.Side);
        Pictures.WriteRealGrid(ml, set, options.Side, output.RealGrid);

        var gan = new GanEstimator.Options
        {
            OutputColumnName = nameof(Made.Generated),
            ImageColumnName = nameof(Shown.Image),
            LabelColumnName = "Label",
            Training = { BalanceClasses = true, Kimg = recipe.Kimg, BatchSize = recipe.BatchSize },
            Architecture = recipe.Architecture,
            Loss = GanLoss.Hinge(),
            Augmentation = DiscriminatorAugmentation.Adaptive(kimg: AugmentationKimg),
            Optimization = { Generator = recipe.Optimizer, Discriminator = recipe.Optimizer, Ema = new GanEma() },
            Seed = options.Seed,
            Device = options.Device,
            Input = { Channels = 3 },
            Progress = new ScoreLines(log),
            Snapshots = { Show = snapshot => snapshot.Save(output.ProgressPicture(snapshot.Images)), EveryKimg = recipe.Kimg / Evaluations },
            Evaluation = { EveryKimg = recipe.Kimg / Evaluations, Images = MeasuredPictures },
            Checkpoints = { Directory = output.Checkpoints, Interval = TimeSpan.FromMinutes(2) },
            CancellationToken = options.Stop,
        };
        if (!options.Unmeasured)
            gan.Evaluation.Metrics.Add(GanMetric.Fid());
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", nameof(Shown.Group), keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(ml.Transforms.Gan(gan));

        using var model = LiveProgress.Show(log, () => pipeline.Fit(training));
        TrainingLog.WriteCsv(output.Losses, model.LastTransformer.History);
        LossPlot.Write(output.LossesPlot, model.LastTransformer.History);
        ml.Model.Save(model, ml.Data.LoadFromEnumerable(Array.Empty<Ask>()).Schema, output.Model);

        Pictures.WriteGrid(ml, model, set, options.Side, output.Grid);
        Pictures.WriteNearest(ml, model, set, training, options.Side, output.Nearest);
        var measured = options.Unmeasured ? null : Measure(ml, model, set, training, heldOut, options);
        model.LastTransformer.Truncation = ShownTruncation; // from here on: what is measured is what was learned
        Pictures.WriteGrid(ml, model, set, options.Side, output.TruncatedGrid);
        if (measured is not null)
        {
            AnsiConsole.MarkupLineInterpolated($"Closer to a training picture than a held-out one is: {measured.CopyRate:P1} of the generated (½ for new pictures, all for copies)");
            AnsiConsole.MarkupLineInterpolated($"Closer than all but the closest hundredth of the held-out ones: {measured.NearCopies:P1}");
        }

        Summary.Write(output.Summary, options, recipe, set, model.LastTransformer, measured, total.Elapsed);
        AnsiConsole.MarkupLineInterpolated($"Done in {total.Elapsed.TotalSeconds:F0} s. Look at [bold]{output.Grid}[/] and [bold]{output.Nearest}[/]");
    }

    /// <summary>Holds generated pictures, of groups as frequent as in the data, against held-out and training ones.</summary>
    private static GanMetrics Measure(
        MLContext ml, TransformerChain<GanTransformer> model, EmojiSet set, IDataView training, IDataView heldOut, RunOptions options)
    {
        var learned = set.TrainingAndMirrored;
        var asked = Enumerable.Range(0, MeasuredPictures)
            .Select(i => new Ask { Group = Dataset.NameOf(learned[(int)((long)i * learned.Count / MeasuredPictures)].Group) });
        ITransformer keys = model.First();
        return ml.Gan().Evaluate(keys.Transform(heldOut), model.Transform(ml.Data.LoadFromEnumerable(asked)), new GanEvaluationOptions
        {
            ImageColumnName = nameof(Shown.Image),
            GeneratedColumnName = nameof(Made.Generated),
            LabelColumnName = "Label",
            TrainingData = keys.Transform(training),
            Metrics = { GanMetric.CopyCheck(), GanMetric.Similarity() },
            Seed = options.Seed,
            Device = options.Device,
            CancellationToken = options.Stop,
        });
    }

    private static void Print(EmojiFont font, EmojiSet set, Recipe recipe, RunOptions options)
    {
        AnsiConsole.MarkupLineInterpolated(
            $"Left out: {set.OfOtherGroups:N0} pictures of other groups, {set.Twice:N0} that are there twice, {set.Parts:N0} parts of emoji, {font.WithoutText:N0} that no known text leads to");
        foreach (var group in set.All.GroupBy(emoji => emoji.Group).OrderBy(group => group.Key))
            AnsiConsole.MarkupLineInterpolated($"{group.Count(),6:N0} {Dataset.NameOf(group.Key)}");
        AnsiConsole.MarkupLineInterpolated(
            $"Training [bold]{recipe.Name}[/] on {set.Training.Count:N0} pictures of {options.Side}×{options.Side} pixels, most of them in a mirror too ({set.HeldOut.Count:N0} are held out) for {recipe.Kimg} kimg, seed {options.Seed}");
    }
}
