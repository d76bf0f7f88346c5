using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.ImageCnn;

/// <summary>
/// A trained image classifier with its description; owns the network. Saved as a bundle of one component. Thread-safe.
/// </summary>
internal sealed class ImageCnnModel : IDisposable
{
    /// <summary>The name of this kind of model in files.</summary>
    public const string Kind = nameof(ImageCnnTransformer);

    private const string ComponentName = "classifier";

    private readonly ImageClassifier _classifier;

    /// <param name="description">The description.</param>
    /// <param name="classifier">The network for inference, on its device; ownership is taken.</param>
    public ImageCnnModel(ImageCnnDescription description, ImageClassifier classifier)
    {
        (Description, _classifier) = (description, classifier);
        Labels = description.LabelValues is { } saved ? LabelValues.Load(saved) : null;
        // Detaches the network from the caller's dispose scope, which would otherwise free it.
        foreach (var tensor in classifier.parameters().Concat(classifier.buffers()))
            tensor.DetachFromDisposeScope();
    }

    public ImageCnnDescription Description { get; }

    /// <summary>The class values; null if the label column had none.</summary>
    public LabelValues? Labels { get; }

    /// <summary>The progress reports of the training, if it was in this process; not saved.</summary>
    public IReadOnlyList<ClassifierProgress> History { get; init; } = [];

    /// <param name="pixels">N×H×W×C bytes.</param>
    /// <param name="count">N.</param>
    /// <returns>N×K probabilities.</returns>
    public float[] Classify(byte[] pixels, int count)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var images = Pixels.ToTensor(pixels, count, Description.Image, _classifier.Device);
        return nn.functional.softmax(_classifier.Logits(_classifier.Features(images)), dim: 1).cpu().data<float>().ToArray();
    }

    /// <exception cref="InvalidOperationException">The classifier has weights that are not finite.</exception>
    public void Save(IModelFiles files)
    {
        Description.Validate();
        if (NetworkWeights.FirstNotFinite(NetworkState.Of(_classifier)) is { } name)
            throw new InvalidOperationException($"The model is not saved: the classifier's weights '{name}' are not finite, so the training diverged.");
        ModelBundle.Write(
            files,
            Kind,
            ModelJson.ObjectOf(Description, ModelJson.FieldsOf<ImageClassifierConfig>()),
            new SavedComponent(ComponentName, new ImageClassifierConfig { Image = Description.Image, ClassCount = Description.ClassCount }, _classifier));
    }

    /// <exception cref="InvalidDataException">The bundle is not a classifier that can be read; the message names the part and says what is wrong.</exception>
    public static ImageCnnModel Load(ModelBundle bundle, Device device)
    {
        var component = bundle.Component(ComponentName);
        var config = component.ReadConfig<ImageClassifierConfig>();
        var description = bundle.Describe<ImageCnnDescription>(config, read => read.Validate());
        var classifier = component.LoadNetwork(config.CountWeights, config.Create, mustBeFinite: true);
        classifier.to(device);
        classifier.eval();
        return new ImageCnnModel(description, classifier);
    }

    public void Dispose() => _classifier.Release();
}
