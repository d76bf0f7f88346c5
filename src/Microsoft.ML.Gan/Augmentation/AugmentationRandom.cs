using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>
/// The chance that an augmentation may use. Its numbers depend on the seed, the epoch, the row and the augmentation's place in
/// the list, and on nothing else: neither on the order of rows, nor on threads, nor on what other augmentations draw.
/// </summary>
public sealed class AugmentationRandom
{
    private CounterRandom _random;

    internal AugmentationRandom()
    {
    }

    /// <summary>Uniform in [0, 1).</summary>
    public float NextSingle() => _random.NextSingle();

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public float NextSingle(float low, float high) => low + (_random.NextSingle() * (high - low));

    /// <summary>Uniform in 0 … <paramref name="max"/> − 1.</summary>
    public int NextInt32(int max) => _random.NextInt32(max);

    /// <summary>True with this probability.</summary>
    public bool NextBoolean(double probability) => _random.NextSingle() < probability;

    /// <summary>Normally distributed, mean 0, standard deviation 1.</summary>
    public float NextGaussian() => _random.NextGaussian();

    /// <summary>32 random bits.</summary>
    internal uint NextUInt32() => _random.NextUInt32();

    /// <summary>A random order of 0 … length − 1.</summary>
    internal void Permute(Span<int> order) => _random.Permute(order);

    internal void Start(ulong seed, long epoch, ulong row, int operation)
    {
        var stream = CounterRandom.Mix(RandomStreams.Augmentation + CounterRandom.Mix((ulong)epoch));
        _random = new CounterRandom(seed, CounterRandom.Mix(stream + (ulong)operation), row);
    }

    /// <summary>A row's id as the generator counts rows; most sources use the lower half alone.</summary>
    internal static ulong RowKey(DataViewRowId id) => id.High == 0 ? id.Low : CounterRandom.Mix(id.Low + CounterRandom.Mix(id.High));
}
