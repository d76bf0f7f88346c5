using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>Provides trained weights for an inference network.</summary>
/// <param name="name">Their name in PyTorch's state dict.</param>
/// <param name="shape">The shape that they must have.</param>
/// <returns>The weights; owned by the source.</returns>
internal delegate Tensor WeightSource(string name, params long[] shape);
