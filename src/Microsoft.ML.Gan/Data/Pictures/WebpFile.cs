using System.Buffers.Binary;

namespace Microsoft.ML.Gan;

/// <summary>WebP: a RIFF container whose first chunk says how large the picture is.</summary>
internal static class WebpFile
{
    /// <inheritdoc cref="PictureHeader.Read"/>
    public static PictureHeader Read(PictureBytes file)
    {
        file.Slice(8, BinaryPrimitives.ReadUInt32LittleEndian(file.Slice(4, 4)));
        var first = file.Slice(12, 4);
        var content = file.Slice(20, 10);
        if (first.SequenceEqual("VP8X"u8))
            return new PictureHeader(Low24(content[4..]) + 1, Low24(content[7..]) + 1);
        if (first.SequenceEqual("VP8L"u8) && content[0] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(content[1..]);
            return new PictureHeader((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1);
        }

        if (first.SequenceEqual("VP8 "u8) && content[3..6].SequenceEqual<byte>([0x9D, 0x01, 0x2A]))
        {
            return new PictureHeader(
                BinaryPrimitives.ReadUInt16LittleEndian(content[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(content[8..]) & 0x3FFF);
        }

        throw new InvalidDataException("it is corrupt: its first chunk is no picture");
    }

    private static long Low24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
