using System.CommandLine;
using System.Reflection;
using DatasetAugmentationSample;
using Microsoft.ML;

// Does it help? The study of docs/augmentation.md: a setting and a seed at a time, each leaving a file, so that an interrupted study
// goes on where it was.

var defaults = new StudyOptions();
var settings = new Option<string[]>("--settings")
{
    Description = "Which settings: 20, 50, 100, 500 (labelled pictures a class), imbalanced.",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => [.. Setting.All.Select(setting => setting.Name)],
};
var seeds = new Option<int>("--seeds") { Description = "How many seeds, from 1 on.", DefaultValueFactory = _ => 5 };
var steps = new Option<int>("--classifier-steps") { Description = "Updates of every classifier.", DefaultValueFactory = _ => defaults.ClassifierSteps };
var kimg = new Option<double>("--kimg") { Description = "Thousands of real pictures that a GAN sees.", DefaultValueFactory = _ => defaults.GanKimg };
var width = new Option<int>("--gan-width") { Description = "Channels of the GAN's last hidden layer.", DefaultValueFactory = _ => defaults.GanWidth };
var diffAugment = new Option<bool>("--diff-augment") { Description = "Train GANs with DiffAugment: translation and cutout.", DefaultValueFactory = _ => defaults.DiffAugment };
var factor = new Option<double>("--factor") { Description = "How many times as large the GAN makes the balanced data.", DefaultValueFactory = _ => defaults.Factor };
var bestOf = new Option<int>("--best-of") { Description = "Of so many pictures the discriminator's favourite is used.", DefaultValueFactory = _ => defaults.BestOf };
var gan = new Option<FileInfo?>("--gan") { Description = "A saved GAN to use instead of training one on the labelled pictures." };
var filter = new Option<bool>("--filter") { Description = "Use only pictures that a classifier agrees with.", DefaultValueFactory = _ => defaults.Filter };
var data = new Option<DirectoryInfo>("--data")
{
    Description = "The folder with Fashion-MNIST's four IDX files.",
    DefaultValueFactory = _ => new DirectoryInfo("/usr/share/datasets/fashion-mnist"),
};
var output = new Option<DirectoryInfo>("--out") { Description = "Where the results go.", DefaultValueFactory = _ => new DirectoryInfo(Fact("DefaultOutput")) };
var table = new Option<bool>("--table") { Description = "Trains nothing; writes tables and plot of docs/augmentation.md from the results that are there." };
var root = new RootCommand("What AugmentImages and a GAN are worth to a classifier that has few pictures.")
{
    settings, seeds, steps, kimg, width, diffAugment, factor, bestOf, filter, gan, data, output, table,
};
root.SetAction(arguments =>
{
    var folder = arguments.GetValue(output)!.FullName;
    if (arguments.GetValue(table))
    {
        var document = Fact("Document");
        var runs = StudyRun.ReadAll(folder);
        File.WriteAllText(document, StudyTable.Fill(File.ReadAllText(document), runs));
        StudyPlot.Write(Path.Combine(Path.GetDirectoryName(document)!, "images", "augmentation-study.png"), runs);
        return 0;
    }

    Directory.CreateDirectory(folder);
    var ml = new MLContext();
    using var study = new Study(
        new StudyOptions
        {
            ClassifierSteps = arguments.GetValue(steps),
            GanKimg = arguments.GetValue(kimg),
            GanWidth = arguments.GetValue(width),
            DiffAugment = arguments.GetValue(diffAugment),
            Factor = arguments.GetValue(factor),
            BestOf = arguments.GetValue(bestOf),
            Filter = arguments.GetValue(filter),
            Gan = arguments.GetValue(gan)?.FullName,
        },
        Load("train"),
        Load("t10k"));
    for (var seed = 1; seed <= arguments.GetValue(seeds); seed++)
    {
        foreach (var name in arguments.GetValue(settings)!)
        {
            var setting = Setting.All.FirstOrDefault(setting => setting.Name == name) ?? throw new ArgumentException($"There is no setting '{name}'.");
            if (File.Exists(StudyRun.PathOf(folder, name, seed)))
                continue;
            var run = study.Run(setting, seed);
            run.Write(folder);
            Console.WriteLine(FormattableString.Invariant(
                $"{setting.Title}, seed {seed}: {string.Join(", ", run.Accuracy.Select(score => FormattableString.Invariant($"{score.Key} {score.Value:P2}")))}; {run.Seconds:F0} s"));
        }
    }

    Console.WriteLine(StudyTable.Write(StudyRun.ReadAll(folder)));
    return 0;

    PictureRow[] Load(string split)
    {
        var path = arguments.GetValue(data)!.FullName;
        return PictureRow.Load(ml, Path.Combine(path, $"{split}-images-idx3-ubyte.gz"), Path.Combine(path, $"{split}-labels-idx1-ubyte.gz"));
    }
});
return root.Parse(args).Invoke();

static string Fact(string key) => typeof(Study).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(fact => fact.Key == key).Value!;
