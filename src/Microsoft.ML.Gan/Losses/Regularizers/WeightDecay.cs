using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Pulls the discriminator's parameters towards 0: rate/2·‖φ‖² (Krogh and Hertz, 1992).</summary>
/// <param name="Rate">The rate.</param>
public sealed record WeightDecay(double Rate = 0.0001) : IGanRegularizer
{
    internal const string RegisteredName = "weight-decay";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The rate.</summary>
    public double Rate { get; init => field = Check.NotNegative(value, nameof(Rate)); } = Check.NotNegative(Rate);

    /// <inheritdoc/>
    public Tensor DiscriminatorTerm(DiscriminatorStep step) =>
        Rate / 2 * cat([.. step.Parameters.Select(parameter => parameter.reshape(-1))]).square().sum();
}
