using System.Globalization;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// In a file and out of it: the weights as safetensors; in the header what they are of and their checksum. Whatever was
/// damaged on the way is noticed.
/// </summary>
internal sealed partial class ClassifierFeatures
{
    private const string Kind = "mlgan-classifier";
    private const int FormatVersion = 1;

    /// <summary>Saves the classifier; the file appears when it is complete, in place of an older one.</summary>
    public void Save(string path)
    {
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            ["kind"] = Kind,
            ["version"] = FormatVersion.ToString(CultureInfo.InvariantCulture),
            ["image"] = JsonSerializer.Serialize(Classifier.Image),
            ["classes"] = Classifier.ClassCount.ToString(CultureInfo.InvariantCulture),
            ["options"] = JsonSerializer.Serialize(_options),
            ["accuracy"] = JsonSerializer.Serialize(HeldOutAccuracy),
            ["sha256"] = _weightsHash,
        };
        AtomicFile.Write(path, stream => Safetensors.Write(stream, NetworkState.Of(Classifier), metadata));
    }

    /// <summary>Loads a classifier.</summary>
    /// <exception cref="InvalidDataException">The file is no classifier's, or it is damaged.</exception>
    public static ClassifierFeatures Load(string path, Device device)
    {
        using var stream = InputFile.OpenRead(path);
        return ModelPart.Read(path, () => Load(stream, device));
    }

    private static ClassifierFeatures Load(FileStream stream, Device device)
    {
        var header = Safetensors.ReadHeader(stream, stream.Length);
        string Text(string name) => header.Metadata.TryGetValue(name, out var text) ? text : throw new InvalidDataException($"the header says no '{name}'.");
        if (Text("kind") != Kind)
            throw new InvalidDataException("it is not a classifier of this library.");
        var version = int.Parse(Text("version"), NumberStyles.None, CultureInfo.InvariantCulture);
        if (version != FormatVersion)
            throw new InvalidDataException($"it has format version {version}; this library reads {FormatVersion}.");
        var image = JsonSerializer.Deserialize<ImageShape>(Text("image"));
        var classCount = int.Parse(Text("classes"), NumberStyles.None, CultureInfo.InvariantCulture);
        if ((long)classCount * ImageClassifier.FeatureSize > header.ElementCount)
            throw new InvalidDataException($"it has {header.ElementCount} weights, which are too few for {classCount} classes.");
        var options = JsonSerializer.Deserialize<ClassifierOptions>(Text("options")) ?? throw new InvalidDataException("the header has no options.");

        using var scope = NewDisposeScope();
        var classifier = new ImageClassifier(image, classCount);
        try
        {
            NetworkState.Load(classifier, Safetensors.ReadTensors(stream, header), "the file");
            classifier.to(device);
            classifier.eval();
            var features = new ClassifierFeatures(classifier, options, JsonSerializer.Deserialize<double?>(Text("accuracy")));
            return features._weightsHash == Text("sha256") ? features : throw new InvalidDataException("the weights are not those that were saved.");
        }
        catch
        {
            classifier.Release();
            throw;
        }
    }
}
