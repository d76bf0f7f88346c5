using System.Text.Json.Serialization;
using Microsoft.ML.Gan;
using static TorchSharp.torch;

namespace OwnParts;

/// <summary>
/// A regularizer: the generator pays for differences between neighbouring pixels (total variation), so it paints without
/// specks. A regularizer may also add to the discriminator's loss, change what it is shown, or limit its weights.
/// </summary>
internal sealed record SmoothPaint : IGanRegularizer
{
    public const string RegisteredName = "own-smooth-paint";

    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The price.</summary>
    public double Weight { get; init; } = 0.1;

    public Tensor GeneratorTerm(GeneratorStep step) => Weight * (Steps(step.Fake, 2) + Steps(step.Fake, 3));

    private static Tensor Steps(Tensor images, int dimension)
    {
        var count = images.shape[dimension] - 1;
        return (images.narrow(dimension, 1, count) - images.narrow(dimension, 0, count)).abs().mean();
    }
}
