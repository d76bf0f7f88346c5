using Microsoft.ML.Gan;

namespace Microsoft.ML;

/// <summary>Image augmentation among <c>mlContext.Transforms</c>.</summary>
public static class AugmentImagesCatalog
{
    /// <summary>Changes images at random while a pipeline is fitted.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column of the augmented images.</param>
    /// <param name="augmentation">The operations: <c>a => a.HorizontalFlip().RandomCrop(padding: 4)</c>.</param>
    /// <param name="inputColumnName">The column of the images; null: <paramref name="outputColumnName"/>.</param>
    /// <param name="seed">The random seed; draws depend on it, the epoch and the row. Null to derive it from the <see cref="MLContext"/>.</param>
    /// <remarks>
    /// <c>pipeline.Append(mlContext.Transforms.AugmentImages("Image", a => a.HorizontalFlip()))</c>: later stages are fitted to changed images, and
    /// the model scores unchanged images (<see cref="AugmentImagesEstimator.Options.AppliesTo"/>). Put a cache checkpoint before it; one after it
    /// would keep the images of the first epoch.
    /// </remarks>
    public static AugmentImagesEstimator AugmentImages(
        this TransformsCatalog catalog,
        string outputColumnName,
        Func<ImageAugmentation, ImageAugmentation> augmentation,
        string? inputColumnName = null,
        int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        return catalog.AugmentImages(new AugmentImagesEstimator.Options
        {
            OutputColumnName = outputColumnName,
            InputColumnName = inputColumnName,
            Augmentation = augmentation(ImageAugmentation.None),
            Seed = seed,
        });
    }

    /// <summary>Changes images at random while a pipeline is fitted.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">Columns, augmentations and the pixel layout of vectors.</param>
    public static AugmentImagesEstimator AugmentImages(this TransformsCatalog catalog, AugmentImagesEstimator.Options options) =>
        new(MlNet.EnvironmentOf(catalog), options);
}
