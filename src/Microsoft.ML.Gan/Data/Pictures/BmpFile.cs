using System.Buffers.Binary;

namespace Microsoft.ML.Gan;

/// <summary>BMP: two headers, then rows of pixels, most often as they are.</summary>
internal static class BmpFile
{
    private const int FileHeaderLength = 14;

    /// <summary>The header of OS/2, with sizes of 16 bits.</summary>
    private const int CoreHeaderLength = 12;

    /// <inheritdoc cref="PictureHeader.Read"/>
    public static PictureHeader Read(PictureBytes file)
    {
        var start = BinaryPrimitives.ReadUInt32LittleEndian(file.Slice(10, 4));
        var headerLength = BinaryPrimitives.ReadUInt32LittleEndian(file.Slice(FileHeaderLength, 4));
        if (headerLength is not (CoreHeaderLength or (>= 40 and <= 1024)))
            throw new InvalidDataException($"it is corrupt: its second header is {headerLength} bytes long");
        var header = file.Slice(FileHeaderLength, headerLength);
        var isCore = headerLength == CoreHeaderLength;
        var size = isCore
            ? new PictureHeader(BinaryPrimitives.ReadUInt16LittleEndian(header[4..]), BinaryPrimitives.ReadUInt16LittleEndian(header[6..]))
            // A negative height says that the rows come from the top.
            : new PictureHeader(BinaryPrimitives.ReadInt32LittleEndian(header[4..]), Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(header[8..])));
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(header[(isCore ? 10 : 14)..]);
        if (bits is not (1 or 4 or 8 or 16 or 24 or 32))
            throw new InvalidDataException($"it is corrupt: it says {bits} bits a pixel");
        var compression = isCore ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
        // Run lengths (1, 2) and embedded files (4, 5) tell their end only to who decodes them.
        if (compression is 0 or 3 or 6 && size is { Width: > 0, Height: > 0 })
        {
            var row = ((size.Width * bits) + 7) / 8;
            file.Slice(start, row);
            // Rows are padded to whole words; some writers leave the padding of the last one out.
            file.Slice(start, ((row + 3) / 4 * 4 * (size.Height - 1)) + row);
        }

        return size;
    }
}
