using Microsoft.ML.Data;
using SkiaSharp;

namespace EmojiSample;

/// <summary>One of a font's pictures.</summary>
/// <param name="CodePoints">The text that it stands for.</param>
/// <param name="Glyph">Its number in the font.</param>
/// <param name="Font">The font, which must live as long as pictures are drawn.</param>
internal sealed record EmojiPicture(IReadOnlyList<int> CodePoints, ushort Glyph, EmojiFont Font)
{
    /// <summary>In the way of the standard: <c>1F468-200D-1F680</c>.</summary>
    public string Name => string.Join('-', CodePoints.Select(code => code.ToString("X4", System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>
    /// The square in the picture's middle, on white. The caller disposes it. What is cut off at the sides is empty in Noto Color Emoji,
    /// whose pictures are 128 pixels in 136.
    /// </summary>
    /// <param name="isMirrored">Whether left and right change places.</param>
    public MLImage OnWhite(bool isMirrored = false)
    {
        var side = Font.Side;
        using var square = Font.Draw(Glyph, side, side, SKColors.White);
        if (!isMirrored)
            return MLImage.CreateFromPixels(side, side, MLPixelFormat.Bgra32, square.GetPixelSpan());
        using var mirrored = new SKBitmap(square.Info);
        using var canvas = new SKCanvas(mirrored);
        canvas.Scale(-1, 1, side / 2f, 0);
        canvas.DrawBitmap(square, 0, 0);
        return MLImage.CreateFromPixels(side, side, MLPixelFormat.Bgra32, mirrored.GetPixelSpan());
    }
}
