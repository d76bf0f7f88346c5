using System.Buffers.Binary;

namespace Microsoft.ML.Gan;

/// <summary>PNG: chunks, each with a checksum, from IHDR to IEND.</summary>
internal static class PngFile
{
    private const int SignatureLength = 8;

    /// <inheritdoc cref="PictureHeader.Read"/>
    public static PictureHeader Read(PictureBytes file)
    {
        PictureHeader? header = null;
        var hasPixels = false;
        for (long at = SignatureLength; ;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.Slice(at, 4));
            var chunk = file.Slice(at + 4, 4L + length); // the type, then the content
            var checksum = BinaryPrimitives.ReadUInt32BigEndian(file.Slice(at + 8 + length, 4));
            // What is ancillary (a lower-case first letter) changes no pixel, but for transparency.
            if ((char.IsAsciiLetterUpper((char)chunk[0]) || chunk[..4].SequenceEqual("tRNS"u8)) && ChecksumOf(chunk) != checksum)
                throw new InvalidDataException($"it is corrupt: the checksum at byte {at + 8 + length} is wrong");
            if (header is null)
                header = Size(chunk);
            else if (chunk[..4].SequenceEqual("IDAT"u8))
                hasPixels = true;
            else if (chunk[..4].SequenceEqual("IEND"u8))
                return hasPixels ? header.Value : throw new InvalidDataException("it is corrupt: it has no pixels");
            at += 12L + length;
        }
    }

    private static PictureHeader Size(ReadOnlySpan<byte> chunk) => chunk.Length == 17 && chunk[..4].SequenceEqual("IHDR"u8)
        ? new PictureHeader(BinaryPrimitives.ReadInt32BigEndian(chunk[4..]), BinaryPrimitives.ReadInt32BigEndian(chunk[8..]))
        : throw new InvalidDataException("it is corrupt: a PNG begins with a chunk IHDR of 13 bytes");

    private static uint ChecksumOf(ReadOnlySpan<byte> bytes)
    {
        var crc = new Crc32();
        crc.Append(bytes);
        return crc.Value;
    }
}
