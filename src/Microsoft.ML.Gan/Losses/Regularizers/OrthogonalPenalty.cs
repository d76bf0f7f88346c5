using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Makes the filters of each of the generator's layers orthogonal without changing their norms:
/// β·‖W·Wᵀ ⊙ (1 − I)‖² over all weights of two or more dimensions, the first dimension numbering the rows of W (Brock et al.,
/// 2019, equation 3).
/// </summary>
/// <param name="Weight">β.</param>
/// <param name="Except">The prefix of the names of excluded parameters: by default BigGAN's embedding of classes.</param>
public sealed record OrthogonalPenalty(double Weight = 0.0001, string Except = "shared.") : IGanRegularizer
{
    internal const string RegisteredName = "orthogonal";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>β.</summary>
    public double Weight { get; init => field = Check.NotNegative(value, nameof(Weight)); } = Check.NotNegative(Weight);

    /// <inheritdoc/>
    public Tensor? GeneratorTerm(GeneratorStep step)
    {
        Tensor? sum = null;
        foreach (var (name, parameter) in step.Generator.named_parameters())
        {
            if (parameter.dim() < 2 || (Except.Length > 0 && name.StartsWith(Except, StringComparison.Ordinal)))
                continue;
            var rows = parameter.flatten(1);
            var term = rows.mm(rows.t()).triu(1).square().sum(); // half of it: the products are symmetric
            sum = sum is null ? term : sum + term;
        }

        return sum is null ? null : 2 * Weight * sum;
    }
}
