using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// The inception score (Salimans et al., 2016): exp(E KL(p(y|x) ‖ p(y))). It is high if a classifier is certain of the class of every
/// generated image and the images have many classes. From 1 to the number of classes; higher is better. It does not use real
/// images. The splits are those of torch-fidelity: consecutive parts, each with its own marginal.
/// </summary>
/// <param name="Mean">The mean over the splits.</param>
/// <param name="Deviation">The standard deviation over the splits (over their number).</param>
internal readonly record struct InceptionScore(double Mean, double Deviation)
{
    public const int DefaultSplits = 10;

    /// <summary>The score of a classifier's logits, N×K, in the order in which they are split.</summary>
    public static InceptionScore OfLogits(Tensor logits, int splits = DefaultSplits) => Of(logits, splits, part => part.softmax(1));

    /// <summary>The score of a classifier's probabilities, N×K, in the order in which they are split.</summary>
    public static InceptionScore OfProbabilities(Tensor probabilities, int splits = DefaultSplits) => Of(probabilities, splits, part => part);

    private static InceptionScore Of(Tensor outputs, int splits, Func<Tensor, Tensor> toProbabilities)
    {
        Check.That(splits >= 1, nameof(splits), $"must be at least 1, but is {splits}");
        if (outputs.dim() != 2)
            throw new ArgumentException($"A classifier's outputs are N×K, but have the shape [{string.Join(", ", outputs.shape)}].", nameof(outputs));
        var count = outputs.shape[0];
        if (count < splits)
            throw new ArgumentException($"The inception score over {splits} splits needs as many images, but there are {count}.", nameof(outputs));

        using var noGradient = no_grad();
        var scores = new double[splits];
        for (var i = 0; i < splits; i++)
        {
            using var scope = NewDisposeScope();
            var start = i * count / splits;
            var part = toProbabilities(outputs.narrow(0, start, ((i + 1) * count / splits) - start).to(ScalarType.Float64));
            var marginal = part.mean([0L], keepdim: true);
            scores[i] = (part.xlogy(part) - part.xlogy(marginal)).sum(1).mean().exp().item<double>(); // 0·log 0 = 0
        }

        var mean = scores.Average();
        return double.IsFinite(mean)
            ? new InceptionScore(mean, Math.Sqrt(scores.Average(score => (score - mean) * (score - mean))))
            : throw new ArgumentException("A classifier's outputs must be finite, but some are not.", nameof(outputs));
    }
}
