using System.Runtime.InteropServices;
using SkiaSharp;

namespace Microsoft.ML.Gan.Data;

/// <summary>The result of SkiaSharp's decoder for the bytes of a file. The buffer is reused.</summary>
internal sealed class DecodedPicture
{
    private byte[] _buffer = [];

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Whether every pixel is opaque by the format or the header.</summary>
    public bool IsOpaque { get; private set; }

    public bool IsAnimated { get; private set; }

    /// <summary>The EXIF orientation.</summary>
    public SKEncodedOrigin Origin { get; private set; }

    /// <summary>Blue, green, red and opacity of each pixel, not multiplied with one another.</summary>
    public Span<byte> Pixels => _buffer.AsSpan(0, Width * Height * 4);

    /// <summary>Decodes.</summary>
    /// <param name="file">The bytes of a file.</param>
    /// <param name="maxPixels">The maximum number of pixels; a header with more is refused before memory is allocated.</param>
    /// <returns>Success, or the error.</returns>
    /// <exception cref="InvalidDataException">The picture has no pixels, or too many.</exception>
    public unsafe SKCodecResult Decode(ReadOnlySpan<byte> file, int maxPixels)
    {
        fixed (byte* start = file)
        {
            using var data = SKData.Create((nint)start, file.Length);
            using var codec = SKCodec.Create(new SKMemoryStream(data), out var problem);
            if (codec is null)
                return problem == SKCodecResult.Success ? SKCodecResult.InvalidInput : problem;
            var info = codec.Info;
            if ((long)info.Width * info.Height is var count && (count <= 0 || count > maxPixels))
            {
                throw new InvalidDataException(FormattableString.Invariant(
                    $"it says {info.Width} pixels wide and {info.Height} high, more than the {maxPixels:N0} pixels that maxPixels allows"));
            }

            (Width, Height, Origin) = (info.Width, info.Height, codec.EncodedOrigin);
            IsOpaque = info.AlphaType == SKAlphaType.Opaque;
            IsAnimated = codec.EncodedFormat is SKEncodedImageFormat.Gif or SKEncodedImageFormat.Webp && codec.FrameCount > 1;
            if (_buffer.Length < count * 4)
                _buffer = GC.AllocateUninitializedArray<byte>((int)count * 4);
            Pixels.Clear(); // the first frame may not cover the whole picture
            fixed (byte* pixels = Pixels)
                return codec.GetPixels(new SKImageInfo(Width, Height, SKColorType.Bgra8888, SKAlphaType.Unpremul), (nint)pixels);
        }
    }

    /// <summary>Forgets a buffer that is too large to keep.</summary>
    public void Trim(int keptBytes)
    {
        if (_buffer.Length > keptBytes)
            (_buffer, Width, Height) = ([], 0, 0);
    }

    /// <summary>The pixels as numbers of 32 bits.</summary>
    public ReadOnlySpan<uint> Words => MemoryMarshal.Cast<byte, uint>(Pixels);
}
