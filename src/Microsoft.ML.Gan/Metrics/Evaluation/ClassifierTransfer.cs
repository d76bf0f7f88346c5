using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// Two tests by classifiers (GAN-test and GAN-train, Shmelkov, Schmid and Alahari, 2018) and a baseline to compare them with. If
/// synthetic images were real ones, all three accuracies would be the same.
/// </summary>
/// <param name="Baseline">Trained on real images, tested on held-out real ones.</param>
/// <param name="RealToSynthetic">Trained on real images, tested on synthetic ones: whether they show their classes.</param>
/// <param name="SyntheticToReal">Trained on synthetic images, tested on held-out real ones: whether they are also as varied.</param>
internal sealed record ClassifierTransfer(ClassifierScore Baseline, ClassifierScore RealToSynthetic, ClassifierScore SyntheticToReal)
{
    /// <summary>Trains one classifier on each kind of images in the same way, and tests both.</summary>
    /// <param name="real">Real images to train on.</param>
    /// <param name="heldOut">Real images that neither the GAN nor a classifier was trained on.</param>
    /// <param name="synthetic">Generated images with the classes that were asked for.</param>
    /// <param name="options">How both classifiers are trained.</param>
    /// <param name="device">The device.</param>
    /// <param name="report">Called on this thread while a classifier is trained.</param>
    /// <param name="cancellationToken">Cancels before the next step.</param>
    public static ClassifierTransfer Measure(
        LabeledImages real,
        LabeledImages heldOut,
        LabeledImages synthetic,
        ClassifierOptions options,
        Device device,
        Action<ClassifierProgress>? report = null,
        CancellationToken cancellationToken = default)
    {
        using var scope = NewDisposeScope();
        using var ofReal = ClassifierTraining.Train(real, options, device, report, cancellationToken);
        return Measure(ofReal, heldOut, synthetic, options, report, cancellationToken);
    }

    /// <summary>The same with a classifier that was trained on real images already.</summary>
    /// <param name="ofReal">The classifier. The other one is trained on its device.</param>
    /// <param name="heldOut">Real images that neither the GAN nor the classifier was trained on.</param>
    /// <param name="synthetic">Generated images with the classes that were asked for.</param>
    /// <param name="options">How both classifiers are trained.</param>
    /// <param name="report">Called on this thread while the other classifier is trained.</param>
    /// <param name="cancellationToken">Cancels before the next step.</param>
    public static ClassifierTransfer Measure(
        ImageClassifier ofReal,
        LabeledImages heldOut,
        LabeledImages synthetic,
        ClassifierOptions options,
        Action<ClassifierProgress>? report = null,
        CancellationToken cancellationToken = default)
    {
        var baseline = ClassifierScore.Of(ofReal, heldOut, cancellationToken);
        var realToSynthetic = ClassifierScore.Of(ofReal, synthetic, cancellationToken);
        using var ofSynthetic = ClassifierTraining.Train(synthetic, options, ofReal.Device, report, cancellationToken);
        return new ClassifierTransfer(baseline, realToSynthetic, ClassifierScore.Of(ofSynthetic, heldOut, cancellationToken));
    }
}
