namespace Microsoft.ML.Gan;

/// <summary>Snapshots: images of fixed latents during training. A group of <see cref="GanEstimator.Options"/>.</summary>
public sealed class GanSnapshotOptions
{
    /// <summary>
    /// A callback that gets images of the same latents before, during and after training. It is called on the training thread, which waits for it.
    /// </summary>
    /// <value>Default: null.</value>
    public Action<GanSnapshot>? Show { get; set; }

    /// <summary>Thousands of images between two snapshots.</summary>
    /// <value>Default: 50.</value>
    public double EveryKimg { get; set; } = 50;

    internal GanSnapshotOptions Copy() => (GanSnapshotOptions)MemberwiseClone();

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    internal void Validate(string group)
    {
        Check.Positive(EveryKimg, $"{group}.{nameof(EveryKimg)}");
    }
}
