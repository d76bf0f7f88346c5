using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// The feature extractor that metrics use: one of the library's, or one of your own (<see cref="From(IFeatureExtractor)"/>). Numbers
/// of different extractors cannot be compared.
/// </summary>
public abstract record GanFeatures
{
    private const int LargestSide = 1024;

    private protected GanFeatures()
    {
    }

    /// <summary>
    /// Features of InceptionV3, 2,048 values, as in the papers. With the weights that define FID (<c>pt_inception-2015-12-05</c>),
    /// FID, KID and precision and recall are those of pytorch-fid and torch-fidelity.
    /// </summary>
    /// <param name="weightsPath">
    /// The weights as a safetensors file: FID's (1,008 classes) or torchvision's (1,000 classes). tools/ConvertWeights makes
    /// one of a .pth file.
    /// </param>
    /// <param name="resize">How images are resized to 299×299.</param>
    /// <param name="pooling">The pooling that the weights were trained with.</param>
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
    /// Microsoft.ML.DnnImageFeaturizer.ResNet18, which the program must reference. They suit colour images of any kind and need no
    /// labels. Published numbers use InceptionV3 and cannot be compared with these. The file has no class logits, so
    /// <see cref="GanMetric.InceptionScore"/> cannot be computed.
    /// </summary>
    /// <param name="path">The path of <c>ResNet18.onnx</c>; null for where the package puts it, beside the program.</param>
    /// <param name="side">
    /// The height and width in pixels that images are resized to (bicubic, antialiased, as clean-fid). 224 is what the network
    /// was trained on; half of it takes a quarter of the time, and its numbers cannot be compared with those of another side.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The side is below 32 or above 1,024.</exception>
    public static GanFeatures ResNet18(string? path = null, int side = Gan.Networks.ResNet18.Side)
    {
        Check.That(path is null || !string.IsNullOrWhiteSpace(path), nameof(path), "must name a file or be null");
        return new ResNet18Network(path, Check.Within(side, Gan.Networks.ResNet18.SmallestSide, LargestSide, nameof(side)));
    }

    /// <summary>
    /// Features of a small classifier, 128 values. It is trained on the real images and their classes before they are measured, and
    /// cached, so that the same data are measured by the same classifier.
    /// </summary>
    /// <param name="options">How it is trained; null for the defaults.</param>
    public static GanFeatures Classifier(ClassifierOptions? options = null)
    {
        options?.Validate();
        return new TrainedClassifier(options ?? new());
    }

    /// <summary>
    /// Features of your own extractor. The caller keeps it and disposes it. It must compute on the device of the evaluation, where
    /// the images are.
    /// </summary>
    /// <param name="extractor">The extractor.</param>
    public static GanFeatures From(IFeatureExtractor extractor)
    {
        ArgumentNullException.ThrowIfNull(extractor);
        return new UserExtractor(extractor);
    }

    /// <summary>Features of your own extractor, which each evaluation or training creates for its device and disposes.</summary>
    /// <param name="create">Creates the extractor for a device.</param>
    public static GanFeatures From(Func<Device, IFeatureExtractor> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return new UserExtractorFactory(create);
    }

    internal sealed record InceptionNetwork(string WeightsPath, InceptionResize Resize, InceptionPooling Pooling) : GanFeatures;

    internal sealed record ResNet18Network(string? Path, int Side) : GanFeatures;

    internal sealed record TrainedClassifier(ClassifierOptions Options) : GanFeatures;

    internal sealed record UserExtractor(IFeatureExtractor Extractor) : GanFeatures;

    internal sealed record UserExtractorFactory(Func<Device, IFeatureExtractor> Create) : GanFeatures;
}
