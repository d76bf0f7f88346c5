using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>Features of InceptionV3, with weights from the user's file. Published values of FID, KID and the inception score use them.</summary>
internal sealed class InceptionFeatures : IFeatureExtractor
{
    private const int FidClasses = 1008;
    private const int ImageNetClasses = 1000;

    /// <summary>Images in one pass through the network.</summary>
    private const int PartSize = 32;

    private readonly InceptionV3 _network;
    private readonly InceptionPooling _pooling;
    private readonly InceptionResize _resize;

    private InceptionFeatures(InceptionV3 network, InceptionPooling pooling, InceptionResize resize, string hash)
    {
        (_network, _pooling, _resize) = (network, pooling, resize);
        Id = $"inception-v3;pooling={pooling};resize={resize};weights={hash}";
        var weights = string.Create(CultureInfo.InvariantCulture, $"{(pooling == InceptionPooling.Fid ? "FID" : "torchvision")} weights {hash[..8]}");
        Description = $"InceptionV3 ({weights}, {(resize == InceptionResize.TensorFlow1 ? "TensorFlow 1" : "PyTorch")} resize)";
    }

    public string Id { get; }

    public string Description { get; }

    public int FeatureSize => InceptionV3.FeatureSize;

    public bool HasClassLogits => true;

    /// <summary>Reads the weights.</summary>
    /// <param name="path">A safetensors file with the names of torchvision's <c>inception_v3</c>, with 1008 (FID) or 1000 (torchvision) classes.</param>
    /// <param name="resize">How images are resized to 299×299.</param>
    /// <param name="pooling">How the network pools. The weights were trained with one of the two.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="InvalidDataException">The file does not hold such weights.</exception>
    public static InceptionFeatures Load(string path, InceptionResize resize, InceptionPooling pooling, Device device)
    {
        Check.That(Enum.IsDefined(resize), nameof(resize), $"must be a known way, but is {resize}");
        Check.That(Enum.IsDefined(pooling), nameof(pooling), $"must be a known way, but is {pooling}");
        using var file = InputFile.OpenRead(path);
        return ModelPart.Read(path, () =>
        {
            using var scope = NewDisposeScope();
            var weights = Safetensors.Read(file);
            var used = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
            Tensor Take(string name, params long[] shape) => used[name] = Find(weights, name, shape);

            var network = new InceptionV3(Take, CountClasses(weights), pooling, device);
            if (weights.Keys.FirstOrDefault(name => !used.ContainsKey(name) && !IsForTraining(name)) is { } unknown)
            {
                network.Release();
                throw new InvalidDataException($"InceptionV3 has no weights '{unknown}'.");
            }

            return new InceptionFeatures(network, pooling, resize, WeightHash.Of(used));
        });
    }

    public string? WhyNot(ImageShape image) => PhotographNetwork.WhyNot(image);

    /// <summary>
    /// Computes features, and class logits for the inception score. With the FID weights the logits leave out the last bias, because
    /// the score is defined so.
    /// </summary>
    /// <inheritdoc/>
    public FeatureBatch Extract(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var features = PhotographNetwork.Features(images, PartSize, FeatureSize, part => _network.call(InceptionInput.From(part, _resize)));
        var logits = _network.Logits(features, withBias: _pooling != InceptionPooling.Fid);
        return new FeatureBatch(features.MoveToOuterDisposeScope(), logits.MoveToOuterDisposeScope());
    }

    public void Dispose() => _network.Release();

    private static long CountClasses(IReadOnlyDictionary<string, Tensor> weights)
    {
        if (!weights.TryGetValue("fc.weight", out var last))
        {
            var prefix = weights.Keys.FirstOrDefault(name => name.EndsWith(".fc.weight", StringComparison.Ordinal))?[..^"fc.weight".Length];
            throw new InvalidDataException(
                $"the weights 'fc.weight' are missing{(prefix is null ? ": it is of another network." : $", but '{prefix}fc.weight' is there: take '{prefix}' away from the names (ConvertWeights --key).")}");
        }

        return last.dim() == 2 && last.shape[0] is FidClasses or ImageNetClasses
            ? last.shape[0]
            : throw new InvalidDataException(
                $"the weights 'fc.weight' have the shape [{string.Join(", ", last.shape)}], " +
                $"but {FidClasses} classes (FID) or {ImageNetClasses} (torchvision) are expected.");
    }

    private static Tensor Find(IReadOnlyDictionary<string, Tensor> weights, string name, long[] shape)
    {
        if (!weights.TryGetValue(name, out var value))
            throw new InvalidDataException($"the weights '{name}' are missing.");
        if (!value.shape.SequenceEqual(shape))
        {
            throw new InvalidDataException(
                $"the weights '{name}' have the shape [{string.Join(", ", value.shape)}], but [{string.Join(", ", shape)}] is expected.");
        }

        return value.is_floating_point() ? value : throw new InvalidDataException($"the weights '{name}' are of type {value.dtype}, not floating-point numbers.");
    }

    /// <summary>Weights that only training uses: torchvision's auxiliary classifier, and the counters of batch normalizations.</summary>
    private static bool IsForTraining(string name) =>
        name.StartsWith("AuxLogits.", StringComparison.Ordinal) || name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);
}
