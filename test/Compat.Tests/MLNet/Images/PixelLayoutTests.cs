using Compat.Tests.MLNet.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using ColorBits = Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator.ColorBits;
using ColorsOrder = Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator.ColorsOrder;

namespace Compat.Tests.MLNet.Images;

// ExtractPixels and ConvertToImage with all their options, against the definition written out.
[TestClass]
public class PixelLayoutTests
{
    private const int Width = 3, Height = 2;

    public sealed class Row
    {
        [ImageType(Height, Width)]
        public MLImage? Image { get; set; }
    }

    public sealed class Pixels
    {
        [VectorType(Width * Height * 3)]
        public float[] Values { get; set; } = [];
    }

    public sealed class BytePixels
    {
        [VectorType(Width * Height * 3)]
        public byte[] Values { get; set; } = [];
    }

    private readonly MLContext _context = new(1);

    private static byte[] Bgra { get; } = Enumerable.Range(0, Width * Height * 4).Select(i => (byte)(i % 4 == 3 ? 200 : 5 * i)).ToArray();

    // Made anew for each reading: the transform disposes the images it is given.
    private sealed class Source(Func<MLImage> make) : IEnumerable<Row>
    {
        public IEnumerator<Row> GetEnumerator() => Enumerable.Repeat(0, 2).Select(_ => new Row { Image = make() }).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private IDataView Data(MLPixelFormat format = MLPixelFormat.Bgra32) => _context.Data.LoadFromEnumerable(new Source(() =>
    {
        var pixels = (byte[])Bgra.Clone();
        if (format == MLPixelFormat.Rgba32)
            for (int i = 0; i < pixels.Length; i += 4)
                (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
        return MLImage.CreateFromPixels(Width, Height, format, pixels);
    }));

    private static IEnumerable<float> Expected(ColorBits colors, ColorsOrder order, bool interleave)
    {
        var (places, bits) = ("BGRA", new[] { ColorBits.Blue, ColorBits.Green, ColorBits.Red, ColorBits.Alpha });
        var present = order.ToString().Select(c => places.IndexOf(c)).Where(i => (colors & bits[i]) != 0).ToArray();
        var pixels = Enumerable.Range(0, Width * Height);
        return interleave
            ? pixels.SelectMany(p => present.Select(c => (float)Bgra[p * 4 + c]))
            : present.SelectMany(c => pixels.Select(p => (float)Bgra[p * 4 + c]));
    }

    public static IEnumerable<object[]> Layouts()
    {
        foreach (var colors in new[] { ColorBits.Rgb, ColorBits.All, ColorBits.Red, ColorBits.Alpha, ColorBits.Blue | ColorBits.Green })
            foreach (var order in Enum.GetValues<ColorsOrder>())
                foreach (bool interleave in new[] { false, true })
                    yield return [colors, order, interleave];
    }

    [TestMethod]
    [DynamicData(nameof(Layouts))]
    public void ExtractPixels_FollowsTheLayout(ColorBits colors, ColorsOrder order, bool interleave)
    {
        foreach (var format in new[] { MLPixelFormat.Bgra32, MLPixelFormat.Rgba32 })
        {
            var data = Data(format);
            var output = _context.Transforms.ExtractPixels("P", "Image", colors, order, interleave).Fit(data).Transform(data);
            CollectionAssert.AreEqual(Expected(colors, order, interleave).ToArray(), output.GetColumn<float[]>("P").First());
        }
    }

    [TestMethod]
    [DynamicData(nameof(Layouts))]
    public void ConvertToImage_UndoesExtractPixels(ColorBits colors, ColorsOrder order, bool interleave)
    {
        var data = Data();
        var estimator = _context.Transforms.ExtractPixels("P", "Image", colors, order, interleave)
            .Append(_context.Transforms.ConvertToImage(Height, Width, "Back", "P", colors, order, interleave,
                defaultAlpha: 1, defaultRed: 2, defaultGreen: 3, defaultBlue: 4));
        var output = estimator.Fit(data).Transform(data);
        var expected = Bgra.Select((value, i) => ((ColorBits[])[ColorBits.Blue, ColorBits.Green, ColorBits.Red, ColorBits.Alpha])[i % 4] is var bit
            && (colors & bit) != 0 ? value : (byte)new[] { 4, 3, 2, 1 }[i % 4]).ToArray();

        using var cursor = output.GetRowCursor([output.Schema["Back"]]);
        var get = cursor.GetGetter<MLImage>(output.Schema["Back"]);
        MLImage image = null!;
        while (cursor.MoveNext())
        {
            get(ref image);
            CollectionAssert.AreEqual(expected, image.Pixels.ToArray());
        }
    }

    [TestMethod]
    public void ExtractPixels_HasTheImagesDimensions()
    {
        var schema = _context.Transforms.ExtractPixels("Planes", "Image").Append(_context.Transforms.ExtractPixels("Mixed", "Image", interleavePixelColors: true))
            .Fit(Data()).GetOutputSchema(Data().Schema);
        CollectionAssert.AreEqual(new[] { 3, Height, Width }, ((VectorDataViewType)schema["Planes"].Type).Dimensions.ToArray());
        CollectionAssert.AreEqual(new[] { Height, Width, 3 }, ((VectorDataViewType)schema["Mixed"].Type).Dimensions.ToArray());
    }

    [TestMethod]
    public void ExtractPixels_SubtractsTheOffsetThenScales()
    {
        var output = PipelineCheck.FitSaveLoad(_context,
            _context.Transforms.ExtractPixels("P", "Image", offsetImage: 127.5f, scaleImage: 1 / 127.5f), Data());
        var expected = Expected(ColorBits.Rgb, ColorsOrder.ARGB, false).Select(v => (v - 127.5f) * (1 / 127.5f)).ToArray();
        CollectionAssert.AreEqual(expected, output.GetColumn<float[]>("P").First());
    }

    [TestMethod]
    public void ExtractPixels_AsBytes_IgnoresOffsetAndScale()
    {
        var estimator = _context.Transforms.ExtractPixels("P", "Image", offsetImage: 127.5f, scaleImage: 2, outputAsFloatArray: false);
        var output = PipelineCheck.FitSaveLoad(_context, estimator, Data());
        CollectionAssert.AreEqual(Expected(ColorBits.Rgb, ColorsOrder.ARGB, false).Select(v => (byte)v).ToArray(), output.GetColumn<byte[]>("P").First());
    }

    [TestMethod]
    public void ExtractPixels_OfNoImage_IsAnEmptyVectorOfTheRightLength()
    {
        var data = _context.Data.LoadFromEnumerable(new[] { new Row() });
        var output = _context.Transforms.ExtractPixels("P", "Image").Fit(data).Transform(data);
        CollectionAssert.AreEqual(new float[Width * Height * 3], output.GetColumn<float[]>("P").Single());
    }

    [TestMethod]
    public void ExtractPixels_OfAnImageOfAnotherSize_IsAnError()
    {
        using var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        var data = _context.Data.LoadFromEnumerable(new[] { new Row { Image = image } });
        var output = _context.Transforms.ExtractPixels("P", "Image").Fit(data).Transform(data);
        Assert.ThrowsExactly<InvalidOperationException>(() => output.GetColumn<float[]>("P").ToArray());
    }

    [TestMethod]
    public void ConvertToImage_ScalesThenSubtractsTheOffset()
    {
        var values = Enumerable.Range(0, Width * Height * 3).Select(i => i / 18f).ToArray();
        var data = _context.Data.LoadFromEnumerable(new[] { new Pixels { Values = values } });
        var output = PipelineCheck.FitSaveLoad(_context,
            _context.Transforms.ConvertToImage(Height, Width, "Image", "Values", scaleImage: 200, offsetImage: -10), data);
        var image = FirstImage(output);
        for (int p = 0; p < Width * Height; p++)
        {
            Assert.AreEqual((byte)Math.Round(values[p] * 200 + 10), image[p * 4 + 2]);
            Assert.AreEqual((byte)Math.Round(values[p + 12] * 200 + 10), image[p * 4]);
            // Scaled images without alpha are without opacity in ML.NET.
            Assert.AreEqual(0, image[p * 4 + 3]);
        }
    }

    [TestMethod]
    public void ConvertToImage_OfBytes_NeverScales()
    {
        var values = Enumerable.Range(0, Width * Height * 3).Select(i => (byte)(i * 10)).ToArray();
        var data = _context.Data.LoadFromEnumerable(new[] { new BytePixels { Values = values } });
        var output = _context.Transforms.ConvertToImage(Height, Width, "Image", "Values", scaleImage: 3).Fit(data).Transform(data);
        Assert.AreEqual(values[1], FirstImage(output)[6]);
        Assert.AreEqual(255, FirstImage(output)[7]);
    }

    [TestMethod]
    public void ConvertToImage_OfAVectorOfAnotherSize_IsRefused()
    {
        var data = _context.Data.LoadFromEnumerable(new[] { new Pixels { Values = new float[18] } });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.ConvertToImage(3, 3, "Image", "Values").Fit(data));
    }

    [TestMethod]
    public void OptionsThatMakeNoSense_AreRefusedAtOnce()
    {
        var transforms = _context.Transforms;
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => transforms.ExtractPixels("P", colorsToExtract: 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => transforms.ExtractPixels("P", scaleImage: 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => transforms.ExtractPixels("P", offsetImage: float.NaN));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => transforms.ConvertToImage(0, 1, "I"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => transforms.ConvertToImage(1, 1, "I", colorsPresent: 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => transforms.ResizeImages("I", 0, 1));
    }

    private static byte[] FirstImage(IDataView data)
    {
        using var cursor = data.GetRowCursor([data.Schema["Image"]]);
        cursor.MoveNext();
        MLImage image = null!;
        cursor.GetGetter<MLImage>(data.Schema["Image"])(ref image);
        return image.Pixels.ToArray();
    }
}
