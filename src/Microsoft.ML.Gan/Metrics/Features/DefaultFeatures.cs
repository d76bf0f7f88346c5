namespace Microsoft.ML.Gan.Metrics;

/// <summary>Chooses the features when the options name none.</summary>
internal static class DefaultFeatures
{
    /// <param name="channels">The number of channels of the images.</param>
    /// <param name="hasClasses">Whether a classifier can be trained.</param>
    /// <param name="hasResNet18">Whether the weights of ResNet-18 are installed beside the program.</param>
    /// <returns>The features, null for none, and the reason for the log.</returns>
    public static (GanFeatures? Features, string Reason) Choose(int channels, bool hasClasses, bool hasResNet18)
    {
        if (channels == 3 && hasResNet18)
            return (GanFeatures.ResNet18(), $"Features: ResNet-18, because the images are in colour and the files of package {ResNet18Files.PackageName} are there.");
        var noResNet18 = channels == 3
            ? $"ResNet-18 needs package {ResNet18Files.PackageName}, which is not referenced"
            : "ResNet-18 is the default of colour images only";
        return hasClasses
            ? (GanFeatures.Classifier(), $"Features: a classifier trained on the real images and their classes; {noResNet18}.")
            : (null, $"No features: there are no classes (a key column) to train a classifier on, and {noResNet18}.");
    }

    /// <summary>The exception for a metric that compares features if there are none.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="reason">The reason that <see cref="Choose"/> gave.</param>
    public static InvalidOperationException Missing(IGanMetric metric, string reason) => new(
        $"'{metric.Name}' compares features. {reason} Name a label column with the classes (MapValueToKey makes a key), " +
        $"or choose features (GanFeatures.ResNet18 with package {ResNet18Files.PackageName}, or GanFeatures.Inception).");
}
