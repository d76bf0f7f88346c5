using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Data;

/// <summary>Reads the image of the row where a cursor stands.</summary>
internal abstract class ImageReader(DataViewRow row, ImageColumn column) : IDisposable
{
    protected DataViewRow Row { get; } = row;

    protected ImageColumn Column { get; } = column;

    /// <summary>Gets the row's value. Its size and pixels are valid until the next call.</summary>
    /// <returns>False if the value is missing: a null image, an empty vector.</returns>
    public abstract bool TryLoad();

    public abstract int Height { get; }

    public abstract int Width { get; }

    /// <summary>Whether the image is gray.</summary>
    public abstract bool IsGray { get; }

    /// <summary>Whether a pixel is not opaque; such pixels are blended onto black.</summary>
    public virtual bool IsTransparent => false;

    /// <summary>The loaded image as H×W×<paramref name="channels"/>.</summary>
    public abstract void CopyTo(Span<byte> pixels, int channels);

    /// <summary>Gets the row's value; throws if it is missing.</summary>
    /// <exception cref="InvalidOperationException">It is missing.</exception>
    public void Load()
    {
        if (!TryLoad())
            throw Error("there is no image");
    }

    /// <summary>Checks the size of the loaded image.</summary>
    /// <exception cref="InvalidOperationException">It has another size.</exception>
    public void RequireSize(ImageShape shape)
    {
        if (Height != shape.Height || Width != shape.Width)
        {
            throw Error(
                $"the image is {Height}×{Width} pixels, where {shape.Height}×{shape.Width} was expected; " +
                "all images must have one size (ResizeImages makes them so)");
        }
    }

    /// <summary>Gets the row's image, which must be of this shape.</summary>
    /// <exception cref="InvalidOperationException">It is missing, has another size, or invalid pixel values.</exception>
    public void Read(Span<byte> pixels, ImageShape shape)
    {
        Load();
        RequireSize(shape);
        CopyTo(pixels, shape.Channels);
    }

    /// <summary>
    /// The levels of the image that was last copied, if its values are floats; empty for images and bytes, which have no scale.
    /// </summary>
    public virtual LevelRange Levels => LevelRange.Empty;

    /// <summary>
    /// Checks the scale of the image that was last copied. The scale is wrong if no row so far was brighter than level 1, and this one has fractions,
    /// or it is the eighth such row.
    /// </summary>
    /// <exception cref="InvalidOperationException">They are not.</exception>
    public virtual void RequireScale()
    {
    }

    public virtual void Dispose()
    {
    }

    /// <summary>Gets a value. An exception of a loader is reported as an error of this row.</summary>
    protected void Get<TValue>(ValueGetter<TValue> getter, ref TValue value)
    {
        try
        {
            getter(ref value);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            throw Error($"getting it failed: {e.Message.TrimEnd('.')}", e);
        }
    }

    protected InvalidOperationException Error(string problem, Exception? cause = null) =>
        new($"Image column '{Column.Name}', row {Row.Position}: {problem}.", cause);
}

/// <summary>Images as <see cref="MLImage"/>.</summary>
internal sealed class MLImageReader : ImageReader
{
    private readonly ValueGetter<MLImage?> _getter;
    private MLImage? _image;
    private bool? _shared;

    public MLImageReader(DataViewRow row, ImageColumn column)
        : base(row, column) => _getter = row.GetGetter<MLImage?>(column.Column);

    public override int Height => _image!.Height;

    public override int Width => _image!.Width;

    public override bool IsGray => MLImagePixels.IsGray(_image!);

    public override bool IsTransparent => MLImagePixels.IsTransparent(_image!);

    /// <summary>The tag of the loaded image; loaders store its path there.</summary>
    public string? Tag => _image!.Tag;

    public override bool TryLoad()
    {
        Release();
        Get(_getter, ref _image);
        if (_image is null)
            return false;
        // ML.NET does not define who owns an image returned by a getter. Views over objects in memory return the object's own image, which must not
        // be disposed; transforms return a new one each time, which must be. Calling the getter twice shows which. The second image is used, because
        // a transform may have disposed the first.
        if (_shared is null)
        {
            var first = _image;
            _image = null;
            Get(_getter, ref _image);
            _shared = ReferenceEquals(first, _image);
            if (_shared == false)
                first.Dispose();
        }

        return _image is not null;
    }

    public override void CopyTo(Span<byte> pixels, int channels) => MLImagePixels.Read(_image!, pixels, channels);

    public override void Dispose() => Release();

    private void Release()
    {
        if (_shared == false)
            _image?.Dispose();
        _image = null;
    }
}

/// <summary>Images as vectors of bytes or floats.</summary>
internal abstract class VectorReader<TValue>(DataViewRow row, ImageColumn column) : ImageReader(row, column)
{
    private readonly ValueGetter<VBuffer<TValue>> _getter = row.GetGetter<VBuffer<TValue>>(column.Column);
    private VBuffer<TValue> _values;
    private TValue[] _dense = [];

    protected PixelVector Pixels { get; } = new(column.Shape!.Value, column.Layout);

    protected ReadOnlySpan<TValue> Values
    {
        get
        {
            if (_values.IsDense)
                return _values.GetValues();
            if (_dense.Length != _values.Length)
                _dense = new TValue[_values.Length];
            _values.CopyTo(_dense);
            return _dense;
        }
    }

    public override int Height => Column.Height!.Value;

    public override int Width => Column.Width!.Value;

    public override bool IsGray => Column.Channels == 1;

    public override bool TryLoad()
    {
        Get(_getter, ref _values);
        if (_values.Length == 0)
            return false;
        if (_values.Length != Column.Shape!.Value.Length)
            throw Error($"there are {_values.Length} values, where an image of {Column.Shape} has {Column.Shape.Value.Length}{(IsFile ? "; they are the bytes of an image file, which LoadImages decodes" : "")}");
        return true;
    }

    /// <summary>Whether the values are not pixels but an encoded image, as <c>LoadRawImageBytes</c> gives it.</summary>
    protected virtual bool IsFile => false;
}

/// <inheritdoc/>
internal sealed class ByteVectorReader(DataViewRow row, ImageColumn column) : VectorReader<byte>(row, column)
{
    public override void CopyTo(Span<byte> pixels, int channels) => Pixels.Read(Values, pixels);

    protected override bool IsFile =>
        Values.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ||
        Values.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) || Values.StartsWith("GIF8"u8) || Values.StartsWith("RIFF"u8);
}

/// <inheritdoc/>
internal sealed class FloatVectorReader(DataViewRow row, ImageColumn column) : VectorReader<float>(row, column)
{
    /// <summary>The number of rows without a level above 1 after which the images are not just dark.</summary>
    private const int MostBlackRows = 8;

    private LevelRange _levels = LevelRange.Empty;
    private bool _isScaleKnown;
    private int _blackRows;

    public override LevelRange Levels => _levels;

    public override void CopyTo(Span<byte> pixels, int channels)
    {
        var values = Values;
        var bad = Pixels.Read(values, pixels, out _levels);
        if (bad < 0)
            return;
        throw Error(float.IsFinite(values[bad])
            ? $"value {values[bad]} at index {bad} is not a pixel from 0 to 255; the pixel layout's offset {Column.Layout.OffsetImage} and scale {Column.Layout.ScaleImage} must be those of ExtractPixels" +
                PixelScale.Advice(Column, values)
            : $"value {values[bad]} at index {bad} is not a finite number");
    }

    public override void RequireScale()
    {
        if (_isScaleKnown || _levels.Highest <= 0)
            return;
        if (!PixelScale.IsBlack(_levels))
            _isScaleKnown = true;
        else if (_levels.HasFractions || ++_blackRows == MostBlackRows)
            throw Error(PixelScale.Problem(Column, _levels, "the picture is black"));
    }
}
