using SkiaSharp;

namespace Microsoft.ML.Gan.Data;

/// <summary>
/// Decodes JPEGs and detects truncation. libjpeg, which SkiaSharp uses, fills the rest of a truncated picture with gray and warns, but SkiaSharp does
/// not pass the warning on. So this class inserts bytes between the data and the end marker: if decoding needs them, data are missing.
/// </summary>
/// <remarks>
/// Not detected: scans missing in a progressive JPEG, which leave a complete picture with less detail, and damage that changes values but not their
/// number.
/// </remarks>
internal sealed class JpegWholeness
{
    /// <summary>The number of bytes that the inserted data need after the file.</summary>
    public const int Room = JunkLength + 2;

    /// <summary>libjpeg fills a register of 64 bits before it decodes.</summary>
    private const int LookAhead = 8;

    private const int JunkLength = 64;

    private static ReadOnlySpan<byte> EndMarker => [0xFF, 0xD9];

    private static ReadOnlySpan<byte> ProgressiveFrame => [0xFF, 0xC2];

    private readonly DecodedPicture _second = new();

    /// <summary>Decodes. The buffer is as it was when it returns.</summary>
    /// <param name="buffer">The bytes of a file, and <see cref="Room"/> more.</param>
    /// <param name="length">The length of the file.</param>
    /// <param name="picture">Takes the pixels.</param>
    /// <param name="maxPixels">The most pixels that the picture may have.</param>
    /// <returns>Success if nothing is missing.</returns>
    public SKCodecResult Decode(Span<byte> buffer, int length, DecodedPicture picture, int maxPixels)
    {
        var file = buffer[..length];
        var end = file.LastIndexOf(EndMarker);
        if (end < 0)
            return SKCodecResult.IncompleteInput;

        // Without an end marker libjpeg waits for missing data instead of inventing them. It needs one for several scans.
        var isProgressive = file.IndexOf(ProgressiveFrame) >= 0;
        Span<byte> saved = stackalloc byte[Room];
        var room = buffer.Slice(end, Room);
        room.CopyTo(saved);
        if (!isProgressive)
        {
            room[..LookAhead].Clear();
            var result = picture.Decode(buffer[..(end + LookAhead)], maxPixels);
            saved.CopyTo(room);
            if (result == SKCodecResult.Success)
                return result;
        }

        var whole = picture.Decode(file, maxPixels);
        if (whole != SKCodecResult.Success)
            return whole;

        // The same pixels with other bytes before the end marker: the bytes were not needed, so no data are missing.
        for (var i = 0; i < JunkLength; i++)
            room[i] = i % 2 == 0 ? (byte)0x5A : (byte)0xC3;
        EndMarker.CopyTo(room[JunkLength..]);
        var second = _second.Decode(buffer[..(end + Room)], maxPixels);
        saved.CopyTo(room);
        var isSame = second == SKCodecResult.Success && _second.Pixels.SequenceEqual(picture.Pixels);
        _second.Trim(PictureDecoder.KeptBytes);
        return isSame ? SKCodecResult.Success : SKCodecResult.IncompleteInput;
    }
}
