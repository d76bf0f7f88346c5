using System.Drawing;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using SkiaSharp;

namespace Microsoft.ML.Gan.Data;

/// <summary>Decodes files and refuses incomplete or too large pictures. Not thread-safe.</summary>
internal sealed class PictureDecoder(PictureOptions options)
{
    /// <summary>The largest reused buffer; larger files and pictures get a temporary one.</summary>
    internal const int KeptBytes = 16 << 20;

    /// <summary>In a PNG, whose first chunk is always the header, the byte that says how many bits a value has.</summary>
    private const int PngDepth = 24;

    private readonly DecodedPicture _picture = new();
    private readonly JpegWholeness _jpeg = new();
    private byte[] _buffer = [];
    private uint[] _turned = [];

    /// <param name="path">The file.</param>
    /// <param name="notes">The information lost in the image.</param>
    /// <exception cref="InvalidOperationException">The file cannot be read, or is not a complete picture; the message says why.</exception>
    public MLImage Decode(string path, out PictureNotes notes)
    {
        try
        {
            var file = Read(path);
            var result = IsJpeg(file)
                ? _jpeg.Decode(_buffer, file.Length, _picture, options.MaxPixels)
                : _picture.Decode(file, options.MaxPixels);
            if (result != SKCodecResult.Success)
                throw new InvalidDataException(ProblemOf(result, file.Length));
            // Programs without alpha support leave the fourth byte of a BMP's pixels at 0.
            if (!_picture.IsOpaque && IsBmp(file) && BgraPixels.IsInvisible(_picture.Words))
                BgraPixels.MakeOpaque(_picture.Pixels);
            notes = (_picture.IsAnimated || IsAnimatedPng(file) ? PictureNotes.Animated : 0) | (IsPngOf16Bits(file) ? PictureNotes.SixteenBits : 0) | Flatten();
            var image = ToImage();
            image.Tag = path;
            Trim();
            return image;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new InvalidOperationException($"The picture '{path}' cannot be read: {e.Message.TrimEnd('.')}{AboutName(path)}.", e);
        }
    }

    private static bool IsJpeg(ReadOnlySpan<byte> file) => file[0] == 0xFF;

    private static bool IsBmp(ReadOnlySpan<byte> file) => file[0] == 'B';

    private static bool IsPng(ReadOnlySpan<byte> file) => file[0] == 0x89;

    /// <summary>The chunk that says so comes before the pixels.</summary>
    private static bool IsAnimatedPng(ReadOnlySpan<byte> file) =>
        IsPng(file) && file[..Math.Max(0, file.IndexOf("IDAT"u8))].IndexOf("acTL"u8) >= 0;

    private static bool IsPngOf16Bits(ReadOnlySpan<byte> file) => IsPng(file) && file[PngDepth] == 16;

    private static string ProblemOf(SKCodecResult result, int length) => result switch
    {
        SKCodecResult.IncompleteInput => $"it is truncated or corrupt: its {length} bytes do not give all pixels",
        SKCodecResult.ErrorInInput => "it is corrupt: its pixels cannot be decoded",
        _ => "it is corrupt, or of a kind that cannot be decoded (such as a JPEG of 12 bits)",
    };

    /// <summary>.NET cannot open files whose names are not UTF-8, and says that they are missing.</summary>
    private static string AboutName(string path) =>
        path.Contains('\uFFFD', StringComparison.Ordinal) && !File.Exists(path) ? " (its name is not UTF-8: rename it)" : "";

    /// <summary>Reads the file into the buffer, unless its first bytes say that it is no picture.</summary>
    private ReadOnlySpan<byte> Read(string path)
    {
        var entry = new FileInfo(path);
        entry = entry.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? entry;
        // Special files, such as pipes, have no length, and opening one may block for ever.
        if (entry.Length == 0)
            throw new InvalidDataException("it is empty");

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (file.Length > Array.MaxLength - JpegWholeness.Room)
            throw new InvalidDataException($"it is {file.Length} bytes long");
        var length = (int)file.Length;
        Span<byte> start = stackalloc byte[PictureFileKind.SniffedBytes];
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        var kind = PictureFileKind.Of(start, Path.GetExtension(path));
        if (kind.Role != FileRole.Picture)
            throw new InvalidDataException($"it is {kind.Name}{(kind.Role == FileRole.NoPicture ? ", no PNG, JPEG, BMP, GIF or WebP" : "")}");

        if (_buffer.Length < length + JpegWholeness.Room)
            _buffer = new byte[Math.Max(length + JpegWholeness.Room, 1 << 16)];
        start.CopyTo(_buffer);
        // A file that another program is writing may have become shorter.
        var rest = Math.Max(0, length - start.Length);
        return _buffer.AsSpan(0, start.Length + file.ReadAtLeast(_buffer.AsSpan(start.Length, rest), rest, throwOnEndOfStream: false));
    }

    private PictureNotes Flatten()
    {
        if (_picture.IsOpaque)
            return PictureNotes.None;
        var (transparent, invisible) = BgraPixels.Flatten(_picture.Pixels, options.Background ?? Color.White);
        if (invisible == _picture.Words.Length)
            return PictureNotes.WhollyTransparent;
        return transparent > 0 && options.Background is null ? PictureNotes.Transparent : PictureNotes.None;
    }

    private MLImage ToImage()
    {
        if (!options.AppliesOrientation || _picture.Origin == SKEncodedOrigin.TopLeft)
            return MLImage.CreateFromPixels(_picture.Width, _picture.Height, MLPixelFormat.Bgra32, _picture.Pixels);

        var words = _picture.Words;
        if (_turned.Length < words.Length)
            _turned = new uint[words.Length];
        var (width, height) = BgraPixels.Turn(words, _turned, _picture.Width, _picture.Height, _picture.Origin);
        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, MemoryMarshal.AsBytes(_turned.AsSpan(0, words.Length)));
    }

    private void Trim()
    {
        _picture.Trim(KeptBytes);
        if (_buffer.Length > KeptBytes)
            _buffer = [];
        if (_turned.Length > KeptBytes / sizeof(uint))
            _turned = [];
    }
}
