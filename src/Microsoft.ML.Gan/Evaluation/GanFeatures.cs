namespace Microsoft.ML.Gan;

/// <summary>What images are turned into before they are compared. Measures by different features cannot be compared.</summary>
public abstract record GanFeatures
{
    private const int LargestSide = 1024;

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
    /// The 512 features of ResNet-18 (He et al., 2016), trained on ImageNet's photographs: the network in NuGet package
    /// Microsoft.ML.DnnImageFeaturizer.ResNet18, which the program must reference. They suit colour pictures of any kind and need no
    /// labels. The numbers are no published ones: those are Inception's. The network's file has no classifier, so
    /// <see cref="GanMetric.InceptionScore"/> cannot be computed by it.
    /// </summary>
    /// <param name="path">The path of <c>ResNet18.onnx</c>; null for where the package puts it, beside the program.</param>
    /// <param name="side">
    /// The height and width in pixels that images are resized to (bicubic, antialiased, as clean-fid). 224 is what the network
    /// was trained on; half of it takes a quarter of the time, and its numbers cannot be compared with those of another side.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The side is below 32 or above 1,024.</exception>
    public static GanFeatures ResNet18(string? path = null, int side = Gan.ResNet18.Side)
    {
        Check.That(path is null || !string.IsNullOrWhiteSpace(path), nameof(path), "must name a file or be null");
        return new ResNet18Network(path, Check.Within(side, Gan.ResNet18.SmallestSide, LargestSide, nameof(side)));
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

    internal sealed record ResNet18Network(string? Path, int Side) : GanFeatures;

    internal sealed record TrainedClassifier(ClassifierOptions Options) : GanFeatures;
}
