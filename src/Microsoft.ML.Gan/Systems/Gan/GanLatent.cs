namespace Microsoft.ML.Gan;

/// <summary>
/// A place in the space of what a generator makes: that of a seed, a latent, or styles. Integers (seeds) and arrays (latents)
/// convert to it: <c>gan.Interpolate(3, 9, frames: 60)</c>.
/// </summary>
public sealed class GanLatent
{
    private readonly float[] _values;

    private GanLatent(int? seed, float[] values, bool isStyles) => (Seed, _values, IsStyles) = (seed, values, isStyles);

    /// <summary>The seed, if the place is a seed's: that of the first image of <see cref="GanTransformer.Sample"/>.</summary>
    public int? Seed { get; }

    /// <summary>Whether the place is one of styles.</summary>
    public bool IsStyles { get; }

    /// <summary>The values of the latent, Z, or of the styles: L×W, or W where all layers have the same; none of a seed.</summary>
    public ReadOnlyMemory<float> Values => _values;

    /// <summary>The place of a seed.</summary>
    public static GanLatent OfSeed(int seed) => new(seed, [], isStyles: false);

    /// <summary>A latent, Z values, as a noise column has them.</summary>
    public static GanLatent OfNoise(params float[] values) => new(null, Checked(values), isStyles: false);

    /// <summary>The styles of a generator that has them (<see cref="IStyleGenerator"/>): W values for all layers, or L×W.</summary>
    public static GanLatent OfStyles(params float[] values) => new(null, Checked(values), isStyles: true);

    /// <inheritdoc cref="OfSeed"/>
    public static implicit operator GanLatent(int seed) => OfSeed(seed);

    /// <inheritdoc cref="OfNoise"/>
    public static implicit operator GanLatent(float[] values) => OfNoise(values);

    private static float[] Checked(float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Check.That(values.Length > 0 && values.All(float.IsFinite), nameof(values), "must be finite numbers, and at least one");
        return [.. values];
    }
}
