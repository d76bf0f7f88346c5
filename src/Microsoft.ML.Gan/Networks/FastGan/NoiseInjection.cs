using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// Adds noise, the same for all channels, with a learned strength. The noise is random for each image in training and constant afterwards, so that a
/// latent gives one image. N×C×H×W → N×C×H×W.
/// </summary>
internal sealed class NoiseInjection : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // TorchSharp finds a parameter by the name of its field when it moves it to another device
    private readonly Tensor noise_const;

    public NoiseInjection(int side)
        : base(nameof(NoiseInjection))
    {
        weight = nn.Parameter(zeros(1));
        noise_const = randn(side, side);
        RegisterComponents();
    }

    public override Tensor forward(Tensor features)
    {
        var noise = training ? randn([features.shape[0], 1, features.shape[2], features.shape[3]], device: features.device) : noise_const;
        return features + (weight * noise);
    }
}
