using Compat.Tests.MLNet.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Compat.Tests.MLNet.Trainers;

// From image files to classes through one pipeline, as the samples do it.
[TestClass]
public class ImageClassificationTests
{
    public sealed class Picture
    {
        public string Path { get; set; } = "";

        public string Kind { get; set; } = "";
    }

    private readonly MLContext _context = new(1);
    private string _folder = "";

    [TestInitialize]
    public void WritePictures()
    {
        _folder = Path.Combine(Path.GetTempPath(), "compat-pictures-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(_folder);
        var random = new Random(5);
        foreach (var kind in new[] { "rows", "columns" })
            for (int i = 0; i < 10; i++)
            {
                var pixels = new byte[16 * 16 * 4];
                for (int p = 0; p < 256; p++)
                {
                    int line = kind == "rows" ? p / 16 : p % 16;
                    byte level = (byte)((line / 4 % 2 * 150) + random.Next(100));
                    pixels.AsSpan(p * 4, 3).Fill(level);
                    pixels[p * 4 + 3] = 255;
                }
                using var image = MLImage.CreateFromPixels(16, 16, MLPixelFormat.Bgra32, pixels);
                image.Save(Path.Combine(_folder, $"{kind}{i}.png"));
            }
    }

    [TestCleanup]
    public void DeletePictures() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void FilesToClasses()
    {
        var all = Directory.GetFiles(_folder).Order()
            .Select(file => new Picture { Path = Path.GetFileName(file), Kind = Path.GetFileName(file).StartsWith("rows") ? "rows" : "columns" }).ToArray();
        var train = _context.Data.LoadFromEnumerable(all.Where((_, i) => i % 2 == 0));
        var test = _context.Data.LoadFromEnumerable(all.Where((_, i) => i % 2 == 1));
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label", "Kind")
            .Append(_context.Transforms.LoadImages("Image", _folder, "Path"))
            .Append(_context.Transforms.ResizeImages("Image", 8, 8, resizing: ImageResizingEstimator.ResizingKind.Fill))
            .Append(_context.Transforms.ConvertToGrayscale("Image"))
            .Append(_context.Transforms.ExtractPixels("Features", "Image", ImagePixelExtractingEstimator.ColorBits.Red, offsetImage: 127.5f, scaleImage: 1 / 127.5f))
            .Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0.01f, l2Regularization: 0.01f))
            .Append(_context.Transforms.Conversion.MapKeyToValue("Found", "PredictedLabel"));
        PipelineCheck.FitSaveLoad(_context, pipeline, train);

        var scored = pipeline.Fit(train).Transform(test);
        Assert.AreEqual(1.0, _context.MulticlassClassification.Evaluate(scored).MicroAccuracy);
        CollectionAssert.AreEqual(scored.GetColumn<string>("Kind").ToArray(), scored.GetColumn<string>("Found").ToArray());
    }
}
