using System.Buffers.Binary;

namespace Microsoft.ML.Gan;

/// <summary>JPEG: segments that begin with a marker, one of them the frame's header, then scans until the end marker.</summary>
internal static class JpegFile
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;

    /// <inheritdoc cref="PictureHeader.Read"/>
    public static PictureHeader Read(PictureBytes file)
    {
        PictureHeader? header = null;
        var hasScan = false;
        for (long at = 2; ;)
        {
            at = SkipToMarker(file, at, out var marker);
            if (marker == EndOfImage)
                return hasScan ? header!.Value : throw new InvalidDataException("it is corrupt: it has no pixels");
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
                continue; // a marker that stands alone
            var length = BinaryPrimitives.ReadUInt16BigEndian(file.Slice(at, 2));
            if (length < 2)
                throw new InvalidDataException($"it is corrupt: the segment at byte {at} has an impossible length");
            var segment = file.Slice(at + 2, length - 2);
            if (IsFrame(marker))
                header = Size(segment);
            hasScan |= marker == StartOfScan;
            if (hasScan && header is null)
                throw new InvalidDataException("it is corrupt: a scan comes before the header of the frame");
            at += length;
        }
    }

    /// <summary>Over the data of a scan, in which FF is a value when 00 follows, and restart markers belong to it.</summary>
    /// <returns>What follows the marker.</returns>
    private static long SkipToMarker(PictureBytes file, long at, out byte marker)
    {
        var rest = file.Slice(at, Math.Max(0, file.Length - at));
        for (var i = 0; i < rest.Length - 1; i++)
        {
            var skipped = rest[i..^1].IndexOf((byte)0xFF);
            if (skipped < 0)
                break;
            i += skipped;
            marker = rest[i + 1];
            if (marker is not (0x00 or 0xFF or (>= 0xD0 and <= 0xD7)))
                return at + i + 2;
        }

        throw new InvalidDataException($"it is truncated: it ends after {file.Length} bytes without the end marker of a JPEG");
    }

    /// <summary>SOF0 to SOF15, without the three codes among them that mean something else.</summary>
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static PictureHeader Size(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 6)
            throw new InvalidDataException("it is corrupt: the header of the frame is too short");
        if (frame[0] != 8)
            throw new InvalidDataException($"it is a JPEG of {frame[0]} bits a value; only those of 8 can be decoded");
        return new PictureHeader(BinaryPrimitives.ReadUInt16BigEndian(frame[3..]), BinaryPrimitives.ReadUInt16BigEndian(frame[1..]));
    }
}
