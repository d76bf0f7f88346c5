namespace Microsoft.ML.Gan;

/// <summary>How the images of the training data are read. A group of <see cref="GanEstimator.Options"/> and <see cref="ImageCnnTrainer.Options"/>.</summary>
public sealed class GanInputOptions
{
    /// <summary>
    /// The channels of an image column: 1 for gray, 3 for colour, null for 1 if every image is gray and 3 otherwise. A vector column has its channels
    /// in its dimensions, or in <see cref="ImageShape"/>.
    /// </summary>
    /// <value>Default: null.</value>
    public int? Channels { get; set; }

    /// <summary>The shape of the images in a vector column whose type only has a length; null to read it from the type.</summary>
    /// <value>Default: null.</value>
    public ImageShape? ImageShape { get; set; }

    /// <summary>The pixel layout of a vector column, as in <c>ExtractPixels</c>.</summary>
    /// <value>Default: the defaults of <c>ExtractPixels</c>.</value>
    public PixelLayout PixelLayout { get; set; } = PixelLayout.Default;

    /// <summary>
    /// The memory for training images in bytes, at one byte per value. Larger data are read again in each epoch.
    /// </summary>
    /// <value>Default: 2 GiB.</value>
    public long CacheBytes { get; set; } = 2L << 30;

    /// <summary>
    /// Whether training skips rows whose image is missing, cannot be decoded, has another size or invalid pixel values, and rows whose label is
    /// missing or unknown; <c>MLContext.Log</c> says how many and why. If false, the first such row ends <c>Fit</c> with an exception that names it.
    /// The expected size is given by the column's type or <see cref="ImageShape"/>, otherwise by the first valid row.
    /// </summary>
    /// <value>Default: false.</value>
    public bool SkipBadRows { get; set; }

    internal GanInputOptions Copy() => (GanInputOptions)MemberwiseClone();

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    internal void Validate(string group)
    {
        Check.That(Channels is null or 1 or 3, $"{group}.{nameof(Channels)}", $"must be 1, 3 or null, but is {Channels}");
        Check.That(
            ImageShape is null or { Channels: 1 or 3, Height: > 0, Width: > 0 },
            $"{group}.{nameof(ImageShape)}",
            $"must be of 1 or 3 channels and at least one pixel, but is {ImageShape}");
        Check.That(PixelLayout is not null, $"{group}.{nameof(PixelLayout)}", "must not be null");
        PixelLayout!.Validate();
        Check.Positive(CacheBytes, $"{group}.{nameof(CacheBytes)}");
    }
}
