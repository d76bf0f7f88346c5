using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// A discriminator that says in which order an image passes its layers. Without it, that is the order in which they were
/// registered. What freezes the lowest layers (<see cref="GanTrainingOptions.FreezeDiscriminatorLayers"/>) goes by it.
/// </summary>
public interface ILayeredDiscriminator
{
    /// <summary>The parts of the network that have weights, from the image on.</summary>
    IEnumerable<nn.Module> FromImage { get; }
}
