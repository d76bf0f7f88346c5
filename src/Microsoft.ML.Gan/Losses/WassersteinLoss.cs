using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Wasserstein GAN (Arjovsky, Chintala and Bottou, 2017, algorithm 1): the critic's weights are clipped after each of its
/// five steps; RMSProp at 0.00005.
/// </summary>
public sealed record WassersteinLoss : IGanLoss
{
    internal const string RegisteredName = "wasserstein";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The limit of the absolute value of the critic's weights.</summary>
    /// <value>Default: 0.01.</value>
    public double Clip { get; init => field = Check.Positive(value, nameof(Clip)); } = 0.01;

    /// <inheritdoc/>
    [JsonIgnore]
    public GanRecipe Recipe => GanRecipe.WithOptimizer(GanOptimizer.RmsProp()) with
    {
        Regularizers = [new WeightClipping(Clip)],
        DiscriminatorSteps = 5,
    };

    /// <inheritdoc/>
    /// <remarks>fake − real: minus the estimated distance.</remarks>
    public Tensor Discriminator(Tensor real, Tensor fake) => fake.mean() - real.mean();

    /// <inheritdoc/>
    /// <remarks>−fake.</remarks>
    public Tensor Generator(Tensor fake, Tensor? real = null) => -fake.mean();
}
