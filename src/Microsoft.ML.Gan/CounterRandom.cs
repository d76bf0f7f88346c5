namespace Microsoft.ML.Gan;

/// <summary>
/// Random numbers that are a pure function of (seed, stream, item): row 7 gets the same numbers in any order of reading, on any machine.
/// Philox4x32-10 (Salmon et al., 2011), keyed by seed and stream, counting from the item.
/// </summary>
/// <param name="seed">The user's seed.</param>
/// <param name="stream">The purpose of the numbers; see <see cref="RandomStreams"/>.</param>
/// <param name="item">The row, epoch or other item within the stream.</param>
internal struct CounterRandom(ulong seed, ulong stream, ulong item)
{
    private readonly ulong _key = Mix(seed + Mix(stream));
    private readonly ulong _item = item;
    private ulong _block;
    private uint _r0, _r1, _r2, _r3;
    private int _left;
    private bool _hasSpare;
    private float _spare;

    /// <summary>32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_left == 0)
        {
            (_r0, _r1, _r2, _r3) = Philox(_item, _block++, _key);
            _left = 4;
        }

        return _left-- switch
        {
            4 => _r0,
            3 => _r1,
            2 => _r2,
            _ => _r3,
        };
    }

    /// <summary>Uniform in [0, 1): a multiple of 2⁻²⁴.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>Uniform in [0, <paramref name="max"/>), without bias (Lemire, 2019).</summary>
    public int NextInt32(int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        var product = (ulong)NextUInt32() * (uint)max;
        if ((uint)product < (uint)max)
        {
            var threshold = unchecked((uint)-max) % (uint)max;
            while ((uint)product < threshold)
                product = (ulong)NextUInt32() * (uint)max;
        }

        return (int)(product >> 32);
    }

    /// <summary>
    /// Standard normal, by Marsaglia's polar method. Square root and the four basic operations round the same everywhere;
    /// the machine's logarithm does not, so it is computed here.
    /// </summary>
    public float NextGaussian()
    {
        if (_hasSpare)
        {
            _hasSpare = false;
            return _spare;
        }

        double x, y, square;
        do
        {
            x = (NextUInt32() * (2.0 / uint.MaxValue)) - 1;
            y = (NextUInt32() * (2.0 / uint.MaxValue)) - 1;
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);

        var radius = Math.Sqrt(-2 * Log(square) / square);
        _spare = (float)(y * radius);
        _hasSpare = true;
        return (float)(x * radius);
    }

    /// <summary>A random order of 0 … length − 1 (Fisher and Yates).</summary>
    public void Permute(Span<int> order)
    {
        for (var i = 0; i < order.Length; i++)
        {
            var j = NextInt32(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }

    /// <summary>SplitMix64's finalizer: every bit of the input moves half of the output's.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>ln x for 0 &lt; x &lt; ∞, from exact operations only: x = 2ᵉ·m, ln m = 2·artanh((m−1)/(m+1)).</summary>
    internal static double Log(double x)
    {
        const double Ln2 = 0.693147180559945309417;
        var exponent = Math.ILogB(x);
        var mantissa = Math.ScaleB(x, -exponent);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        var s = (mantissa - 1) / (mantissa + 1);
        var square = s * s;
        var sum = 0.0;
        for (var k = 23; k > 1; k -= 2)
            sum = (sum + (1.0 / k)) * square;
        return (exponent * Ln2) + (2 * s * (1 + sum));
    }

    /// <summary>Ten rounds of Philox4x32: 128 bits of counter and 64 of key to 128 random bits.</summary>
    internal static (uint R0, uint R1, uint R2, uint R3) Philox(ulong counterLow, ulong counterHigh, ulong key)
    {
        uint c0 = (uint)counterLow, c1 = (uint)(counterLow >> 32), c2 = (uint)counterHigh, c3 = (uint)(counterHigh >> 32);
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (var round = 0; round < 10; round++)
        {
            var p0 = (ulong)c0 * 0xD2511F53;
            var p1 = (ulong)c2 * 0xCD9E8D57;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        return (c0, c1, c2, c3);
    }
}

/// <summary>The purposes of random numbers. Each has its own stream, so that no two share numbers.</summary>
internal static class RandomStreams
{
    /// <summary>The order of rows within an epoch; the item is the epoch.</summary>
    public const ulong Shuffle = 1;

    /// <summary>The shuffle pool of data that does not fit in memory; the item is the epoch.</summary>
    public const ulong ShufflePool = 2;

    /// <summary>Augmentation; epoch and operation are mixed in, the item is the row.</summary>
    public const ulong Augmentation = 3;

    /// <summary>The noise of a generated row; the item is the row.</summary>
    public const ulong Noise = 4;

    /// <summary>The class of a generated row without a label; the item is the row.</summary>
    public const ulong Class = 5;

    /// <summary>The initial weights of a classifier; the item is the layer.</summary>
    public const ulong ClassifierWeights = 6;

    /// <summary>The order in which a classifier sees its images; the item is the epoch.</summary>
    public const ulong ClassifierOrder = 7;

    /// <summary>Which images are held out to measure a classifier; the item is the class.</summary>
    public const ulong HeldOut = 8;

    /// <summary>The images of the kernel distance's subsets; the item is the subset.</summary>
    public const ulong KernelSubsets = 9;

    /// <summary>The replacement of a generated row's noise that truncation rejects; the item is the row.</summary>
    public const ulong TruncatedNoise = 10;

    /// <summary>The codes in the latent of a generated row; the item is the row.</summary>
    public const ulong Codes = 11;

    /// <summary>The order of synthetic rows; the item is always 0.</summary>
    public const ulong SyntheticOrder = 12;

    /// <summary>The latents of synthetic rows; the item is the row, and each of its attempts follows the one before.</summary>
    public const ulong SyntheticNoise = 13;

    /// <summary>How the images of a batch are mixed for a classifier; the item is the number of the batch.</summary>
    public const ulong Mixing = 14;
}
