using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.SuperResolution;

/// <summary>The pre-training of SRGAN (Ledig et al., 2017): the generator alone minimizes the mean squared error of pixels.</summary>
internal sealed class PixelObjective : IObjective
{
    /// <summary>The names of the two images in a batch: N×C×h×w and N×C×(s·h)×(s·w) in [-1, 1].</summary>
    public const string LowResolution = "low", HighResolution = "high";

    /// <param name="generator">Trains one module: images → larger images.</param>
    public PixelObjective(Player generator)
    {
        var network = (nn.Module<Tensor, Tensor>)generator.Modules.Single().Module;
        Players = [generator];
        Phases = [new Phase(generator, "pixels", context => (network.call(context.Batch[LowResolution]) - context.Batch[HighResolution]).square().mean()) { TakesBatch = true }];
    }

    public IReadOnlyList<Player> Players { get; }

    public IReadOnlyList<Phase> Phases { get; }
}
