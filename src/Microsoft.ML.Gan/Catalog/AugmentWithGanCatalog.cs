using Microsoft.ML.Gan;

namespace Microsoft.ML;

/// <summary>Synthetic rows as a stage of a pipeline, among <c>mlContext.Transforms</c>.</summary>
public static class AugmentWithGanCatalog
{
    /// <summary>
    /// Trains a GAN on its input rows while a pipeline is fitted, and passes these rows and synthetic ones to the later stages:
    /// <c>pipeline.Append(mlContext.Transforms.AugmentWithGan(mlContext.Transforms.Gan(…)))</c>. The fitted model adds no rows when it scores.
    /// </summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="gan">The estimator of the GAN.</param>
    /// <param name="options">The number of synthetic rows and their filters; copied. Null: twice as many rows, unfiltered.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    public static AugmentWithGanEstimator AugmentWithGan(
        this TransformsCatalog catalog, IEstimator<GanTransformer> gan, AugmentWithGanOptions? options = null) =>
        new(MlNet.EnvironmentOf(catalog), gan, options ?? new AugmentWithGanOptions());
}
