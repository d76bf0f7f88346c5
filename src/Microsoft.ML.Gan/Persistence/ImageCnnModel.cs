using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// A trained image classifier and what belongs to it; owns the network. Saved as a description in JSON and a folder with the
/// weights. Several threads may use it at once.
/// </summary>
internal sealed class ImageCnnModel : IDisposable
{
    private const string WeightsName = "classifier/" + NetworkWeights.FileName;

    private readonly ImageClassifier _classifier;

    /// <param name="description">Everything but the weights.</param>
    /// <param name="classifier">For inference, on its device; taken over.</param>
    public ImageCnnModel(ImageCnnDescription description, ImageClassifier classifier)
    {
        (Description, _classifier) = (description, classifier);
        Labels = description.LabelValues is { } saved ? LabelValues.Load(saved) : null;
        // A caller's dispose scope, open while the network was made, must not free it when it ends.
        foreach (var tensor in classifier.parameters().Concat(classifier.buffers()))
            tensor.DetachFromDisposeScope();
    }

    public ImageCnnDescription Description { get; }

    /// <summary>What the classes stand for; null where the label did not say.</summary>
    public LabelValues? Labels { get; }

    /// <summary>How training went, if it was in this process; not saved.</summary>
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
        ModelJson.Write(files, ImageCnnDescription.FileName, Description);
        NetworkWeights.Save(_classifier, files, WeightsName);
    }

    /// <exception cref="InvalidDataException">The files are not a classifier that can be read; the message names the part and says what is wrong.</exception>
    public static ImageCnnModel Load(IModelFiles files, Device device)
    {
        var description = ImageCnnDescription.Read(files);
        // Whatever the size of the images, the layers before the classes are of a bounded size.
        var network = NetworkWeights.Load(
            files,
            WeightsName,
            () => (long)description.ClassCount * ImageClassifier.FeatureSize,
            () => new ImageClassifier(description.Image, description.ClassCount),
            mustBeFinite: true);
        network.to(device);
        network.eval();
        return new ImageCnnModel(description, (ImageClassifier)network);
    }

    public void Dispose() => _classifier.Release();
}
