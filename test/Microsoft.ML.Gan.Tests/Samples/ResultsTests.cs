using System.Text.RegularExpressions;
using DatasetAugmentationSample;
using Microsoft.ML.Data;
using Microsoft.ML.Gan.Experiments;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Samples;

/// <summary>Microsoft.ML.Gan.Experiments: its counts on hand-made samples, and that each experiment leaves numbers and an image.</summary>
[TestClass]
public class ResultsTests
{
    [TestMethod]
    public void Points_of_the_real_grid_are_in_all_25_modes()
    {
        var points = GaussianGrid.Real(2500, seed: 7).Select(row => PointRow.Place(row.Point)).ToArray();

        var (modes, quality) = GaussianGrid.Count(points);

        Assert.AreEqual(GaussianGrid.Modes, modes);
        Assert.IsGreaterThan(0.95, quality);
    }

    [TestMethod]
    public void One_point_again_and_again_is_one_mode()
    {
        var (modes, quality) = GaussianGrid.Count([.. Enumerable.Repeat((2f, -4f), 2500)]);

        Assert.AreEqual((1, 1.0), (modes, quality));
    }

    [TestMethod]
    public void Points_between_modes_are_in_none()
    {
        var (modes, quality) = GaussianGrid.Count([.. Enumerable.Repeat((1f, 1f), 1000), .. Enumerable.Repeat((0f, 0.2f), 1000)]);

        Assert.AreEqual((0, 0.0), (modes, quality));
    }

    [TestMethod]
    public void Shapes_of_every_mode_are_found()
    {
        var images = Enumerable.Range(0, StackedShapes.Modes).Select(mode => StackedShapes.Of(mode).Image).ToArray();

        var (modes, recognized, divergence) = StackedShapes.Count(images);

        Assert.AreEqual(StackedShapes.Modes, modes);
        Assert.AreEqual(0, divergence, 1e-9);
        Assert.AreEqual(1, recognized);
    }

    [TestMethod]
    public void Shapes_of_one_mode_are_as_far_from_uniform_as_can_be()
    {
        var (modes, _, divergence) = StackedShapes.Count([.. Enumerable.Range(0, 50).Select(_ => StackedShapes.Of(123).Image)]);

        Assert.AreEqual(1, modes);
        Assert.AreEqual(Math.Log(StackedShapes.Modes), divergence, 1e-9);
    }

    [TestMethod]
    public void Noise_and_empty_images_show_no_shapes()
    {
        var random = new Random(5);
        var noise = new byte[3 * StackedShapes.Side * StackedShapes.Side];
        random.NextBytes(noise);

        var (modes, recognized, _) = StackedShapes.Count([noise, new byte[noise.Length]]);

        Assert.AreEqual((0, 0.0), (modes, recognized));
    }

    [TestMethod]
    [DataRow("grid-fast-unrolling")]
    [DataRow("grid-deviation")]
    [DataRow("grid-packing-2")]
    [DataRow("grid-spectral")]
    [DataRow("shapes-deviation")]
    [DataRow("shapes-packing")]
    [DataRow("shapes-spectral")]
    public void Run_leaves_numbers_and_a_picture(string name)
    {
        using var folder = new TemporaryFolder();

        var result = Run(name, folder, kimg: 0.512);

        Assert.IsInRange(0, 1000, result.Numbers["modes"]);
        Assert.IsGreaterThan(0, result.Steps);
        StringAssert.Contains(result.Command, $"./build.sh results {name} --seed 4");
    }

    [TestMethod]
    public void Table_has_a_line_for_each_row_that_was_run_and_names_the_others()
    {
        using var folder = new TemporaryFolder();
        var experiment = new Experiment("toy", [new("score", "score ↑", "F1")], [Toy("toy-a"), Toy("toy-b")]);
        var results = new[] { 1, 2 }.Select(seed => Result(experiment.Rows[0], seed, score: 10 * seed)).ToArray();

        var document = ResultTable.Fill("before <!-- begin toy --> old <!-- end toy --> after", [experiment], results);

        StringAssert.StartsWith(document, "before <!-- begin toy -->\n| row | score ↑ |");
        StringAssert.Contains(document, "| a toy | 15.0 (10.0…20.0) | 1 | 5 |");
        StringAssert.Contains(document, "Not run: `toy-b`.");
        StringAssert.EndsWith(document, "<!-- end toy --> after");
        Assert.IsFalse(document.Contains("old", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Rows_run_elsewhere_keep_their_line_and_the_features_that_it_goes_by()
    {
        var experiment = new Experiment("toy", [new("score", "score ↑", "F1")], [Toy("toy-a"), Toy("toy-b"), Toy("toy")]);
        const string Elsewhere = "| b elsewhere | 7.5 | 1 | 5 | 3 | 1.13 | 1 | `./build.sh results toy-b --seed 1` |";
        var before = $"<!-- begin toy -->\n| row |\n|---|\n| a once | 1.0 | `./build.sh results toy-a --seed 1` |\n{Elsewhere}\n\nFeatures: those.\n<!-- end toy -->";
        var here = Result(experiment.Rows[0], seed: 1, score: 10) with { Extractor = "these" };

        var document = ResultTable.Fill(before, [experiment], [here]);

        StringAssert.Contains(document, $"| a toy | 10.0 | 1 | 5 | 3 | {here.Libtorch} | 1 | `./build.sh results toy-a --seed 1` |\n{Elsewhere}\n\nNot run: `toy`.\n");
        StringAssert.Contains(document, "\nFeatures: those.\n\nFeatures of `toy-a`: these.\n");
        Assert.DoesNotContain("a once", document);
        Assert.AreEqual(document, ResultTable.Fill(document, [experiment], [here]));
    }

    [TestMethod]
    public void Document_without_a_mark_is_refused()
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => ResultTable.Fill("nothing", [new Experiment("toy", [], [])], []));

        StringAssert.Contains(error.Message, "<!-- begin toy -->");
    }

    [TestMethod]
    public void Every_row_has_a_name_of_its_own()
    {
        var names = Experiment.All.SelectMany(experiment => experiment.Rows).Select(row => row.Name).ToArray();

        CollectionAssert.AllItemsAreUnique(names);
    }

    [TestMethod]
    [DataRow("fashion-patchgan")]
    [DataRow("fashion-infogan")]
    [DataRow("fashion-modules")]
    [DataRow("conditions-two")]
    [DataRow("rare-balanced")]
    [DataRow("few-adaptive")]
    [DataRow("transfer-frozen")]
    [DataRow("torch-mlp")]
    public void Run_on_pictures_leaves_numbers_and_a_picture(string name)
    {
        using var folder = new TemporaryFolder();
        WritePictures(folder, "train", count: 40);
        WritePictures(folder, "t10k", count: 30);
        Directory.CreateDirectory(folder["picture"]); // what PyTorch's program would leave
        WritePictures(folder, "picture/generated", count: 20);
        File.WriteAllText(folder["picture/summary.json"], """{ "steps": 1, "trainingSeconds": 12.5 }""");

        var result = Run(name, folder, kimg: 0.064);

        Assert.IsGreaterThan(0, result.Numbers["fid"]);
        Assert.AreNotEqual("", result.Extractor);
    }

    [TestMethod]
    public void Recorded_batches_are_training_pictures_with_their_classes()
    {
        using var folder = new TemporaryFolder();
        WritePictures(folder, "train", count: 50);
        var known = PictureRow.Load(new MLContext(), folder["train-images-idx3-ubyte.gz"], folder["train-labels-idx1-ubyte.gz"])
            .ToDictionary(row => Convert.ToBase64String(Inner(row.Image, 0, 0)), row => row.Label);

        RecordedBatches.Write(folder["batches.bin"], folder[""], seed: 4, kimg: 0.128);

        var steps = File.ReadAllBytes(folder["batches.bin"]).Chunk(RecordBytes).ToArray();
        var pictures = steps.SelectMany(step => step[..LabelsAt].Chunk(PictureRow.Side * PictureRow.Side)).ToArray();
        var labels = steps.SelectMany(step => step[LabelsAt..LatentsAt]).ToArray();
        Assert.HasCount(2 * RecordedBatches.BatchSize, pictures);
        // Moved by up to a pixel each way, a picture has the inner part of a known one somewhere.
        var found = pictures.Select(picture => Moves.Select(move => Convert.ToBase64String(Inner(picture, move.X, move.Y))).Single(known.ContainsKey)).ToArray();
        CollectionAssert.AreEqual(found.Select(part => (byte)known[part]).ToArray(), labels);
        Assert.HasCount(50, found[..50].Distinct());
    }

    [TestMethod]
    public void Recorded_batches_are_those_of_any_networks_of_the_seed()
    {
        using var folder = new TemporaryFolder();
        WritePictures(folder, "train", count: 50);
        RecordedBatches.Write(folder["batches.bin"], folder[""], seed: 4, kimg: 0.128);
        using var seen = new MemoryStream();
        var ml = new MLContext(seed: 4);

        using var model = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(ml.Transforms.AugmentImages("Image", augment => augment.RandomCrop(padding: 1)), TransformerScope.Training)
            .Append(ml.Transforms.Gan(new GanEstimator.Options
            {
                ImageColumnName = "Image",
                LabelColumnName = "Label",
                Architecture = GanArchitecture.Dcgan(8, 8),
                Loss = GanLoss.Hinge(),
                Regularizers = { new RecordedBatches.Recorder(seen) },
                Training = { Kimg = 0.128, BatchSize = RecordedBatches.BatchSize },
                Seed = 4,
                Input = { Channels = 1 },
            }))
            .Fit(ml.Data.LoadFromIdx(folder["train-images-idx3-ubyte.gz"], folder["train-labels-idx1-ubyte.gz"]));

        CollectionAssert.AreEqual(File.ReadAllBytes(folder["batches.bin"]), seen.ToArray());
    }

    [TestMethod]
    public void Catalogue_shows_pictures_that_are_there_and_names_rows_that_there_are()
    {
        var documents = Path.Combine(ReadmeTests.RepositoryRoot(), "docs");
        var catalogue = File.ReadAllText(Path.Combine(documents, "catalogue.md"));
        var pictures = Regex.Matches(catalogue, @"\((images/[^)]+)\)").Select(match => new FileInfo(Path.Combine(documents, match.Groups[1].Value))).ToArray();
        var rows = Experiment.All.SelectMany(experiment => experiment.Rows).Select(row => row.Name).ToArray();
        var commands = Regex.Matches(catalogue, @"\| `([a-z0-9-]+)` \|$", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Distinct().ToArray();

        Assert.IsNotEmpty(pictures);
        foreach (var picture in pictures)
        {
            var most = picture.Directory!.Name == "catalogue" ? 60_000 : 200_000; // emoji are in colour
            Assert.IsTrue(picture.Exists && picture.Length < most, $"{picture.Name} is missing or larger than {most / 1000} kB.");
        }

        Assert.IsLessThan(2_000_000, pictures.DistinctBy(picture => picture.FullName).Sum(picture => picture.Length));
        Assert.IsNotEmpty(commands);
        CollectionAssert.IsSubsetOf(commands, rows);
    }

    private const int LabelsAt = RecordedBatches.BatchSize * PictureRow.Side * PictureRow.Side;
    private const int LatentsAt = LabelsAt + RecordedBatches.BatchSize;
    private const int RecordBytes = LatentsAt + (RecordedBatches.BatchSize * RecordedBatches.LatentSize * sizeof(float));

    private static (int X, int Y)[] Moves { get; } = [.. from x in Enumerable.Range(-1, 3) from y in Enumerable.Range(-1, 3) select (x, y)];

    /// <summary>What of a picture is left where it is moved by a pixel, at the place that it is moved to.</summary>
    private static byte[] Inner(byte[] picture, int x, int y) =>
    [
        .. from row in Enumerable.Range(1, PictureRow.Side - 2)
           from column in Enumerable.Range(1, PictureRow.Side - 2)
           select picture[((row + y) * PictureRow.Side) + column + x],
    ];

    private static ResultFile Run(string name, TemporaryFolder folder, double kimg)
    {
        var row = Experiment.All.SelectMany(experiment => experiment.Rows).Single(row => row.Name == name);
        var options = new RunOptions
        {
            Seed = 4,
            Kimg = kimg,
            Data = folder[""],
            Picture = folder["picture.png"],
            PicturesPerClass = 2,
            Classifier = new ClassifierOptions { Epochs = 0.1, MinSteps = 2 },
            Cache = null,
        };
        ResultFile.Of(row, options, row.Run(options), TimeSpan.FromSeconds(1)).Write(folder["result.json"]);

        using var picture = MLImage.CreateFromFile(folder["picture.png"]);
        Assert.IsGreaterThan(1, picture.Pixels.ToArray().Distinct().Count());
        return ResultFile.ReadAll(folder[""]).Single();
    }

    /// <summary>Gray noise, of the classes in turn.</summary>
    private static void WritePictures(TemporaryFolder folder, string name, int count)
    {
        var random = new Random(count);
        var pixels = Enumerable.Range(0, count).Select(_ =>
        {
            var picture = new byte[PictureRow.Side * PictureRow.Side];
            random.NextBytes(picture);
            return (ReadOnlyMemory<byte>)picture;
        });
        IdxFile.WriteImages(folder[$"{name}-images-idx3-ubyte.gz"], pixels, new ImageShape(1, PictureRow.Side, PictureRow.Side));
        IdxFile.WriteLabels(folder[$"{name}-labels-idx1-ubyte.gz"], Enumerable.Range(0, count).Select(i => (byte)(i % PictureRow.Classes)));
    }

    private static Row Toy(string name) => new(name, "a toy", _ => throw new InvalidOperationException());

    private static ResultFile Result(Row row, int seed, double score) => ResultFile.Of(
        row,
        new RunOptions { Seed = seed, Picture = "" },
        new Outcome { Numbers = new Dictionary<string, double> { ["score"] = score }, TrainingSeconds = 3, Kimg = 1, Steps = 5 },
        TimeSpan.FromSeconds(1));
}
