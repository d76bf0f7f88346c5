namespace Microsoft.ML.Data;

// An image in memory: 32-bit pixels, rows from the top, colours premultiplied with alpha.
public sealed class MLImage : IDisposable
{
    private static readonly Dictionary<string, ImageEncoding?> _encodings = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = ImageEncoding.Png,
        [".jpg"] = ImageEncoding.Jpeg,
        [".jpeg"] = ImageEncoding.Jpeg,
        [".webp"] = ImageEncoding.Webp,
        // Known to ML.NET as image files, but not as something it can write.
        [".bmp"] = null,
        [".gif"] = null,
        [".ico"] = null,
        [".wbmp"] = null,
        [".pkm"] = null,
        [".ktx"] = null,
        [".astc"] = null,
        [".dng"] = null,
        [".heif"] = null,
        [".avif"] = null,
    };

    private readonly int _width;
    private readonly int _height;
    private readonly MLPixelFormat _format;
    private byte[]? _pixels;
    private string? _tag;

    private MLImage(int width, int height, MLPixelFormat format, byte[] pixels)
    {
        _width = width;
        _height = height;
        _format = format;
        _pixels = pixels;
    }

    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        if (imageStream is MemoryStream memory && memory.TryGetBuffer(out var segment))
        {
            var rest = segment.AsSpan()[(int)Math.Min(memory.Position, segment.Count)..];
            memory.Position = memory.Length;
            return Decode(rest) ?? throw new ArgumentException("Invalid input stream contents", nameof(imageStream));
        }
        using var copy = new MemoryStream();
        imageStream.CopyTo(copy);
        return Decode(copy.GetBuffer().AsSpan(0, (int)copy.Length))
            ?? throw new ArgumentException("Invalid input stream contents", nameof(imageStream));
    }

    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        // A missing file is no different from one that is no image, as in ML.NET.
        return (File.Exists(imagePath) ? Decode(File.ReadAllBytes(imagePath)) : null)
            ?? throw new ArgumentException("Invalid path", nameof(imagePath));
    }

    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ArgumentException("Unsupported pixel format", nameof(pixelFormat));
        if (width <= 0)
            throw new ArgumentException("Invalid width value.", nameof(width));
        if (height <= 0)
            throw new ArgumentException("Invalid height value.", nameof(height));
        if (imagePixelData.Length != (long)width * height * 4)
            throw new ArgumentException($"Invalid {nameof(imagePixelData)} buffer size.");
        return new MLImage(width, height, pixelFormat, imagePixelData.ToArray());
    }

    // Takes the pixels without a copy.
    internal static MLImage FromBgra(int width, int height, byte[] pixels) => new(width, height, MLPixelFormat.Bgra32, pixels);

    private static MLImage? Decode(ReadOnlySpan<byte> data)
        => ImageCodec.Decode(data) is var (width, height, pixels) ? FromBgra(width, height, pixels) : null;

    public MLPixelFormat PixelFormat
    {
        get
        {
            Alive();
            return _format;
        }
    }

    public int Width
    {
        get
        {
            Alive();
            return _width;
        }
    }

    public int Height
    {
        get
        {
            Alive();
            return _height;
        }
    }

    public int BitsPerPixel
    {
        get
        {
            Alive();
            return 32;
        }
    }

    public ReadOnlySpan<byte> Pixels => Alive();

    public string? Tag
    {
        get
        {
            Alive();
            return _tag;
        }
        set
        {
            Alive();
            _tag = value;
        }
    }

    public byte[] GetBGRPixels
    {
        get
        {
            var source = Alive();
            var (blue, red) = _format == MLPixelFormat.Bgra32 ? (0, 2) : (2, 0);
            var result = new byte[_width * _height * 3];
            for (int i = 0, to = 0; i < source.Length; i += 4)
            {
                int alpha = source[i + 3];
                result[to++] = (byte)ImageCodec.Unpremultiply(source[i + blue], alpha);
                result[to++] = (byte)ImageCodec.Unpremultiply(source[i + 1], alpha);
                result[to++] = (byte)ImageCodec.Unpremultiply(source[i + red], alpha);
            }
            return result;
        }
    }

    public void Save(string imagePath)
    {
        Alive();
        string extension = Path.GetExtension(imagePath);
        if (!_encodings.TryGetValue(extension, out var encoding))
            throw new ArgumentException("Path has invalid image file extension.", nameof(imagePath));
        if (encoding is not { } known)
            throw new ArgumentException(
                $"Saving image with the format '{extension}' is not supported. Try save it with `Jpeg`, `Png`, or `Webp` format.", nameof(imagePath));
        File.WriteAllBytes(imagePath, ImageCodec.Encode(_width, _height, ToBgra(), known));
    }

    public void Dispose() => _pixels = null;

    // The pixels as B, G, R, A; the image's own array where they already are.
    internal byte[] ToBgra()
    {
        var source = Alive();
        if (_format == MLPixelFormat.Bgra32)
            return source;
        var result = (byte[])source.Clone();
        for (int i = 0; i < result.Length; i += 4)
            (result[i], result[i + 2]) = (result[i + 2], result[i]);
        return result;
    }

    private byte[] Alive() => _pixels ?? throw new InvalidOperationException("Object is disposed.");
}

public enum MLPixelFormat
{
    Unknown,
    Bgra32,
    Rgba32,
}
