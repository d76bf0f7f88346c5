using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Blurs the border between real and generated images while they lie far apart: normal noise on everything that the
/// discriminator is shown, which fades out linearly (Sønderby et al., 2017, section 3.2).
/// </summary>
/// <param name="Deviation">The noise's standard deviation at the beginning; images are in [-1, 1].</param>
/// <param name="Kimg">After so many thousand images there is none.</param>
public sealed record InstanceNoise(double Deviation = 0.1, double Kimg = 500) : IGanRegularizer
{
    internal const string RegisteredName = "instance-noise";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The noise's standard deviation at the beginning.</summary>
    public double Deviation { get; init => field = Check.NotNegative(value, nameof(Deviation)); } = Check.NotNegative(Deviation);

    /// <summary>After so many thousand images there is none.</summary>
    public double Kimg { get; init => field = Check.Positive(value, nameof(Kimg)); } = Check.Positive(Kimg);

    /// <inheritdoc/>
    public Tensor DiscriminatorInput(Tensor images, long shown)
    {
        var deviation = Deviation * (1 - (shown / (Kimg * 1000)));
        return deviation > 0 ? images + (deviation * randn_like(images)) : images;
    }
}
