using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Classification;

/// <summary>Cross-entropy with label smoothing. One player, one phase.</summary>
internal sealed class ClassifierObjective : IObjective
{
    /// <summary>The name of the classes in a batch: N of them, or N×K probabilities. The images are <see cref="Batch.Real"/>.</summary>
    public const string Targets = "targets";

    public ClassifierObjective(Player player, ImageClassifier network, double labelSmoothing)
    {
        Players = [player];
        Phases =
        [
            new Phase(player, "loss", context => nn.functional.cross_entropy(
                network.Logits(network.Features(context.Batch[Batch.Real])), context.Batch[Targets], label_smoothing: labelSmoothing)) { TakesBatch = true },
        ];
    }

    public IReadOnlyList<Player> Players { get; }

    public IReadOnlyList<Phase> Phases { get; }
}
