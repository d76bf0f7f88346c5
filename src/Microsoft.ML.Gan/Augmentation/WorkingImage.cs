namespace Microsoft.ML.Gan;

/// <summary>
/// An image that is being augmented: bytes H×W×C, interleaved, 1 (gray) or 3 (red, green, blue) channels. Change
/// <see cref="Pixels"/> in place, or write the new image into the buffer of <see cref="BeginReplace"/> and call
/// <see cref="EndReplace"/>. All buffers are reused for the next image.
/// </summary>
public sealed class WorkingImage
{
    private byte[] _pixels = [];
    private byte[] _replacement = [];
    private float[] _numbers = [];
    private ImageShape? _replacementShape;

    internal WorkingImage()
    {
    }

    /// <summary>The shape of the image.</summary>
    public ImageShape Shape { get; private set; }

    /// <summary>The image, H×W×C.</summary>
    public Span<byte> Pixels => _pixels.AsSpan(0, Shape.Length);

    /// <summary>Returns a buffer for a new image, with undefined content. <see cref="Pixels"/> stays readable.</summary>
    /// <param name="shape">The shape of the new image.</param>
    public Span<byte> BeginReplace(ImageShape shape)
    {
        _replacementShape = shape;
        return Room(ref _replacement, shape);
    }

    /// <summary>Replaces the image by the buffer of <see cref="BeginReplace"/>.</summary>
    public void EndReplace()
    {
        Shape = _replacementShape ?? throw new InvalidOperationException($"{nameof(EndReplace)} must follow {nameof(BeginReplace)}.");
        _replacementShape = null;
        (_pixels, _replacement) = (_replacement, _pixels);
    }

    /// <summary>The buffer for the initial image.</summary>
    internal Span<byte> Start(ImageShape shape)
    {
        Shape = shape;
        return Room(ref _pixels, shape);
    }

    /// <summary>A buffer for an augmentation's intermediate results, with undefined content; valid until the next call.</summary>
    internal Memory<float> Numbers(int length)
    {
        if (_numbers.Length < length)
            _numbers = new float[length];
        return _numbers.AsMemory(0, length);
    }

    private static Span<byte> Room(ref byte[] buffer, ImageShape shape)
    {
        if (buffer.Length < shape.Length)
            buffer = new byte[shape.Length];
        return buffer.AsSpan(0, shape.Length);
    }
}
