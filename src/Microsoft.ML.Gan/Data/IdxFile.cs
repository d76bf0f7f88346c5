using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>
/// Files in the IDX format of the MNIST family: a header with sizes, then bytes. Images are N×H×W, or N×H×W×3 in colour;
/// labels are N. Compressed with gzip or not.
/// </summary>
public static class IdxFile
{
    private const byte UnsignedByte = 0x08;

    /// <summary>A number of images below 65,536 is above this if its bytes are read in reverse.</summary>
    private const int Reversed = 1 << 24;

    /// <summary>No deflate stream is longer than this many times its compressed form.</summary>
    private const long HighestCompression = 1032;

    /// <summary>Writes images.</summary>
    /// <param name="path">The file; compressed if its name ends in <c>.gz</c>. It is written atomically and replaces an existing file.</param>
    /// <param name="images">The images, all of one size; enumerated once. The caller disposes them.</param>
    /// <param name="channels">1, for N×H×W (luminance of colour images), or 3, for N×H×W×3. Transparent pixels become black.</param>
    /// <exception cref="ArgumentException">The images differ in size.</exception>
    public static void WriteImages(string path, IEnumerable<MLImage> images, int channels = 1)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "Images have 1 or 3 channels.");
        var (height, width) = (0, 0);
        Write(path, RowSizes, Rows());

        int[] RowSizes()
        {
            if (height == 0)
                throw new ArgumentException("There are no images, so their size is unknown.", nameof(images));
            return channels == 1 ? [height, width] : [height, width, 3];
        }

        IEnumerable<ReadOnlyMemory<byte>> Rows()
        {
            byte[]? pixels = null;
            foreach (var image in images)
            {
                if (pixels is null)
                {
                    (height, width) = (image.Height, image.Width);
                    pixels = new byte[checked(height * width * channels)];
                }
                else if ((image.Height, image.Width) != (height, width))
                {
                    throw new ArgumentException($"An image has {image.Height}×{image.Width} pixels, the first {height}×{width}.", nameof(images));
                }

                MLImagePixels.Read(image, pixels, channels);
                yield return pixels;
            }
        }
    }

    /// <summary>Writes images given as bytes.</summary>
    /// <param name="path">The file; compressed if its name ends in <c>.gz</c>. It is written atomically and replaces an existing file.</param>
    /// <param name="pixels">The images, H×W×C each.</param>
    /// <param name="shape">The shape of each.</param>
    /// <exception cref="ArgumentException">An image has another number of bytes.</exception>
    public static void WriteImages(string path, IEnumerable<ReadOnlyMemory<byte>> pixels, ImageShape shape)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        Write(path, () => shape.Channels == 1 ? [shape.Height, shape.Width] : [shape.Height, shape.Width, shape.Channels], pixels.Select(row =>
            row.Length == shape.Length
                ? row
                : throw new ArgumentException($"An image of {row.Length} bytes is not one of {shape}.", nameof(pixels))));
    }

    /// <summary>Writes labels.</summary>
    /// <param name="path">The file; compressed if its name ends in <c>.gz</c>. It is written atomically and replaces an existing file.</param>
    /// <param name="labels">The labels; enumerated once.</param>
    public static void WriteLabels(string path, IEnumerable<byte> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Write(path, () => [], labels.Select(label => (ReadOnlyMemory<byte>)new[] { label }));
    }

    /// <summary>Reads a file's header and compares it with the file's size.</summary>
    /// <returns>The sizes: N first.</returns>
    /// <exception cref="InvalidDataException">It is not an IDX file of bytes, or has a wrong length.</exception>
    internal static int[] ReadSizes(string path)
    {
        using var stream = OpenContent(path, out var compressed);
        return ReadSizes(stream, path, new FileInfo(path).Length, compressed);
    }

    /// <summary>Opens a file at its first value, after the header.</summary>
    /// <inheritdoc cref="ReadSizes(string)"/>
    internal static Stream OpenValues(string path)
    {
        var stream = OpenContent(path, out var compressed);
        try
        {
            ReadSizes(stream, path, new FileInfo(path).Length, compressed);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static Stream OpenContent(string path, out bool compressed)
    {
        var file = InputFile.OpenRead(path, name => new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan));
        compressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        if (!compressed)
            return file;
        var damaged = $"'{path}' is damaged: it is compressed with gzip, and cannot be unpacked. Copy or download it again.";
        return new BufferedStream(new UnpackedStream(new GZipStream(file, CompressionMode.Decompress), damaged), 1 << 16);
    }

    private static int[] ReadSizes(Stream stream, string path, long fileLength, bool compressed)
    {
        try
        {
            Span<byte> start = stackalloc byte[4];
            if (fileLength == 0)
                throw InputFile.WrongKind($"'{path}'", "an IDX file", FileKind.Empty);
            stream.ReadExactly(start);
            if (start[0] != 0 || start[1] != 0 || start[2] != UnsignedByte || start[3] is 0 or > 4)
                throw NotOfBytes(stream, path, start);

            var sizes = new int[start[3]];
            var values = 1L;
            Span<byte> number = stackalloc byte[4];
            for (var i = 0; i < sizes.Length; i++)
            {
                stream.ReadExactly(number);
                var size = BinaryPrimitives.ReadUInt32BigEndian(number);
                // Each size, and each product of sizes but the first (one image), must be a size that memory can have.
                if (size > int.MaxValue || (i > 0 && (size == 0 || (values *= size) > int.MaxValue / 4)))
                    throw new InvalidDataException($"'{path}': the header has impossible sizes: it is damaged, or they were written in reverse (they are big-endian, '>i4' in NumPy).");
                sizes[i] = (int)size;
            }

            values *= sizes[0];
            var header = 4L + (4 * sizes.Length);
            var fits = compressed ? header + values <= fileLength * HighestCompression : header + values == fileLength;
            return fits
                ? sizes
                : throw new InvalidDataException(
                    $"'{path}': the header says {string.Join('×', sizes)} values, which a {(compressed ? "compressed " : "")}file of {fileLength} bytes cannot hold exactly: " +
                    (sizes.Any(size => size >= Reversed) ? "it is damaged, or its sizes were written in reverse (they are big-endian, '>i4' in NumPy)." : "it is cut short, or goes on after the last value. Copy or download it again."));
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"'{path}' ends within its header: it is cut short. Copy or download it again.", e);
        }
    }

    private static InvalidDataException NotOfBytes(Stream stream, string path, ReadOnlySpan<byte> start)
    {
        var bytes = new byte[FileKind.NeededBytes];
        start.CopyTo(bytes);
        var length = start.Length + stream.ReadAtLeast(bytes.AsSpan(start.Length), bytes.Length - start.Length, throwOnEndOfStream: false);
        var kind = start switch
        {
            [0, 0, 9 or (>= 0x0B and <= 0x0E), >= 1 and <= 4] => "its numbers are of another type. Save it with unsigned bytes, 0 to 255.",
            [0, 0, UnsignedByte, > 4] => "its numbers are in more dimensions than those of images. Save it as N×H×W or N×H×W×3.",
            [1 or 3 or 4, UnsignedByte, 0, 0] => "the bytes of its header are in reverse. Write the header's numbers big-endian ('>i4' in NumPy).",
            _ => FileKind.Describe(bytes.AsSpan(0, length)) ?? "no kind of file that is known here begins so.",
        };
        return new InvalidDataException($"'{path}' is not an IDX file of bytes: it begins with {Convert.ToHexString(start)}: {kind}");
    }

    /// <summary>The number of rows and their size are known only at the end, so the header is written last, and the file is compressed after
    /// that.</summary>
    private static void Write(string path, Func<int[]> rowSizes, IEnumerable<ReadOnlyMemory<byte>> rows)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        OutputFile.Check(path);
        var part = path + ".part";
        try
        {
            using (var values = new FileStream(part, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose))
            {
                var count = 0;
                foreach (var row in rows)
                {
                    values.Write(row.Span);
                    count = checked(count + 1);
                }

                values.Position = 0;
                using var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write);
                using var target = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Optimal) : (Stream)file;
                var sizes = rowSizes();
                target.Write([0, 0, UnsignedByte, (byte)(1 + sizes.Length)]);
                var number = new byte[4];
                foreach (var size in sizes.Prepend(count))
                {
                    BinaryPrimitives.WriteInt32BigEndian(number, size);
                    target.Write(number);
                }

                values.CopyTo(target);
            }

            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception e)
        {
            File.Delete(path + ".new");
            if ((OutputFile.Explain(path, part, e) ?? OutputFile.Explain(path, path + ".new", e)) is { } explained)
                throw explained;
            throw;
        }
    }
}
