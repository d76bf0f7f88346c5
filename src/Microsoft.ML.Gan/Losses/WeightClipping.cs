using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Keeps every parameter of the discriminator within ±<paramref name="Limit"/> (Arjovsky et al., 2017).</summary>
/// <param name="Limit">The largest absolute value of a weight.</param>
public sealed record WeightClipping(double Limit = 0.01) : IGanRegularizer
{
    /// <inheritdoc/>
    public void Constrain(Tensor parameters) => parameters.clamp_(-Limit, Limit);
}
