using System.Security.Cryptography;
using System.Text.Json;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// A folder of classifiers, each under the name of what it was trained on and how: the same images, classes and options are
/// not trained on twice, by whatever process. A cache that cannot be read or written costs only time.
/// </summary>
/// <param name="folder">The folder; made when something is put into it.</param>
/// <param name="warn">Is told what could not be read or written.</param>
internal sealed class ClassifierCache(string folder, Action<string> warn)
{
    /// <summary>Raised whenever the network or its training changes, so that what an older version trained is not taken for today's.</summary>
    private const int Version = 1;

    /// <summary>The classifier of these images, kept or new; the caller's to dispose.</summary>
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
            warn($"The classifier could not be kept in '{folder}', so it will be trained again next time: {e.Message}");
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
