namespace Microsoft.ML.Gan;

/// <summary>How the transformer generates. A group of <see cref="GanEstimator.Options"/>.</summary>
public sealed class GanGenerationOptions
{
    /// <summary>The type of the column of generated images.</summary>
    /// <value>Default: <see cref="GanOutput.Image"/>.</value>
    public GanOutput Output { get; set; } = GanOutput.Image;

    /// <summary>The layout of a vector of generated pixels, as in <c>ExtractPixels</c>.</summary>
    /// <value>Default: the defaults of <c>ExtractPixels</c>.</value>
    public PixelLayout PixelLayout { get; set; } = PixelLayout.Default;

    /// <summary>The number of rows that the transformer generates at once.</summary>
    /// <value>Default: 64.</value>
    public int BatchSize { get; set; } = 64;

    internal GanGenerationOptions Copy() => (GanGenerationOptions)MemberwiseClone();

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    internal void Validate(string group)
    {
        Check.That(Enum.IsDefined(Output), $"{group}.{nameof(Output)}", $"is unknown: {Output}");
        Check.That(PixelLayout is not null, $"{group}.{nameof(PixelLayout)}", "must not be null");
        PixelLayout!.Validate();
        Check.Positive(BatchSize, $"{group}.{nameof(BatchSize)}");
    }
}
