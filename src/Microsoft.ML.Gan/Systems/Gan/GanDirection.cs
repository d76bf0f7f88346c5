namespace Microsoft.ML.Gan;

/// <summary>A direction in which a generator's images change (see <see cref="GanTransformer.SemanticDirections"/>).</summary>
public sealed class GanDirection
{
    private readonly float[] _values;

    internal GanDirection(float[] values, double strength, Range layers) => (_values, Strength, Layers) = (values, strength, layers);

    /// <summary>The unit vector of the direction: Z values, or W for a generator with styles.</summary>
    public ReadOnlyMemory<float> Values => _values;

    /// <summary>How much a step of 1 changes the output of the layers that read the latent; larger values change the image more.</summary>
    public double Strength { get; }

    /// <summary>The styles to move, in a generator with styles.</summary>
    public Range Layers { get; }
}
