using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// A folder of features and their statistics. A file name is a hash of the images' content and the extractor's id, so that features
/// of the same real images are computed once. If a file is damaged or the folder cannot be written to, they are computed again.
/// </summary>
/// <param name="folder">The folder. It is created with the first file.</param>
/// <param name="warn">Receives a message if a file cannot be read or written.</param>
internal sealed class FeatureCache(string folder, Action<string> warn)
{
    private const string FeaturesName = "features";
    private const string LogitsName = "logits";

    /// <summary>Part of every key. Raised whenever the files change, so that files of older versions are not used.</summary>
    private const int Version = 1;

    /// <summary>Reads everything that is needed of the extractor; the caller owns it. Null if the folder does not have all of it.</summary>
    public (FeatureStatistics? Statistics, Tensor? Features, Tensor? Logits)? Find(
        string contentId, IFeatureExtractor extractor, MetricNeeds needs, Device device)
    {
        using var scope = NewDisposeScope();
        var (needsStatistics, needsFeatures, needsLogits) = (
            needs.HasFlag(MetricNeeds.FeatureStatistics), needs.HasFlag(MetricNeeds.Features), needs.HasFlag(MetricNeeds.ClassLogits));
        var kept = needsFeatures || needsLogits ? Read(PathOf("features", contentId, extractor), device) : [];
        if (kept is null || (needsFeatures && !kept.ContainsKey(FeaturesName)) || (needsLogits && !kept.ContainsKey(LogitsName)))
            return null;
        FeatureStatistics? statistics = null;
        if (needsStatistics)
        {
            var path = PathOf("statistics", contentId, extractor);
            if (Read(path, device) is not { } moments)
                return null;
            try
            {
                statistics = FeatureStatistics.FromTensors(extractor.Id, moments);
            }
            catch (InvalidDataException e)
            {
                WarnOf(path, e);
                return null;
            }
        }

        return (
            statistics,
            needsFeatures ? kept[FeaturesName].DetachFromDisposeScope() : null,
            needsLogits ? kept[LogitsName].DetachFromDisposeScope() : null);
    }

    /// <summary>Writes what is not null. The tensors remain the caller's.</summary>
    public void Keep(string contentId, IFeatureExtractor extractor, FeatureStatistics? statistics, Tensor? features, Tensor? logits)
    {
        using var scope = NewDisposeScope();
        if (statistics is not null)
            Write(PathOf("statistics", contentId, extractor), [.. statistics.ToTensors().Select(entry => (entry.Key, entry.Value))]);
        List<(string, Tensor)> values = [];
        if (features is not null)
            values.Add((FeaturesName, features));
        if (logits is not null)
            values.Add((LogitsName, logits));
        if (values.Count > 0)
            Write(PathOf("features", contentId, extractor), values);
    }

    private Dictionary<string, Tensor>? Read(string path, Device device)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using var stream = File.OpenRead(path);
            return Safetensors.Read(stream).ToDictionary(entry => entry.Key, entry => entry.Value.to(device));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            WarnOf(path, e);
            return null;
        }
    }

    private void Write(string path, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(path, stream => Safetensors.Write(stream, tensors));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            warn($"Features could not be saved in '{folder}': {e.Message}");
        }
    }

    private void WarnOf(string path, Exception e) => warn($"'{path}' cannot be read, so its features are extracted again: {e.Message}");

    private string PathOf(string kind, string contentId, IFeatureExtractor extractor)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes($"{Version}|{contentId}|{extractor.Id}"));
        return Path.Combine(folder, $"{kind}-{Convert.ToHexString(key)[..32].ToLowerInvariant()}.safetensors");
    }
}
