using Microsoft.ML.Gan;

namespace Microsoft.ML;

/// <summary>The estimators that generate images: where the library begins.</summary>
public static class GanCatalog
{
    /// <summary>
    /// Makes an estimator that trains a generative adversarial network on a column of images; the fitted transformer adds a
    /// column of generated images.
    /// </summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column of generated images.</param>
    /// <param name="imageColumnName">The column of real images: <c>MLImage</c>, or a vector of pixels.</param>
    /// <param name="labelColumnName">The column that decides what is generated: a key, or numbers; null for none.</param>
    /// <param name="latentColumnName">The column of latents that the transformer reads; null to draw them.</param>
    /// <param name="architecture">The networks; null for DCGAN.</param>
    /// <param name="loss">The adversarial loss; null for the architecture's (see <see cref="GanRecipe"/>), or non-saturating if it names none.</param>
    /// <param name="batchSize">Images in a batch.</param>
    /// <param name="kimg">How long to train: thousands of real images shown to the discriminator.</param>
    /// <param name="seed">Seed of everything random; null to let the MLContext decide.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument has no meaning; the message names it.</exception>
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

    /// <summary>Makes an estimator that trains as a preset says.</summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column of generated images.</param>
    /// <param name="imageColumnName">The column of real images, of the preset's size: <c>MLImage</c>, or a vector of pixels.</param>
    /// <param name="preset">The settings; for more changes than these take <see cref="GanPreset.CreateOptions"/>.</param>
    /// <param name="labelColumnName">The column that decides what is generated: a key, or numbers; null for none.</param>
    /// <param name="batchSize">Images in a batch; null for as many as published.</param>
    /// <param name="kimg">How long to train: thousands of real images shown to the discriminator; null for as long as published.</param>
    /// <param name="seed">Seed of everything random; null to let the MLContext decide.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument has no meaning; the message names it.</exception>
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

    /// <summary>Makes an estimator from all its options.</summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="options">The options; copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has no meaning; the message names it.</exception>
    public static GanEstimator Gan(this TransformsCatalog catalog, GanEstimator.Options options) =>
        new(MlNet.EnvironmentOf(catalog), options);
}
