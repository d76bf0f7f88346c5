using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>The last layers of StyleGAN2's discriminator: N×C×4×4, with minibatch deviation → features N×C → outputs N×O.</summary>
internal sealed class DiscriminatorEpilogue : nn.Module
{
    private readonly FilteredConvolution conv;
    private readonly EqualizedLinear fc;
    private readonly EqualizedLinear @out;
    private readonly EqualizedLinear? auxiliary;
    private readonly int _group;

    public DiscriminatorEpilogue(StyleGan2Architecture options, int outputs, int auxiliaryOutputs)
        : base(nameof(DiscriminatorEpilogue))
    {
        _group = options.DeviationGroup;
        var channels = options.ChannelsAt(StyleGan2Architecture.SmallestSide);
        conv = new FilteredConvolution(channels + 1, channels, 3) { ConvClamp = options.ConvClamp };
        fc = new EqualizedLinear(16L * channels, channels);
        @out = new EqualizedLinear(channels, outputs);
        if (auxiliaryOutputs > 0)
            auxiliary = new EqualizedLinear(channels, auxiliaryOutputs);
        RegisterComponents();
    }

    /// <summary>The number of weights of such an end.</summary>
    public static long CountWeights(StyleGan2Architecture options, int outputs, int auxiliaryOutputs)
    {
        checked
        {
            var channels = (long)options.ChannelsAt(StyleGan2Architecture.SmallestSide);
            return (((9 * (channels + 1)) + 1) * channels) + (((16 * channels) + 1) * channels) + ((channels + 1) * ((long)outputs + auxiliaryOutputs));
        }
    }

    /// <returns>The outputs, N×O, and those of the auxiliary task, N×A, if there is one.</returns>
    public (Tensor Outputs, Tensor? Auxiliary) Outputs(Tensor features)
    {
        var last = conv.call(MinibatchDeviation.Append(features, _group)).flatten(1);
        last = StyleActivation.Apply(fc.call(last));
        return (@out.call(last), auxiliary?.call(last));
    }
}
