using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// A generator's residual block, which doubles height and width (Miyato et al., 2018, figure 10):
/// (features N×I×H×W, condition N×K) → N×O×2H×2W.
/// </summary>
internal sealed class ResidualUpBlock : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly nn.Module bn1;
    private readonly nn.Module bn2;
    private readonly nn.Module<Tensor, Tensor> conv1;
    private readonly nn.Module<Tensor, Tensor> conv2;
    private readonly nn.Module<Tensor, Tensor> conv_sc;

    /// <param name="inputs">I.</param>
    /// <param name="outputs">O.</param>
    /// <param name="conditionSize">K; with 0 the batch normalizations have no condition.</param>
    /// <param name="spectral">All weights are spectrally normalized.</param>
    /// <param name="spectralCondition">Whether the weights of the condition are, too.</param>
    public ResidualUpBlock(int inputs, int outputs, int conditionSize, bool spectral, bool spectralCondition)
        : base(nameof(ResidualUpBlock))
    {
        bn1 = ConditionalBatchNorm.Create(conditionSize, inputs, spectralCondition);
        bn2 = ConditionalBatchNorm.Create(conditionSize, outputs, spectralCondition);
        conv1 = SpectralOr.Convolution(spectral, inputs, outputs, 3, Rescaling.Doubled);
        conv2 = SpectralOr.Convolution(spectral, outputs, outputs, 3);
        conv_sc = SpectralOr.Convolution(spectral, inputs, outputs, 1, Rescaling.Doubled);
        RegisterComponents();
    }

    public override Tensor forward(Tensor features, Tensor condition)
    {
        var hidden = conv1.call(ConditionalBatchNorm.Call(bn1, features, condition).relu_());
        return conv2.call(ConditionalBatchNorm.Call(bn2, hidden, condition).relu_()).add_(conv_sc.call(features));
    }
}
