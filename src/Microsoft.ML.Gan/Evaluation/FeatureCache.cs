using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Statistics and features of images, kept in a folder by what the images are and what extracted them, so that those of real
/// images are computed once. A file that is damaged, or a folder that cannot be written to, costs time only.
/// </summary>
/// <param name="folder">The folder; made when there is something to keep.</param>
/// <param name="warn">Is told what could not be read or kept.</param>
internal sealed class FeatureCache(string folder, Action<string> warn)
{
    private const string FeaturesName = "features";
    private const string LogitsName = "logits";

    /// <summary>Part of every key: another number, and nothing that was kept before is found again.</summary>
    private const int Version = 1;

    /// <summary>All that is needed, on the device; the caller owns it. Null if not all of it is kept.</summary>
    public (FeatureStatistics? Statistics, Tensor? Features, Tensor? Logits)? Find(
        string contentId, IFeatureExtractor extractor, MeasurementNeeds needs, Device device)
    {
        using var scope = NewDisposeScope();
        var (needsStatistics, needsFeatures, needsLogits) = (
            needs.HasFlag(MeasurementNeeds.Statistics), needs.HasFlag(MeasurementNeeds.Features), needs.HasFlag(MeasurementNeeds.Logits));
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
            warn($"Features could not be kept in '{folder}': {e.Message}");
        }
    }

    private void WarnOf(string path, Exception e) => warn($"'{path}' cannot be read, so its features are extracted again: {e.Message}");

    private string PathOf(string kind, string contentId, IFeatureExtractor extractor)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes($"{Version}|{contentId}|{extractor.Id}"));
        return Path.Combine(folder, $"{kind}-{Convert.ToHexString(key)[..32].ToLowerInvariant()}.safetensors");
    }
}
