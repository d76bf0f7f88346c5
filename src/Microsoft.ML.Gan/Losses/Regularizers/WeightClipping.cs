using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Keeps every parameter of the discriminator within ±<paramref name="Limit"/> (Arjovsky et al., 2017).</summary>
/// <param name="Limit">The largest absolute value of a weight.</param>
public sealed record WeightClipping(double Limit = 0.01) : IGanRegularizer
{
    internal const string RegisteredName = "weight-clipping";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The largest absolute value of a weight.</summary>
    public double Limit { get; init => field = Check.Positive(value, nameof(Limit)); } = Check.Positive(Limit);

    /// <inheritdoc/>
    public void Constrain(Tensor parameters) => parameters.clamp_(-Limit, Limit);
}
