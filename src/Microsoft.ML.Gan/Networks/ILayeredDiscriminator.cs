using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// A discriminator that defines the order of its layers. Without this interface it is the order of registration. Freezing the lowest layers (<see
/// cref="GanTrainingOptions.FreezeDiscriminatorLayers"/>) uses this order.
/// </summary>
public interface ILayeredDiscriminator
{
    /// <summary>The modules with weights, starting at the image.</summary>
    IEnumerable<nn.Module> FromImage { get; }
}
