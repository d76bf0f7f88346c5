namespace Microsoft.ML.Gan;

/// <summary>What images are turned into before they are compared. Measures by different features cannot be compared.</summary>
public abstract record GanFeatures
{
    private protected GanFeatures()
    {
    }

    /// <summary>
    /// Features of an InceptionV3 network, as in the papers. With the weights that FID was defined with
    /// (<c>pt_inception-2015-12-05</c>), FID, KID and precision and recall are those of pytorch-fid and torch-fidelity.
    /// </summary>
    /// <param name="weightsPath">
    /// The weights as a safetensors file: FID's (1,008 classes) or torchvision's (1,000 classes). tools/ConvertWeights makes
    /// one of a .pth file.
    /// </param>
    /// <param name="resize">How images get the 299×299 pixels that the network takes.</param>
    /// <param name="pooling">Whose pooling.</param>
    public static GanFeatures Inception(
        string weightsPath, InceptionResize resize = InceptionResize.TensorFlow1, InceptionPooling pooling = InceptionPooling.Fid)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(weightsPath);
        Check.That(Enum.IsDefined(resize), nameof(resize), $"is unknown: {resize}");
        Check.That(Enum.IsDefined(pooling), nameof(pooling), $"is unknown: {pooling}");
        return new InceptionNetwork(weightsPath, resize, pooling);
    }

    /// <summary>
    /// Features of a small classifier that is trained on the spot, on the real images and their classes; kept by content, so
    /// that the same data are measured by the same classifier.
    /// </summary>
    /// <param name="options">How it is trained; null for the defaults.</param>
    public static GanFeatures Classifier(ClassifierOptions? options = null)
    {
        options?.Validate();
        return new TrainedClassifier(options ?? new());
    }

    internal sealed record InceptionNetwork(string WeightsPath, InceptionResize Resize, InceptionPooling Pooling) : GanFeatures;

    internal sealed record TrainedClassifier(ClassifierOptions Options) : GanFeatures;
}
