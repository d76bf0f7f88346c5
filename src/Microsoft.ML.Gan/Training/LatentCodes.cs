using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>
/// Codes in the first values of a latent (InfoGAN; Chen et al., 2016): one-hot classes, then numbers in [-1, 1]. The rest is noise.
/// </summary>
/// <param name="Categorical">The number of classes of each categorical code.</param>
/// <param name="Continuous">The number of continuous codes.</param>
internal sealed record LatentCodes(IReadOnlyList<int> Categorical, int Continuous)
{
    /// <summary>The number of latent values that are codes.</summary>
    public int Size => Categorical.Sum() + Continuous;

    /// <summary>
    /// The prediction targets of the codes. The loss of continuous codes is half the sum of squared errors, the negative log-likelihood of a normal
    /// distribution of unit variance (without its constant).
    /// </summary>
    public IReadOnlyList<AuxiliaryTarget> Targets =>
    [
        .. Categorical.Select(classes => new AuxiliaryTarget(classes, IsClass: true)),
        .. Continuous > 0 ? new[] { new AuxiliaryTarget(Continuous, IsClass: false, Continuous / 2.0) } : [],
    ];

    /// <param name="latentSize">Z.</param>
    /// <param name="option">The option's name, for messages.</param>
    /// <exception cref="ArgumentOutOfRangeException">The latent is too short for these codes.</exception>
    public void Validate(int latentSize, string option)
    {
        Check.That(Categorical?.All(classes => classes >= 2) == true, option, "must have at least 2 classes in each categorical code");
        Check.That(Continuous >= 0, option, $"cannot have {Continuous} continuous codes");
        var size = Categorical!.Sum(classes => (long)classes) + Continuous;
        Check.That(size > 0, option, "must have a code");
        Check.That(size <= latentSize, option, $"take {size} values, but the architecture's latent has {latentSize}");
    }

    /// <summary>Puts new codes into latents.</summary>
    /// <param name="latents">N×Z, on the CPU; changed in place.</param>
    /// <param name="random">The random generator.</param>
    public void Draw(Tensor latents, Generator random)
    {
        using var scope = NewDisposeScope();
        var (count, start) = (latents.shape[0], 0);
        foreach (var classes in Categorical)
        {
            var drawn = randint(classes, [count], ScalarType.Int64, generator: random);
            latents.narrow(1, start, classes).copy_(nn.functional.one_hot(drawn, classes));
            start += classes;
        }

        if (Continuous > 0)
            latents.narrow(1, start, Continuous).copy_((2 * rand([count, Continuous], generator: random)) - 1);
    }

    /// <summary>Puts new codes into one latent.</summary>
    public void Draw(Span<float> latent, CounterRandom random)
    {
        latent[..Size].Clear();
        var start = 0;
        foreach (var classes in Categorical)
        {
            latent[start + random.NextInt32(classes)] = 1;
            start += classes;
        }

        for (var i = 0; i < Continuous; i++)
            latent[start + i] = (2 * random.NextSingle()) - 1;
    }
}
