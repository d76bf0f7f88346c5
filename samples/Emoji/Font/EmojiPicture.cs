using System.Buffers.Binary;
using Microsoft.ML.Data;

namespace EmojiSample;

/// <summary>One of a font's pictures.</summary>
/// <param name="CodePoints">The text that it stands for; empty if no text leads to it.</param>
/// <param name="Png">The picture as a PNG file.</param>
internal sealed record EmojiPicture(IReadOnlyList<int> CodePoints, ReadOnlyMemory<byte> Png)
{
    /// <summary>In the way of the standard: <c>1F468-200D-1F680</c>.</summary>
    public string Name => string.Join('-', CodePoints.Select(code => code.ToString("X4", System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>What the header of a PNG file says.</summary>
    public static (int Width, int Height) SizeOf(ReadOnlyMemory<byte> png) =>
        (BinaryPrimitives.ReadInt32BigEndian(png.Span[16..]), BinaryPrimitives.ReadInt32BigEndian(png.Span[20..]));

    /// <summary>Decodes the picture as it is, with its transparency. The caller disposes it.</summary>
    /// <exception cref="InvalidDataException">The PNG is corrupt.</exception>
    public MLImage Decode()
    {
        try
        {
            return MLImage.CreateFromStream(new MemoryStream(Png.ToArray()));
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The font's picture {Name} cannot be decoded.", e);
        }
    }

    /// <summary>
    /// Decodes the square in the picture's middle, on white. The caller disposes it. What is cut off at the sides is empty in
    /// Noto Color Emoji, whose pictures are 128 pixels in 136.
    /// </summary>
    /// <param name="isMirrored">Whether left and right change places.</param>
    /// <exception cref="InvalidDataException">The PNG is corrupt.</exception>
    public MLImage OnWhite(bool isMirrored = false)
    {
        using var image = Decode();
        var side = Math.Min(image.Width, image.Height);
        var (left, top) = ((image.Width - side) / 2, (image.Height - side) / 2);
        var pixels = image.Pixels;
        var square = new byte[4 * side * side];
        for (var y = 0; y < side; y++)
        {
            var row = pixels.Slice(4 * (((top + y) * image.Width) + left), 4 * side);
            for (var x = 0; x < row.Length; x += 4)
            {
                // An MLImage's colours are multiplied with their alpha already: white is added where nothing covers it.
                var uncovered = 255 - row[x + 3];
                var at = (4 * y * side) + (isMirrored ? row.Length - 4 - x : x);
                for (var channel = 0; channel < 3; channel++)
                    square[at + channel] = (byte)Math.Min(255, row[x + channel] + uncovered);
                square[at + 3] = 255;
            }
        }

        return MLImage.CreateFromPixels(side, side, image.PixelFormat, square);
    }
}
