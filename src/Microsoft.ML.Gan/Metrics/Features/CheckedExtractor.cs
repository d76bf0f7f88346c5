using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>A user's extractor. Whatever it computes is checked before metrics use it.</summary>
internal sealed class CheckedExtractor : IFeatureExtractor
{
    private readonly IFeatureExtractor _extractor;
    private readonly bool _ownsExtractor;
    private long? _classCount;

    /// <param name="extractor">The user's extractor.</param>
    /// <param name="ownsExtractor">Whether it is disposed with this object.</param>
    /// <exception cref="InvalidOperationException">It has no id or no feature size.</exception>
    public CheckedExtractor(IFeatureExtractor extractor, bool ownsExtractor)
    {
        (_extractor, _ownsExtractor) = (extractor, ownsExtractor);
        if (string.IsNullOrWhiteSpace(extractor.Id))
            throw new InvalidOperationException($"The feature extractor {extractor.GetType().Name} has no {nameof(Id)}; it must name kind, options and weights.");
        if (extractor.FeatureSize < 1)
            throw new InvalidOperationException($"{nameof(FeatureSize)} of the feature extractor '{extractor.Id}' must be at least 1, but is {extractor.FeatureSize}.");
        (Id, FeatureSize, HasClassLogits) = (extractor.Id, extractor.FeatureSize, extractor.HasClassLogits);
        Description = string.IsNullOrWhiteSpace(extractor.Description) ? Id : extractor.Description;
    }

    public string Id { get; }

    public string Description { get; }

    public int FeatureSize { get; }

    public bool HasClassLogits { get; }

    public string? WhyNot(ImageShape image) => _extractor.WhyNot(image);

    /// <exception cref="InvalidOperationException">The extractor gave something else than it promises.</exception>
    public FeatureBatch Extract(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var count = images.shape[0];
        var (features, logits) = _extractor.Extract(images);
        if (features is null || features.dim() != 2 || features.shape[0] != count || features.shape[1] != FeatureSize)
            throw Refused($"features of the shape {Shape(features)} for {count} images, but [{count}, {FeatureSize}] is expected");
        if (HasClassLogits && (logits is null || logits.dim() != 2 || logits.shape[0] != count || logits.shape[1] != (_classCount ??= logits.shape[1])))
            throw Refused($"class logits of the shape {Shape(logits)} for {count} images, but [{count}, {_classCount?.ToString() ?? "K"}] is expected");
        return new FeatureBatch(
            Numbers(features, "features", images.device).MoveToOuterDisposeScope(),
            HasClassLogits ? Numbers(logits!, "class logits", images.device).MoveToOuterDisposeScope() : null);
    }

    public void Dispose()
    {
        if (_ownsExtractor)
            _extractor.Dispose();
    }

    /// <summary>Float32 on the device of the images. The copy is the evaluation's own, so the user's extractor may keep its tensor.</summary>
    private Tensor Numbers(Tensor values, string what, Device device)
    {
        if (!values.is_floating_point())
            throw Refused($"{what} of type {values.dtype}, but floating-point numbers are expected");
        var numbers = values.detach().to(device).to(ScalarType.Float32, copy: true);
        return numbers.isfinite().all().item<bool>() ? numbers : throw Refused($"{what} that are not finite (NaN or infinite)");
    }

    private InvalidOperationException Refused(string problem) => new($"The feature extractor '{Id}' gives {problem}.");

    private static string Shape(Tensor? values) => values is null ? "null" : $"[{string.Join(", ", values.shape)}]";
}
