using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Transforms;
using Spectre.Console;
using TorchSharp;

namespace FashionMnist;

/// <summary>The demo from real images to generated ones, in the order of its steps.</summary>
internal static class Demo
{
    private const int PicturesPerClass = 1000;
    private const int CheckpointSteps = 100;

    public static void Run(DemoOptions options)
    {
        var total = Stopwatch.StartNew();
        var output = new OutputFolder(options.Output);
        var log = new TrainingLog();
        // A device that was asked for and is not there shall not go unnoticed.
        var ml = new MLContext(seed: options.Seed) { FallbackToCpu = false };

        var data = Dataset.Load(ml, options.Data);
        var recipe = Recipe.For(options, data.Count);
        AnsiConsole.MarkupLineInterpolated(
            $"Training [bold]{recipe.Name}[/] on {data.Count:N0} images of {data.Size} pixels in {data.Classes.Count} classes for {recipe.Epochs:0.##} epochs, seed {options.Seed}");

        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(ml.Transforms.AugmentImages("Image", augment => augment.RandomCrop(padding: 1)), TransformerScope.Training)
            .Append(ml.Transforms.Gan(new GanEstimator.Options
            {
                OutputColumnName = Pictures.Column,
                ImageColumnName = "Image",
                LabelColumnName = "Label",
                Architecture = recipe.Architecture,
                Loss = recipe.Loss,
                Training = { Kimg = recipe.Kimg, BatchSize = Recipe.BatchSize },
                Seed = options.Seed,
                Device = options.Device,
                Input = { Channels = 1 },
                Progress = log,
                Snapshots = { Show = snapshot => snapshot.Save(output.ProgressPicture(snapshot.Images)), EveryKimg = recipe.Kimg / 8 },
                Checkpoints = { Directory = options.Checkpoints, EveryKimg = CheckpointSteps },
                CancellationToken = options.Stop,
            }));

        using var model = LiveProgress.Show(log, () => pipeline.Fit(data.View));
        GanTransformer gan = model.LastTransformer;
        TrainingLog.WriteCsv(output.LossesCsv, gan.History);
        LossPlot.Write(output.LossesPlot, gan.History);

        // What serves needs no picture to come in: the stages for training only are left out.
        ITransformer generator = model.GetModelFor(TransformerScope.Scoring);
        Pictures.WriteGrid(ml, generator, data.Classes, output.Grid);
        Pictures.WriteIdx(ml, generator, data.Classes, PicturesPerClass, output.GeneratedImages, output.GeneratedLabels);
        SavedModel.Save(ml, generator, output.Model);
        SavedModel.GenerateInFreshProcess(output.Model, output.GridFromSavedModel);
        if (!File.ReadAllBytes(output.Grid).AsSpan().SequenceEqual(File.ReadAllBytes(output.GridFromSavedModel)))
            throw new InvalidDataException("The saved model generates other pictures than the model that was saved.");

        string device = options.Device ?? (torch.cuda_is_available() ? "cuda" : "cpu");
        Summary.Write(output.Summary, options, recipe, data, gan, device, total.Elapsed);
        AnsiConsole.MarkupLineInterpolated($"Done in {total.Elapsed.TotalSeconds:F0} s. Look at [bold]{output.Grid}[/]");
    }
}
