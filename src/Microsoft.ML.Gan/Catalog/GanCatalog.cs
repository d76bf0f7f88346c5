using Microsoft.ML.Gan;

namespace Microsoft.ML;

/// <summary>Extension methods that create GAN estimators.</summary>
public static class GanCatalog
{
    /// <summary>
    /// Creates an estimator that trains a generative adversarial network on a column of images; the fitted transformer adds a
    /// column of generated images.
    /// </summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column of generated images.</param>
    /// <param name="imageColumnName">The column of real images: <c>MLImage</c>, or a vector of pixels.</param>
    /// <param name="labelColumnName">The column of the condition: a key (class), or numbers; null for none.</param>
    /// <param name="latentColumnName">The column of latents that the transformer reads; null to draw them.</param>
    /// <param name="architecture">The networks; null for DCGAN.</param>
    /// <param name="loss">The adversarial loss; null for the architecture's (see <see cref="GanRecipe"/>), or non-saturating if it names none.</param>
    /// <param name="batchSize">Images per batch.</param>
    /// <param name="kimg">The training length: thousands of real images shown to the discriminator.</param>
    /// <param name="seed">The random seed; null to derive it from the MLContext.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is invalid; the message names it.</exception>
    public static GanEstimator Gan(
        this TransformsCatalog catalog,
        string outputColumnName,
        string imageColumnName,
        string? labelColumnName = null,
        string? latentColumnName = null,
        IGanArchitecture? architecture = null,
        IGanLoss? loss = null,
        int batchSize = 64,
        double kimg = 1000,
        int? seed = null) =>
        catalog.Gan(new GanEstimator.Options
        {
            OutputColumnName = outputColumnName,
            ImageColumnName = imageColumnName,
            LabelColumnName = labelColumnName,
            LatentColumnName = latentColumnName,
            Architecture = architecture ?? GanArchitecture.Dcgan(),
            Loss = loss,
            Training = { BatchSize = batchSize, Kimg = kimg },
            Seed = seed,
        });

    /// <summary>Creates an estimator with the settings of a preset.</summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column of generated images.</param>
    /// <param name="imageColumnName">The column of real images, of the preset's size: <c>MLImage</c>, or a vector of pixels.</param>
    /// <param name="preset">The settings; use <see cref="GanPreset.CreateOptions"/> to change more than these parameters.</param>
    /// <param name="labelColumnName">The column of the condition: a key (class), or numbers; null for none.</param>
    /// <param name="batchSize">Images per batch; null for the published number.</param>
    /// <param name="kimg">The training length: thousands of real images shown to the discriminator; null for the published length.</param>
    /// <param name="seed">The random seed; null to derive it from the MLContext.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is invalid; the message names it.</exception>
    public static GanEstimator Gan(
        this TransformsCatalog catalog,
        string outputColumnName,
        string imageColumnName,
        GanPreset preset,
        string? labelColumnName = null,
        int? batchSize = null,
        double? kimg = null,
        int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(preset);
        var options = preset.CreateOptions(batchSize, kimg);
        options.OutputColumnName = outputColumnName;
        options.ImageColumnName = imageColumnName;
        options.LabelColumnName = labelColumnName;
        options.Seed = seed;
        return catalog.Gan(options);
    }

    /// <summary>Creates an estimator from options.</summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="options">The options; copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    public static GanEstimator Gan(this TransformsCatalog catalog, GanEstimator.Options options) =>
        new(MlNet.EnvironmentOf(catalog), options);
}
