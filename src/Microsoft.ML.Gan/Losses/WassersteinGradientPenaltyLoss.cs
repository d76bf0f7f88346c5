using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Wasserstein GAN with gradient penalty (Gulrajani et al., 2017, algorithm 1): five critic steps, Adam at 0.0001 with
/// β 0 and 0.9, no batch normalization in the critic.
/// </summary>
public sealed record WassersteinGradientPenaltyLoss : IGanLoss
{
    internal const string RegisteredName = "wasserstein-gp";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>λ, the weight of the gradient penalty.</summary>
    /// <value>Default: 10.</value>
    public double Penalty { get; init => field = Check.NotNegative(value, nameof(Penalty)); } = 10;

    /// <inheritdoc/>
    [JsonIgnore]
    public GanRecipe Recipe => GanRecipe.WithOptimizer(GanOptimizer.Adam(0.0001, 0, 0.9)) with
    {
        Regularizers = [new GradientPenalty(Penalty)],
        DiscriminatorSteps = 5,
    };

    /// <inheritdoc/>
    /// <remarks>fake − real: minus the estimated distance.</remarks>
    public Tensor Discriminator(Tensor real, Tensor fake) => fake.mean() - real.mean();

    /// <inheritdoc/>
    /// <remarks>−fake.</remarks>
    public Tensor Generator(Tensor fake, Tensor? real = null) => -fake.mean();
}
