namespace Microsoft.ML.Gan;

/// <summary>A direction in which a generator's images change (see <see cref="GanTransformer.SemanticDirections"/>).</summary>
public sealed class GanDirection
{
    private readonly float[] _values;

    internal GanDirection(float[] values, double strength, Range layers) => (_values, Strength, Layers) = (values, strength, layers);

    /// <summary>The direction, of length 1: Z values, or W of a generator with styles.</summary>
    public ReadOnlyMemory<float> Values => _values;

    /// <summary>How far a step of 1 moves what the generator's first layers make of it; the larger, the more an image changes.</summary>
    public double Strength { get; }

    /// <summary>The styles that move, of a generator with styles.</summary>
    public Range Layers { get; }
}
