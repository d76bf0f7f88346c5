using System.Drawing;
using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;
using SkiaSharp;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>The handling of transparent parts of pictures.</summary>
[TestClass]
public sealed class PictureBackgroundTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();
    private readonly LogRecorder _log;

    public PictureBackgroundTests() => _log = new LogRecorder(_ml);

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Black_lines_on_transparency_are_black_on_the_chosen_colour()
    {
        WriteLines("lines.png");

        using var image = Load(Color.FromArgb(200, 100, 50));

        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 200, 100, 50 }, PictureFixture.RgbOf(image)[..6]);
        Assert.HasCount(0, _log.Of(ChannelMessageKind.Warning));
    }

    [TestMethod]
    public void Without_a_chosen_colour_they_are_black_on_white_and_that_is_told()
    {
        WriteLines("lines.png");

        using var image = Load(null);

        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 255, 255, 255 }, PictureFixture.RgbOf(image)[..6]);
        Assert.Contains("1 of 1 pictures have transparent parts, which are white now; the argument background", _log.Of(ChannelMessageKind.Warning).Single());
    }

    [TestMethod]
    public void What_is_half_transparent_is_mixed_in_proportion()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(2, 1, SKColorType.Bgra8888, SKAlphaType.Unpremul));
        bitmap.SetPixel(0, 0, new SKColor(100, 200, 0, 51));
        bitmap.SetPixel(1, 0, new SKColor(10, 20, 30, 255));
        Save(bitmap, "half.png");

        using var image = Load(Color.FromArgb(0, 100, 250));

        // A fifth of the pixel and four fifths of the background.
        CollectionAssert.AreEqual(new byte[] { 20, 120, 200, 10, 20, 30 }, PictureFixture.RgbOf(image));
    }

    [TestMethod]
    public void A_picture_of_nothing_is_told_even_with_a_background()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(2, 1, SKColorType.Bgra8888, SKAlphaType.Unpremul));
        Save(bitmap, "nothing.png");

        using var image = Load(Color.Red);

        CollectionAssert.AreEqual(new byte[] { 255, 0, 0, 255, 0, 0 }, PictureFixture.RgbOf(image));
        Assert.Contains("1 of 1 pictures are fully transparent, so that only the background is visible.", _log.Of(ChannelMessageKind.Warning).Single());
    }

    [TestMethod]
    public void A_BMP_whose_opacity_is_0_everywhere_is_opaque()
    {
        var expected = PictureFixture.Of("bmp 32 bit, opacity 0");
        File.WriteAllBytes(_folder["1.bmp"], expected.File);

        using var image = Load(null);

        CollectionAssert.AreEqual(expected.Rgb, PictureFixture.RgbOf(image));
        Assert.HasCount(0, _log.Of(ChannelMessageKind.Warning));
    }

    [TestMethod]
    public void What_a_frame_of_a_GIF_does_not_cover_is_background()
    {
        var file = PictureFixture.Encoded("gif");
        file[6] += 2; // the screen becomes wider than its frame
        File.WriteAllBytes(_folder["small.gif"], file);

        using var image = Load(Color.Red);

        Assert.AreEqual(10, image.Width);
        var row = PictureFixture.RgbOf(image)[..30];
        CollectionAssert.AreEqual(PictureFixture.Of("gif").Rgb[..24], row[..24]);
        CollectionAssert.AreEqual(new byte[] { 255, 0, 0, 255, 0, 0 }, row[24..]);
    }

    [TestMethod]
    public void A_background_that_is_not_opaque_is_refused()
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromImageFolder(_folder[""], background: Color.Transparent));
        Assert.Contains("background must be opaque, but its alpha is 0", e.Message);
    }

    [TestMethod]
    public void Images_of_LoadImages_with_transparent_parts_are_counted_when_a_GAN_is_trained()
    {
        for (var i = 0; i < 6; i++)
            WriteLines($"{i}.png", isTransparent: i < 2);
        var data = LoadImages(16);

        TinyGan.Estimator(_ml, options => (options.LabelColumnName, options.Training.Kimg) = (null, TinyGan.KimgOf(1))).Fit(data).Dispose();

        Assert.Contains(
            "Image column 'Image': 2 of 6 images have transparent pixels, which are read as black. LoadFromImageFolder puts pictures on a background",
            string.Join('\n', _log.Of(ChannelMessageKind.Warning)));
    }

    [TestMethod]
    public void Images_of_LoadImages_with_transparent_parts_are_counted_when_they_are_measured()
    {
        for (var i = 0; i < 6; i++)
            WriteLines($"{i}.png", isTransparent: i < 3);
        var data = LoadImages(16);
        var rows = new LabeledRows(data, ImageColumn.Create(data.Schema, "Image"), condition: null);
        var warnings = new List<string>();

        ImageScan.Open(rows, RowBatches.DefaultMemoryBudget, default, warn: warnings.Add);

        Assert.Contains("3 of 6 images have transparent pixels", warnings.Single());
    }

    [TestMethod]
    public void Opaque_images_are_not_worth_a_word()
    {
        WriteLines("1.png", isTransparent: false);
        var data = LoadImages(16);
        var warnings = new List<string>();

        using var reader = TestRows.Batches(data, ImageColumn.Create(data.Schema, "Image"), null, 1, seed: 1, warn: warnings.Add);

        Assert.HasCount(0, warnings);
    }

    private MLImage Load(Color? background) => _ml.Data.LoadFromImageFolder(_folder[""], background: background).GetColumn<MLImage>("Image").Single();

    private IDataView LoadImages(int side)
    {
        var files = _ml.Data.LoadFromEnumerable(Directory.GetFiles(_folder[""]).Order().Select(path => new PictureFile { Path = path }));
        return _ml.Transforms.LoadImages("Image", null, nameof(PictureFile.Path))
            .Append(_ml.Transforms.ResizeImages("Image", side, side, resizing: Transforms.Image.ImageResizingEstimator.ResizingKind.Fill))
            .Fit(files).Transform(files);
    }

    /// <summary>16×16 pixels in columns, black and nothing (or black and gray) in turn.</summary>
    private void WriteLines(string name, bool isTransparent = true)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(16, 16, SKColorType.Bgra8888, SKAlphaType.Unpremul));
        for (var y = 0; y < 16; y++)
        {
            for (var x = 0; x < 16; x++)
                bitmap.SetPixel(x, y, x % 2 == 0 ? SKColors.Black : isTransparent ? SKColors.Transparent : SKColors.Gray);
        }

        Save(bitmap, name);
    }

    private void Save(SKBitmap bitmap, string name)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(_folder[name], data.ToArray());
    }

    private sealed class PictureFile
    {
        public string Path { get; set; } = "";
    }
}
