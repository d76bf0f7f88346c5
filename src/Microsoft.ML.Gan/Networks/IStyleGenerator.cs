using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>A generator of two halves (Karras et al., 2019): latents are mapped to styles, and images are made of styles.</summary>
internal interface IStyleGenerator
{
    /// <summary>The number of layers that take a style each, L.</summary>
    int StyleLayers { get; }

    /// <summary>Maps latents N×Z and conditions N×K to styles N×L×W.</summary>
    /// <param name="latent">The latents.</param>
    /// <param name="condition">The conditions.</param>
    /// <param name="truncation">ψ: how far each style goes from <see cref="MeanStyle"/> (0) to its own place (1).</param>
    Tensor Map(Tensor latent, Tensor condition, double truncation = 1);

    /// <summary>Makes images N×C×H×W in [-1, 1] of styles N×L×W.</summary>
    Tensor Synthesize(Tensor styles);

    /// <summary>The average style, W.</summary>
    Tensor MeanStyle { get; }
}
