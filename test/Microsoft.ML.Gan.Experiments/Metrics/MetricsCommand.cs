using System.CommandLine;
using System.Diagnostics;
using DatasetAugmentationSample;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>The table of docs/metrics.md: metrics of real images, of images made worse in known ways, and of images of GANs; one call a row.</summary>
internal static class MetricsCommand
{
    public static System.CommandLine.Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "The folder with Fashion-MNIST's four IDX files.",
            DefaultValueFactory = _ => new DirectoryInfo("/usr/share/datasets/fashion-mnist"),
        };
        var images = new Option<int>("--images") { Description = "Pictures a row, at most 5,000.", DefaultValueFactory = _ => 5000 };
        var made = new Option<string[]>("--made")
        {
            Description = "NAME=FOLDER: pictures of a GAN (generated-images-idx3-ubyte.gz and -labels-), as the demo leaves them; if its model lies beside them, its discriminator is asked too.",
        };
        var resNet18 = new Option<bool>("--resnet18") { Description = "ResNet-18's features instead of a classifier's." };
        var distances = new Option<bool>("--distances") { Description = "Only the measures that compare features." };
        var inception = new Option<FileInfo?>("--inception") { Description = "InceptionV3's weights (safetensors) instead of a classifier." };
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "Where the table goes.",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Facts.Artifacts, "metrics")),
        };
        var command = new System.CommandLine.Command("metrics", "Measures pictures against Fashion-MNIST's held-out ones.") { data, images, made, resNet18, inception, distances, output };
        command.SetAction(arguments =>
        {
            var ml = new MLContext(seed: 1);
            var folder = arguments.GetValue(data)!.FullName;
            var count = Math.Clamp(arguments.GetValue(images), 100, 5000);
            var training = PictureRow.Load(ml, Path.Combine(folder, "train-images-idx3-ubyte.gz"), Path.Combine(folder, "train-labels-idx1-ubyte.gz"));
            var test = PictureRow.Load(ml, Path.Combine(folder, "t10k-images-idx3-ubyte.gz"), Path.Combine(folder, "t10k-labels-idx1-ubyte.gz"));
            var (heldOut, other) = (test[..count], test[5000..(5000 + count)]);
            var features = arguments.GetValue(inception) is { } weights
                ? GanFeatures.Inception(weights.FullName)
                : arguments.GetValue(resNet18) ? GanFeatures.ResNet18()
                : GanFeatures.Classifier();
            var table = new Table();
            var extractor = "";

            Measure("other real pictures", other);
            Measure("training pictures (copies)", training[..count]);
            Measure("blurred, σ 0.5", Perturbation.Blur(other, 0.5));
            Measure("blurred, σ 1", Perturbation.Blur(other, 1));
            Measure("blurred, σ 2", Perturbation.Blur(other, 2));
            Measure("moved by 1 pixel", Perturbation.Shift(other, 1));
            Measure("moved by 3 pixels", Perturbation.Shift(other, 3));
            Measure("9 of 10 classes", Perturbation.OnlyClasses(other, 9));
            Measure("5 of 10 classes", Perturbation.OnlyClasses(other, 5));
            Measure("2 of 10 classes", Perturbation.OnlyClasses(other, 2));
            Measure("noise", Perturbation.Noise(other, seed: 1));
            foreach (var entry in arguments.GetValue(made) ?? [])
            {
                var (name, place) = entry.Split('=', 2) is [var left, var right] ? (left, right) : throw new ArgumentException($"'{entry}' is not NAME=FOLDER.");
                var pictures = PictureRow.Load(
                    ml, Path.Combine(place, "generated-images-idx3-ubyte.gz"), Path.Combine(place, "generated-labels-idx1-ubyte.gz"));
                pictures = [.. pictures.OrderBy(picture => picture.Label)]; // so that every n-th is of each class as often
                var step = Math.Max(1, pictures.Length / count);
                var model = Path.Combine(place, "fashion-gan.zip");
                Measure(name, [.. pictures.Where((_, index) => index % step == 0).Take(count)], File.Exists(model) ? model : null);
            }

            Directory.CreateDirectory(arguments.GetValue(output)!.FullName);
            var path = Path.Combine(arguments.GetValue(output)!.FullName, "metrics.md");
            File.WriteAllText(path, $"{table}{Environment.NewLine}Features: {extractor}.{Environment.NewLine}");
            Console.WriteLine(path);

            void Measure(string name, PictureRow[] pictures, string? modelPath = null)
            {
                var clock = Stopwatch.StartNew();
                using var gan = modelPath is null ? null : ((IEnumerable<ITransformer>)ml.Model.Load(modelPath, out _)).OfType<GanTransformer>().Single();
                var options = new GanEvaluationOptions
                {
                    GeneratedColumnName = nameof(PictureRow.Image),
                    LabelColumnName = nameof(PictureRow.Label),
                    Features = features,
                    TrainingData = ml.Data.LoadFromEnumerable(training),
                    Model = gan,
                    RealReference = false, // the first row says it
                };
                if (arguments.GetValue(distances))
                {
                    options.TrainingData = null;
                    foreach (var metric in new[] { GanMetric.Fid(), GanMetric.Kid(), GanMetric.PrecisionRecall(), GanMetric.DensityCoverage() })
                        options.Metrics.Add(metric);
                }

                var metrics = ml.Gan().Evaluate(ml.Data.LoadFromEnumerable(heldOut), ml.Data.LoadFromEnumerable(pictures), options);
                extractor = metrics.FeatureExtractor;
                Console.WriteLine($"{table.Add(name, metrics)} {clock.Elapsed.TotalSeconds:F0} s");
                foreach (var warning in metrics.Warnings)
                    Console.WriteLine($"  {warning}");
                foreach (var missing in metrics.Missing)
                    Console.WriteLine($"  {missing.Name} was not measured: {missing.Reason}");
            }
        });
        return command;
    }
}
