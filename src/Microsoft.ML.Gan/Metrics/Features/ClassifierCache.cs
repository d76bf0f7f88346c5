using System.Security.Cryptography;
using System.Text.Json;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// A folder of trained classifiers. The file name is a hash of images, classes and options, so that no process trains on the same ones
/// twice. If a file cannot be read or written, a classifier is trained again.
/// </summary>
/// <param name="folder">The folder. It is created with the first file.</param>
/// <param name="warn">Receives a message if a file cannot be read or written.</param>
internal sealed class ClassifierCache(string folder, Action<string> warn)
{
    /// <summary>Raised whenever the network or its training changes, so that classifiers of older versions are not used.</summary>
    private const int Version = 1;

    /// <summary>The classifier of these images, from the folder or newly trained. The caller owns it.</summary>
    /// <inheritdoc cref="ClassifierTraining.Train"/>
    public ClassifierFeatures GetOrTrain(
        LabeledImages images,
        ClassifierOptions options,
        Device device,
        Action<ClassifierProgress>? report = null,
        CancellationToken cancellationToken = default)
    {
        var path = Path.Combine(folder, $"classifier-{Key(images, options)}.zip");
        if (Find(path, images, device) is { } kept)
            return kept;

        var trained = ClassifierFeatures.Train(images, options, device, report, cancellationToken);
        try
        {
            Directory.CreateDirectory(folder);
            trained.Save(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            warn($"The classifier could not be saved in '{folder}', so it will be trained again next time: {e.Message}");
        }

        return trained;
    }

    private ClassifierFeatures? Find(string path, LabeledImages images, Device device)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            var found = ClassifierFeatures.Load(path, device);
            if (found.Classifier.Image == images.Shape && found.Classifier.ClassCount == images.ClassCount)
                return found;
            found.Dispose();
            warn($"The classifier kept in '{path}' is of other images. A new one is trained.");
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            warn($"The classifier kept in '{path}' cannot be read, a new one is trained: {e.Message}");
        }

        return null;
    }

    private static string Key(LabeledImages images, ClassifierOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([Version]);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(options));
        images.AppendTo(hash);
        return Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
    }
}
