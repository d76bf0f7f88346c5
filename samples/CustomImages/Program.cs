using System.Drawing;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

// Trains a GAN on a folder of pictures and generates new ones. docs/your-own-pictures.md explains each step.
// dotnet run --project samples/CustomImages -c Release -- FOLDER [RUN] [KIMG]
if (args.Length is 0 or > 3)
{
    Console.Error.WriteLine("usage: CustomImages FOLDER [RUN FOLDER] [THOUSANDS OF IMAGES TO TRAIN ON]. Each folder in FOLDER is a class.");
    return 2;
}

var (folder, run) = (args[0], args.Length > 1 ? args[1] : "run");
double? kimg = args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : null;

// Ctrl-C cancels the training: Fit then saves a checkpoint. The same command resumes it.
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    cancellation.Cancel();
};

var ml = new MLContext(seed: 1);
ml.Log += (_, e) =>
{
    if (e.Kind >= ChannelMessageKind.Warning)
        Console.WriteLine(e.Message);
};

// 1. Read the pictures. Transparent parts become white, damaged files are skipped, and the log says how many.
const int Side = 64;
IDataView pictures = ml.Data.LoadFromImageFolder(folder, labelFromFolder: true, background: Color.White, skipUnreadable: true);

// 2. Make all of one size: whole pictures on white (IsoPad), not cropped. Mirror them at random while training.
// 3. Train. The preset is for few colour images without a GPU.
var options = GanPreset.Quick64.CreateOptions(kimg: kimg);
options.ImageColumnName = "Image";
options.LabelColumnName = "Label";
options.RunDirectory = run; // checkpoints, images while training, metrics.jsonl
options.Snapshots.EveryKimg = Math.Max(0.1, options.Training.Kimg / 20);
options.Progress = GanProgress.ToConsole();
options.CancellationToken = cancellation.Token;
var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.Transforms.ResizeImages("Image", Side, Side, resizing: ImageResizingEstimator.ResizingKind.IsoPad), TransformerScope.Training)
    .Append(ml.Transforms.AugmentImages("Image", images => images.HorizontalFlip()), TransformerScope.Training)
    .Append(ml.Transforms.Gan(options));
TransformerChain<GanTransformer> trained;
try
{
    trained = pipeline.Fit(pictures);
}
catch (OperationCanceledException)
{
    Console.WriteLine($"Stopped and saved in '{run}'. The same command resumes.");
    return 130;
}

// 4. Save the model and look at what it generates.
using var gan = trained.LastTransformer;
gan.SaveAs(Path.Combine(run, "model.gan"));
foreach (var name in gan.ClassNames)
    gan.Sample(16, seed: 1, condition: name).SaveGrid(Path.Combine(run, $"generated-{string.Concat(name.Split(Path.GetInvalidFileNameChars()))}.png"), columns: 8);
Console.WriteLine($"Done. Look at the files generated-*.png in '{run}'; model.gan is the model.");
return 0;
