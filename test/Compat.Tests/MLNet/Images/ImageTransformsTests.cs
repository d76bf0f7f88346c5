using Compat.Tests.MLNet.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Compat.Tests.MLNet.Images;

[TestClass]
public class ImageTransformsTests
{
    public sealed class Paths
    {
        public string Path { get; set; } = "";
    }

    public sealed class Sized
    {
        [ImageType(4, 8)]
        public MLImage? Image { get; set; }
    }

    public TestContext TestContext { get; set; } = null!;

    private readonly MLContext _context = new(1);
    private string _folder = "";

    [TestInitialize]
    public void WriteImages()
    {
        _folder = Path.Combine(Path.GetTempPath(), "compat-images-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(_folder);
        using var wide = Make(8, 4);
        wide.Save(Path.Combine(_folder, "wide.png"));
        using var tall = Make(4, 8);
        tall.Save(Path.Combine(_folder, "tall.png"));
    }

    [TestCleanup]
    public void DeleteImages() => Directory.Delete(_folder, recursive: true);

    private static MLImage Make(int width, int height)
        => MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, MLImageTests.Bgra(width, height));

    private IDataView Files(params string[] names) => _context.Data.LoadFromEnumerable(names.Select(n => new Paths { Path = n }));

    // Images are made anew for each reading: the transforms dispose what they are given.
    private IDataView Images(int count = 1)
        => _context.Data.LoadFromEnumerable(new Source<Sized>(() => Enumerable.Range(0, count).Select(_ => new Sized { Image = Make(8, 4) })));

    private sealed class Source<T>(Func<IEnumerable<T>> make) : IEnumerable<T>
    {
        public IEnumerator<T> GetEnumerator() => make().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private static byte[] Single(IDataView data, string column)
    {
        using var cursor = data.GetRowCursor([data.Schema[column]]);
        var get = cursor.GetGetter<MLImage>(data.Schema[column]);
        MLImage image = null!;
        Assert.IsTrue(cursor.MoveNext());
        get(ref image);
        return image.Pixels.ToArray();
    }

    [TestMethod]
    public void LoadImages_ReadsFilesOfAnySize()
    {
        var data = Files("wide.png", "tall.png", "");
        var output = PipelineCheck.FitSaveLoad(_context, _context.Transforms.LoadImages("Image", _folder, "Path"), data);
        Assert.AreEqual(new ImageDataViewType(), output.Schema["Image"].Type);
        var lines = PipelineCheck.Print(output);
        StringAssert.Contains(lines[0], "8x4");
        StringAssert.Contains(lines[1], "4x8");
        StringAssert.Contains(lines[2], "null");
    }

    [TestMethod]
    public void LoadImages_TagsImagesWithTheirPath()
    {
        var data = Files("wide.png");
        var output = _context.Transforms.LoadImages("Image", _folder, "Path").Fit(data).Transform(data);
        using var cursor = output.GetRowCursor(output.Schema);
        cursor.MoveNext();
        MLImage image = null!;
        cursor.GetGetter<MLImage>(output.Schema["Image"])(ref image);
        Assert.AreEqual(Path.Combine(_folder, "wide.png"), image.Tag);
    }

    [TestMethod]
    public void LoadImages_OfAMissingFile_FailsWhenItIsRead()
    {
        var data = Files("missing.png");
        var output = _context.Transforms.LoadImages("Image", _folder, "Path").Fit(data).Transform(data);
        Assert.ThrowsExactly<FileNotFoundException>(() => Single(output, "Image"));
    }

    [TestMethod]
    public void LoadImages_FromAMissingFolder_IsRefusedAtOnce()
        => Assert.ThrowsExactly<ArgumentException>(() => _context.Transforms.LoadImages("Image", Path.Combine(_folder, "nope"), "Path"));

    [TestMethod]
    public void LoadImages_WithoutAFolder_TakesPathsAsTheyAre()
    {
        var data = Files(Path.Combine(_folder, "wide.png"));
        var output = _context.Transforms.LoadImages("Image", null, "Path").Fit(data).Transform(data);
        CollectionAssert.AreEqual(MLImageTests.Bgra(8, 4), Single(output, "Image"));
    }

    [TestMethod]
    public void LoadRawImageBytes_GivesTheFiles()
    {
        var data = Files("wide.png", "tall.png");
        var output = PipelineCheck.FitSaveLoad(_context, _context.Transforms.LoadRawImageBytes("Bytes", _folder, "Path"), data);
        CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(_folder, "tall.png")), output.GetColumn<byte[]>("Bytes").Last());
    }

    [TestMethod]
    [DataRow(ImageResizingEstimator.ResizingKind.Fill)]
    [DataRow(ImageResizingEstimator.ResizingKind.IsoPad)]
    [DataRow(ImageResizingEstimator.ResizingKind.IsoCrop)]
    public void ResizeImages_GivesOneKnownSize(ImageResizingEstimator.ResizingKind kind)
    {
        var data = Files("wide.png", "tall.png");
        var estimator = _context.Transforms.LoadImages("Image", _folder, "Path").Append(_context.Transforms.ResizeImages("Image", 6, 5, resizing: kind));
        var output = PipelineCheck.FitSaveLoad(_context, estimator, data);
        Assert.AreEqual(new ImageDataViewType(5, 6), output.Schema["Image"].Type);
        foreach (var line in PipelineCheck.Print(output))
            StringAssert.Contains(line, "6x5");
    }

    [TestMethod]
    public void ResizeImages_Fill_TakesTheNearestPixel()
    {
        var data = Images();
        var output = _context.Transforms.ResizeImages("Small", 2, 2, "Image", ImageResizingEstimator.ResizingKind.Fill).Fit(data).Transform(data);
        CollectionAssert.AreEqual(new byte[] { 0, 0, 127, 255, 127, 0, 0, 255, 0, 0, 255, 255, 255, 0, 0, 255 }, Single(output, "Small"));
    }

    [TestMethod]
    public void ResizeImages_IsoPad_KeepsTheWholeImageOnBlack()
    {
        var data = Images();
        var output = _context.Transforms.ResizeImages("Small", 8, 8, "Image", ImageResizingEstimator.ResizingKind.IsoPad).Fit(data).Transform(data);
        var pixels = Single(output, "Small");
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 255 }, pixels[..4]);
        Assert.IsGreaterThan(50, pixels[(3 * 8 + 1) * 4 + 2]);
        Assert.IsGreaterThan(50, pixels[(3 * 8 + 6) * 4]);
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 255 }, pixels[^4..]);
    }

    [TestMethod]
    [DataRow(ImageResizingEstimator.Anchor.Left, true, false)]
    [DataRow(ImageResizingEstimator.Anchor.Right, false, true)]
    [DataRow(ImageResizingEstimator.Anchor.Center, true, true)]
    public void ResizeImages_IsoCrop_CutsAtTheAnchor(ImageResizingEstimator.Anchor anchor, bool red, bool blue)
    {
        var data = Images();
        var output = _context.Transforms.ResizeImages("Small", 4, 4, "Image", cropAnchor: anchor).Fit(data).Transform(data);
        var last = Single(output, "Small").Skip(3 * 4 * 4).Chunk(4).ToArray();
        Assert.AreEqual(red, last[0][2] > 128);
        Assert.AreEqual(blue, last[3][0] > 128);
    }

    [TestMethod]
    public void ResizeImages_ToTheSameSize_HandsTheImageOn()
    {
        var data = Images();
        var output = _context.Transforms.ResizeImages("Same", 8, 4, "Image").Fit(data).Transform(data);
        CollectionAssert.AreEqual(MLImageTests.Bgra(8, 4), Single(output, "Same"));
    }

    [TestMethod]
    public void ConvertToGrayscale_WeighsTheColors()
    {
        var data = Images();
        var output = PipelineCheck.FitSaveLoad(_context, _context.Transforms.ConvertToGrayscale("Gray", "Image"), Images());
        Assert.AreEqual(data.Schema["Image"].Type, output.Schema["Gray"].Type);
        var last = Single(output, "Gray").Skip(3 * 8 * 4).Chunk(4).ToArray();
        CollectionAssert.AreEqual(new byte[] { 77, 77, 77, 255 }, last[0]);
        CollectionAssert.AreEqual(new byte[] { 28, 28, 28, 255 }, last[7]);
    }

    [TestMethod]
    public void ImageTransforms_OfOtherColumns_AreRefused()
    {
        var data = Files("wide.png");
        IEstimator<ITransformer>[] estimators =
        [
            _context.Transforms.ConvertToGrayscale("X", "Path"),
            _context.Transforms.ResizeImages("X", 2, 2, "Path"),
            _context.Transforms.ExtractPixels("X", "Path"),
            _context.Transforms.ConvertToImage(2, 2, "X", "Path"),
            _context.Transforms.LoadImages("X", _folder, "Nope"),
        ];
        foreach (var estimator in estimators)
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(SchemaShape.Create(data.Schema)));
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(data));
        }
    }

    [TestMethod]
    public void ExtractPixels_OfImagesOfUnknownSize_IsRefused()
    {
        var data = Files("wide.png");
        var estimator = _context.Transforms.LoadImages("Image", _folder, "Path").Append(_context.Transforms.ExtractPixels("Pixels", "Image"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(data));
    }

    [TestMethod]
    public void ImageType_WithoutASize_CannotBeAnAttribute()
        => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ImageTypeAttribute().Register());

    [TestMethod]
    public void ImageDataViewType_ComparesSizes()
    {
        // As DataViewType: the type has no equality of its own as an object.
        Assert.AreEqual<DataViewType>(new ImageDataViewType(2, 3), new ImageDataViewType(2, 3));
        Assert.AreNotEqual<DataViewType>(new ImageDataViewType(2, 3), new ImageDataViewType(3, 2));
        Assert.AreEqual("Image<2, 3>", new ImageDataViewType(2, 3).ToString());
        Assert.AreEqual("Image", new ImageDataViewType().ToString());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ImageDataViewType(0, 3));
    }
}
