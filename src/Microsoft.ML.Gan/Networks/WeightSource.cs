using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>Gives trained weights to a network that is made for inference only.</summary>
/// <param name="name">Their name in PyTorch's state dict.</param>
/// <param name="shape">The shape that they must have.</param>
/// <returns>The weights; they stay the source's.</returns>
internal delegate Tensor WeightSource(string name, params long[] shape);
