namespace Microsoft.ML.Gan;

/// <summary>
/// A point in a generator's latent space: a seed, a latent, or styles. Integers (seeds) and arrays (latents) convert to it implicitly:
/// <c>gan.Interpolate(3, 9, frames: 60)</c>.
/// </summary>
public sealed class GanLatent
{
    private readonly float[] _values;

    private GanLatent(int? seed, float[] values, bool isStyles) => (Seed, _values, IsStyles) = (seed, values, isStyles);

    /// <summary>The seed, or null; it stands for the first image of <see cref="GanTransformer.Sample"/>.</summary>
    public int? Seed { get; }

    /// <summary>Whether the values are styles.</summary>
    public bool IsStyles { get; }

    /// <summary>The values of the latent, Z, or of the styles: L×W, or W if all layers have the same; empty for a seed.</summary>
    public ReadOnlyMemory<float> Values => _values;

    /// <summary>The latent of a seed.</summary>
    public static GanLatent OfSeed(int seed) => new(seed, [], isStyles: false);

    /// <summary>A latent, Z values, as in a latent column.</summary>
    public static GanLatent OfNoise(params float[] values) => new(null, Checked(values), isStyles: false);

    /// <summary>Styles, for a generator that has them (<see cref="IStyleGenerator"/>): W values for all layers, or L×W.</summary>
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
