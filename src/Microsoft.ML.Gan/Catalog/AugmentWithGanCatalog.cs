using Microsoft.ML.Gan;

namespace Microsoft.ML;

/// <summary>Synthetic rows as a stage of a pipeline, among <c>mlContext.Transforms</c>.</summary>
public static class AugmentWithGanCatalog
{
    /// <summary>
    /// Trains a GAN while a pipeline is fitted, on the rows that reach it, and gives the stages behind it these rows and synthetic
    /// ones: <c>pipeline.Append(mlContext.Transforms.AugmentWithGan(mlContext.Transforms.Gan(…)))</c>. The model scores the rows that it is
    /// given, and no others.
    /// </summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="gan">Trains the GAN.</param>
    /// <param name="options">How many rows, and which images are good enough; copied. Null: twice as many rows, as they come.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has no meaning; the message names it.</exception>
    public static AugmentWithGanEstimator AugmentWithGan(
        this TransformsCatalog catalog, IEstimator<GanTransformer> gan, AugmentWithGanOptions? options = null) =>
        new(MlNet.EnvironmentOf(catalog), gan, options ?? new AugmentWithGanOptions());
}
