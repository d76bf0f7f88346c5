using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>Saves and loads the classifier as a bundle of one component, with the checksum of its weights, so that damage is detected.</summary>
internal sealed partial class ClassifierFeatures
{
    private const string Kind = nameof(ClassifierFeatures);
    private const string ComponentName = "classifier";

    /// <summary>Saves the classifier; the file appears when it is complete, in place of an older one.</summary>
    public void Save(string path) => AtomicFile.Write(path, stream => ModelFile.Write(stream, files => ModelBundle.Write(
        files,
        Kind,
        ModelJson.ObjectOf(new SavedDescription { Options = _options, HeldOutAccuracy = HeldOutAccuracy, WeightsSha256 = _weightsHash }),
        new SavedComponent(ComponentName, new ImageClassifierConfig { Image = Classifier.Image, ClassCount = Classifier.ClassCount }, Classifier))));

    /// <summary>Loads a classifier.</summary>
    /// <exception cref="InvalidDataException">The file is no classifier's, or it is damaged.</exception>
    public static ClassifierFeatures Load(string path, Device device) =>
        ModelFile.Read(path, "a classifier", files => Load(ModelBundle.Read(files, Kind), device));

    private static ClassifierFeatures Load(ModelBundle bundle, Device device)
    {
        var component = bundle.Component(ComponentName);
        var config = component.ReadConfig<ImageClassifierConfig>();
        var description = bundle.Describe<SavedDescription>(config: null, read => Check.That(read.Options is not null, "options", "are missing"));

        using var scope = NewDisposeScope();
        var classifier = component.LoadNetwork(config.CountWeights, config.Create, mustBeFinite: true);
        try
        {
            classifier.to(device);
            classifier.eval();
            var features = new ClassifierFeatures(classifier, description.Options, description.HeldOutAccuracy);
            return features._weightsHash == description.WeightsSha256 ? features : throw new InvalidDataException("the weights are not those that were saved.");
        }
        catch
        {
            classifier.Release();
            throw;
        }
    }

    /// <summary>The description of the classifier without its network; saved as JSON.</summary>
    private sealed record SavedDescription
    {
        public required ClassifierOptions Options { get; init; }

        public required double? HeldOutAccuracy { get; init; }

        public required string WeightsSha256 { get; init; }
    }
}
