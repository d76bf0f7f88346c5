namespace Microsoft.ML.Data;

internal enum ImageEncoding
{
    Png,
    Jpeg,
    Webp,
}

// What can be decoded. TIFF, which gd could read, is left out: ML.NET cannot.
internal enum EncodedFormat
{
    Png,
    Jpeg,
    Gif,
    Bmp,
    Webp,
}

// Encoded files to and from 32-bit B, G, R, A pixels. Colours are premultiplied with alpha, as ML.NET holds them.
internal static unsafe class ImageCodec
{
    // Null where the data is no image of a known format.
    public static (int Width, int Height, byte[] Pixels)? Decode(ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            var image = Open(data, start);
            if (image is null)
                return null;
            try
            {
                if (image->TrueColor == 0 && Gd.gdImagePaletteToTrueColor(image) == 0)
                    return null;
                return (image->Width, image->Height, ReadPixels(image));
            }
            finally
            {
                Gd.gdImageDestroy(image);
            }
        }
    }

    public static byte[] Encode(int width, int height, ReadOnlySpan<byte> bgra, ImageEncoding encoding)
    {
        var image = Gd.gdImageCreateTrueColor(width, height);
        if (image is null)
            throw new InvalidOperationException($"Could not allocate an image of {width} x {height} pixels.");
        void* data = null;
        try
        {
            WritePixels(image, bgra);
            Gd.gdImageSaveAlpha(image, HasTransparency(bgra) ? 1 : 0);
            int size = 0;
            data = encoding switch
            {
                ImageEncoding.Png => Gd.gdImagePngPtr(image, &size),
                ImageEncoding.Jpeg => Gd.gdImageJpegPtr(image, &size, 100),
                _ => Gd.gdImageWebpPtrEx(image, &size, Gd.WebpLossless),
            };
            if (data is null)
                throw new InvalidOperationException($"Could not encode the image as {encoding}.");
            return new ReadOnlySpan<byte>(data, size).ToArray();
        }
        finally
        {
            if (data is not null)
                Gd.gdFree(data);
            Gd.gdImageDestroy(image);
        }
    }

    private static Gd.Image* Open(ReadOnlySpan<byte> data, byte* start)
    {
        if (FormatOf(data) is not { } format || !EncodedSize.IsReasonable(data, format))
            return null;
        return format switch
        {
            EncodedFormat.Png => Gd.gdImageCreateFromPngPtr(data.Length, start),
            EncodedFormat.Jpeg => Gd.gdImageCreateFromJpegPtr(data.Length, start),
            EncodedFormat.Gif => Gd.gdImageCreateFromGifPtr(data.Length, start),
            EncodedFormat.Bmp => Gd.gdImageCreateFromBmpPtr(data.Length, start),
            _ => Gd.gdImageCreateFromWebpPtr(data.Length, start),
        };
    }

    private static EncodedFormat? FormatOf(ReadOnlySpan<byte> data)
    {
        if (data.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G']))
            return EncodedFormat.Png;
        if (data.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
            return EncodedFormat.Jpeg;
        if (data.StartsWith("GIF8"u8))
            return EncodedFormat.Gif;
        if (data.StartsWith("BM"u8))
            return EncodedFormat.Bmp;
        return data.StartsWith("RIFF"u8) && data.Length > 12 && data[8..].StartsWith("WEBP"u8) ? EncodedFormat.Webp : null;
    }

    private static byte[] ReadPixels(Gd.Image* image)
    {
        var pixels = new byte[checked(image->Width * image->Height * 4)];
        int at = 0;
        for (int y = 0; y < image->Height; y++)
        {
            int* row = image->TruePixels[y];
            for (int x = 0; x < image->Width; x++, at += 4)
            {
                int color = row[x];
                // The colour that a PNG without an alpha channel declares transparent is marked by gd, no more.
                int alpha = color == image->Transparent ? 0 : AlphaFromGd((color >> 24) & 127);
                pixels[at] = Premultiply(color & 255, alpha);
                pixels[at + 1] = Premultiply((color >> 8) & 255, alpha);
                pixels[at + 2] = Premultiply((color >> 16) & 255, alpha);
                pixels[at + 3] = (byte)alpha;
            }
        }
        return pixels;
    }

    private static void WritePixels(Gd.Image* image, ReadOnlySpan<byte> bgra)
    {
        int at = 0;
        for (int y = 0; y < image->Height; y++)
        {
            int* row = image->TruePixels[y];
            for (int x = 0; x < image->Width; x++, at += 4)
            {
                int alpha = bgra[at + 3];
                row[x] = (AlphaToGd(alpha) << 24) | (Unpremultiply(bgra[at + 2], alpha) << 16)
                    | (Unpremultiply(bgra[at + 1], alpha) << 8) | Unpremultiply(bgra[at], alpha);
            }
        }
    }

    private static bool HasTransparency(ReadOnlySpan<byte> bgra)
    {
        for (int i = 3; i < bgra.Length; i += 4)
            if (bgra[i] != 255)
                return true;
        return false;
    }

    // gd counts transparency in 7 bits, 0 opaque; pixels hold opacity in 8 bits.
    private static int AlphaFromGd(int transparency)
    {
        int opacity = 127 - transparency;
        return (opacity << 1) | (opacity >> 6);
    }

    private static int AlphaToGd(int alpha) => 127 - (alpha >> 1);

    public static byte Premultiply(int value, int alpha) => (byte)((value * alpha + 127) / 255);

    public static int Unpremultiply(int value, int alpha)
        => alpha == 0 ? 0 : Math.Min(255, (value * 255 + alpha / 2) / alpha);
}
