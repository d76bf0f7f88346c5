using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Keeps logits near 0 for losses that depend only on their differences: ε·E[D(x)²] on real images (Karras et al., 2018,
/// appendix A.1).
/// </summary>
/// <param name="Weight">ε.</param>
public sealed record DriftPenalty(double Weight = 0.001) : IGanRegularizer
{
    internal const string RegisteredName = "drift";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>ε.</summary>
    public double Weight { get; init => field = Check.NotNegative(value, nameof(Weight)); } = Check.NotNegative(Weight);

    /// <inheritdoc/>
    public Tensor DiscriminatorTerm(DiscriminatorStep step) => Weight * step.RealLogits.square().mean();
}
