using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>The output of a projection discriminator (Miyato and Koyama, 2018).</summary>
internal static class Projection
{
    /// <summary>Adds the condition's term to the logit, the first of the outputs.</summary>
    /// <param name="outputs">N×(1+A), or N×(1+A)×h×w.</param>
    /// <param name="product">The features' inner products with the projected condition, N×1 or N×1×h×w.</param>
    public static Tensor AddToLogit(Tensor outputs, Tensor product) => outputs.shape[1] == 1
        ? outputs + product
        : cat([outputs.narrow(1, 0, 1) + product, outputs.narrow(1, 1, outputs.shape[1] - 1)], 1);
}
