namespace Microsoft.ML.Gan;

/// <summary>
/// What classifiers say of generated images (Shmelkov et al., 2018). Trained on real images and tested on generated ones: do
/// they show the class they were made for? Trained on generated images and tested on real ones: do they teach what real ones do?
/// </summary>
/// <param name="RealOnReal">The accuracy, in [0, 1], on other real images of a classifier that was trained on real ones: what the others are held against.</param>
/// <param name="RealOnSynthetic">The same classifier's on generated images: the rate of the intended class.</param>
/// <param name="SyntheticOnReal">The accuracy on real images of a classifier that was trained on generated ones.</param>
internal sealed record ClassifierTests(double RealOnReal, double RealOnSynthetic, double SyntheticOnReal)
{
    /// <param name="training">The real images to train on; null to take nine tenths of <paramref name="real"/>.</param>
    /// <param name="real">The real images to test on.</param>
    /// <param name="generated">The generated images.</param>
    /// <param name="extractors">Trains the classifiers.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static ClassifierTests Of(
        IImageSet? training, IImageSet real, IImageSet generated, FeatureExtractors extractors, ClassifierOptions options, CancellationToken cancellationToken)
    {
        var byReal = extractors.Classifier(training ?? real, options);
        var bySynthetic = extractors.Classifier(generated, options);
        var realImages = extractors.Labeled(real);
        return new ClassifierTests(
            training is null ? byReal.HeldOutAccuracy ?? double.NaN : Accuracy(byReal, realImages),
            Accuracy(byReal, extractors.Labeled(generated)),
            Accuracy(bySynthetic, realImages));

        double Accuracy(ClassifierFeatures classifier, LabeledImages images) => ClassifierScore.Of(classifier.Classifier, images, cancellationToken).Accuracy;
    }
}
