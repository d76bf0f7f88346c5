using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Adds normal noise, which decays linearly, to all inputs of the discriminator, so that the distributions of real and generated images overlap
/// (Sønderby et al., 2017, section 3.2).
/// </summary>
/// <param name="Deviation">The initial standard deviation of the noise; images are in [-1, 1].</param>
/// <param name="Kimg">The noise ends after this many thousand images.</param>
public sealed record InstanceNoise(double Deviation = 0.1, double Kimg = 500) : IGanRegularizer
{
    internal const string RegisteredName = "instance-noise";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The initial standard deviation of the noise.</summary>
    public double Deviation { get; init => field = Check.NotNegative(value, nameof(Deviation)); } = Check.NotNegative(Deviation);

    /// <summary>The noise ends after this many thousand images.</summary>
    public double Kimg { get; init => field = Check.Positive(value, nameof(Kimg)); } = Check.Positive(Kimg);

    /// <inheritdoc/>
    public Tensor DiscriminatorInput(Tensor images, long shown)
    {
        var deviation = Deviation * (1 - (shown / (Kimg * 1000)));
        return deviation > 0 ? images + (deviation * randn_like(images)) : images;
    }
}
