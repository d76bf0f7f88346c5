using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// One styled layer of StyleGAN2: a demodulated 3×3 convolution, noise, a bias and the activation.
/// (features N×I×H×W, style N×W) → N×O×H×W, or twice the size. The noise is random for each image in training and constant afterwards.
/// </summary>
internal sealed class SynthesisLayer : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly EqualizedLinear affine;
    private readonly Parameter weight; // TorchSharp finds a parameter by the name of its field when it moves it to another device
    private readonly Parameter bias;
    private readonly Parameter? noise_strength;
    private readonly Tensor? noise_const;
    private readonly Tensor resample_filter;
    private readonly bool _doubles;
    private readonly double? _clamp;

    public SynthesisLayer(StyleGan2Architecture options, int inputChannels, int outputChannels, int side, bool doubles)
        : base(nameof(SynthesisLayer))
    {
        (_doubles, _clamp) = (doubles, options.ConvClamp);
        affine = new EqualizedLinear(options.StyleSize, inputChannels, initialBias: 1);
        weight = nn.Parameter(empty(outputChannels, inputChannels, 3, 3));
        nn.init.normal_(weight);
        bias = nn.Parameter(zeros(outputChannels));
        resample_filter = FirFilter.Create();
        if (options.UseNoise)
        {
            noise_const = randn(side, side);
            noise_strength = nn.Parameter(tensor(0f));
        }

        RegisterComponents();
    }

    /// <summary>The number of weights of such a layer.</summary>
    public static long CountWeights(StyleGan2Architecture options, long inputChannels, long outputChannels)
    {
        checked
        {
            return ((options.StyleSize + 1L) * inputChannels) + (9 * inputChannels * outputChannels) + outputChannels + (options.UseNoise ? 1 : 0);
        }
    }

    public override Tensor forward(Tensor features, Tensor style)
    {
        var scales = affine.call(style);
        var result = _doubles
            ? ModulatedConvolution.ApplyUp(features, weight, scales, resample_filter)
            : ModulatedConvolution.Apply(features, weight, scales, demodulate: true);
        if (noise_strength is not null)
        {
            var noise = training ? randn([result.shape[0], 1, result.shape[2], result.shape[3]], device: result.device) : noise_const!;
            result = result + (noise * noise_strength);
        }

        return StyleActivation.Apply(result + bias.view(1, -1, 1, 1), StyleActivation.Gain, _clamp);
    }
}
