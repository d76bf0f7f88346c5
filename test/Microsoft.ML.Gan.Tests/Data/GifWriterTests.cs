using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>Animations, read back by the decoder of the image library: frame by frame, as it only looks at the first.</summary>
[TestClass]
public class GifWriterTests
{
    private const int HeaderLength = 13 + (3 * GifPalette.Size);

    [TestMethod]
    public void Gray_frames_come_back_bit_for_bit() => AssertExact(new ImageShape(1, 9, 13), 3, (frame, i) => (byte)((frame * 50) + (i * 7)));

    [TestMethod]
    public void Noise_that_fills_the_table_of_codes_comes_back_bit_for_bit() =>
        AssertExact(new ImageShape(1, 150, 150), 2, (frame, i) => (byte)new CounterRandom(1, 900, (ulong)((frame * 22500) + i)).NextUInt32());

    [TestMethod]
    public void One_colour_everywhere_comes_back_bit_for_bit() => AssertExact(new ImageShape(3, 120, 130), 1, (_, i) => (byte)(40 * (i % 3)));

    [TestMethod]
    [DataRow(253)]
    [DataRow(254)]
    [DataRow(255)]
    [DataRow(256)]
    [DataRow(257)]
    public void Pictures_that_end_where_the_codes_widen_come_back_bit_for_bit(int pixels) => // each pixel is a new string
        AssertExact(new ImageShape(1, 1, pixels), 2, (_, i) => (byte)((i * i) + (i / 16)));

    [TestMethod]
    public void Few_colours_come_back_bit_for_bit() => AssertExact(new ImageShape(3, 16, 16), 4, (frame, i) => (byte)((i % 5 * 50) + (frame % 2)));

    [TestMethod]
    public void Many_colours_come_back_nearly()
    {
        var shape = new ImageShape(3, 64, 64);
        var pixels = new byte[2 * shape.Length];
        for (var i = 0; i < pixels.Length; i += 3)
            (pixels[i], pixels[i + 1], pixels[i + 2]) = ((byte)(i / 3 % 64 * 4), (byte)(i / 192 % 64 * 4), (byte)(i / 3 % 64 * 2));

        var decoded = Frames(Write(pixels, shape)).SelectMany(frame => Decode(frame, 3)).ToArray();

        Assert.IsLessThan(5.0, decoded.Zip(pixels, (a, b) => Math.Abs(a - b)).Average());
        Assert.IsLessThan(32, decoded.Zip(pixels, (a, b) => Math.Abs(a - b)).Max());
    }

    [TestMethod]
    public void Pixels_become_squares()
    {
        var frame = Frames(Write([10, 200, 30, 90], new ImageShape(1, 2, 2), scale: 2)).Single();

        byte[] expected = [10, 10, 200, 200, 10, 10, 200, 200, 30, 30, 90, 90, 30, 30, 90, 90];
        CollectionAssert.AreEqual(expected, Decode(frame, 1));
    }

    [TestMethod]
    public void Animations_repeat_and_say_how_long_a_frame_is_seen()
    {
        var file = Write([1, 2, 3, 4], new ImageShape(1, 1, 2), delay: 300);

        CollectionAssert.AreEqual("NETSCAPE2.0"u8.ToArray(), file[(HeaderLength + 3)..(HeaderLength + 14)]);
        CollectionAssert.AreEqual(new byte[] { 3, 1, 0, 0, 0 }, file[(HeaderLength + 14)..(HeaderLength + 19)]);
        CollectionAssert.AreEqual(new byte[] { 0x21, 0xF9, 4, 4, 300 % 256, 300 / 256, 0, 0 }, file[(HeaderLength + 19)..(HeaderLength + 27)]);
    }

    [TestMethod]
    public void Pictures_too_large_for_the_format_are_refused() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Write(new byte[70], new ImageShape(1, 1, 70), scale: 1000));

    private static void AssertExact(ImageShape shape, int count, Func<int, int, byte> valueOf)
    {
        var pictures = Enumerable.Range(0, count).Select(frame => Enumerable.Range(0, shape.Length).Select(i => valueOf(frame, i)).ToArray()).ToArray();

        var frames = Frames(Write([.. pictures.SelectMany(picture => picture)], shape));

        Assert.HasCount(count, frames);
        for (var frame = 0; frame < count; frame++)
            CollectionAssert.AreEqual(pictures[frame], Decode(frames[frame], shape.Channels), $"frame {frame}");
    }

    private static byte[] Write(byte[] pixels, ImageShape shape, int delay = 5, int scale = 1)
    {
        using var stream = new MemoryStream();
        GifWriter.Write(stream, pixels, shape, delay, scale);
        return stream.ToArray();
    }

    private static byte[] Decode(byte[] file, int channels)
    {
        using var image = MLImage.CreateFromStream(new MemoryStream(file));
        var pixels = new byte[image.Width * image.Height * channels];
        MLImagePixels.Read(image, pixels, channels);
        return pixels;
    }

    /// <summary>Each frame of an animation as a file of its own.</summary>
    private static List<byte[]> Frames(byte[] file)
    {
        var frames = new List<byte[]>();
        var at = HeaderLength;
        while (file[at] != 0x3B)
        {
            var start = at;
            var isFrame = file[at] == 0x2C;
            at += isFrame ? 11 : 2;
            while (file[at] > 0)
                at += 1 + file[at];
            at++;
            if (isFrame)
                frames.Add([.. file[..HeaderLength], .. file[start..at], 0x3B]);
        }

        Assert.AreEqual(file.Length - 1, at);
        return frames;
    }
}
