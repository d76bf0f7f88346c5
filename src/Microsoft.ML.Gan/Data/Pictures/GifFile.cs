using System.Buffers.Binary;

namespace Microsoft.ML.Gan;

/// <summary>GIF: a screen, then blocks. Its first frame is the picture; what comes after it is not looked at.</summary>
internal static class GifFile
{
    private const byte Extension = 0x21;
    private const byte Frame = 0x2C;

    /// <inheritdoc cref="PictureHeader.Read"/>
    public static PictureHeader Read(PictureBytes file)
    {
        var screen = file.Slice(6, 7);
        var (width, height) = Sizes(screen);
        var at = 13 + ColorTableLength(screen[4]);
        while (true)
        {
            switch (file[at])
            {
                case Extension:
                    at = SkipBlocks(file, at + 2);
                    break;

                case Frame:
                    var frame = file.Slice(at + 1, 9);
                    var (frameWidth, frameHeight) = Sizes(frame[4..]);
                    SkipBlocks(file, at + 11 + ColorTableLength(frame[8]));
                    // A frame larger than the screen makes the picture larger.
                    return new PictureHeader(Math.Max(width, frameWidth), Math.Max(height, frameHeight));

                default:
                    throw new InvalidDataException($"it is corrupt: there is no frame at byte {at}");
            }
        }
    }

    private static (int Width, int Height) Sizes(ReadOnlySpan<byte> bytes) =>
        (BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));

    private static long ColorTableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3L << ((flags & 7) + 1);

    private static long SkipBlocks(PictureBytes file, long at)
    {
        while (file[at] is > 0 and var length)
            at += 1 + length;
        return at + 1;
    }
}
