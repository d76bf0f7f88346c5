using System.Text.Json.Serialization;
using Microsoft.ML.Gan;
using static TorchSharp.torch;

namespace OwnParts;

/// <summary>
/// A regularizer: it adds the differences between neighbouring pixels (total variation) to the generator's loss, so that pictures have no
/// specks. A regularizer may also add to the discriminator's loss, change the discriminator's input, or limit its weights.
/// </summary>
internal sealed record SmoothPaint : IGanRegularizer
{
    public const string RegisteredName = "own-smooth-paint";

    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The weight of the term.</summary>
    public double Weight { get; init; } = 0.1;

    public Tensor GeneratorTerm(GeneratorStep step) => Weight * (Steps(step.Fake, 2) + Steps(step.Fake, 3));

    private static Tensor Steps(Tensor images, int dimension)
    {
        var count = images.shape[dimension] - 1;
        return (images.narrow(dimension, 1, count) - images.narrow(dimension, 0, count)).abs().mean();
    }
}
