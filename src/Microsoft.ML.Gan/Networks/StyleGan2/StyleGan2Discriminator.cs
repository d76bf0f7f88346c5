using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// StyleGAN2's residual discriminator. A condition goes through a separate mapping network, and the logit is the inner product of its output with the
/// discriminator's outputs (Miyato and Koyama, 2018).
/// </summary>
internal sealed class StyleGan2Discriminator : nn.Module<Tensor, Tensor, Tensor>
{
    private const int MappingLayers = 8; // as in stylegan2-ada, independent of the generator's
    private const double MappingLearningRate = 0.01;

    private readonly StyleMapping? mapping;
    private readonly DiscriminatorEpilogue b4;
    private readonly List<DiscriminatorBlock> _blocks = [];

    public StyleGan2Discriminator(StyleGan2Architecture options, NetworkSpecification specification)
        : base(nameof(StyleGan2Discriminator))
    {
        var image = specification.Image;
        for (var side = image.Height; side > StyleGan2Architecture.SmallestSide; side /= 2)
        {
            var block = new DiscriminatorBlock(options, side, side == image.Height ? image.Channels : 0);
            _blocks.Add(block);
            register_module($"b{side}", block);
        }

        var outputs = Outputs(options, specification);
        if (IsProjected(specification))
            mapping = new StyleMapping(0, specification.ConditionSize, outputs, MappingLayers, MappingLearningRate);
        b4 = new DiscriminatorEpilogue(options, outputs, specification.AuxiliaryOutputs);
        RegisterComponents();
    }

    /// <summary>The number of weights of such a discriminator.</summary>
    public static long CountWeights(StyleGan2Architecture options, NetworkSpecification specification)
    {
        var image = specification.Image;
        var outputs = Outputs(options, specification);
        var count = DiscriminatorEpilogue.CountWeights(options, outputs, specification.AuxiliaryOutputs);
        if (IsProjected(specification))
            count = checked(count + StyleMapping.CountWeights(0, specification.ConditionSize, outputs, MappingLayers));
        for (var side = image.Height; side > StyleGan2Architecture.SmallestSide; side /= 2)
            count = checked(count + DiscriminatorBlock.CountWeights(options, side, side == image.Height ? image.Channels : 0));
        return count;
    }

    public override Tensor forward(Tensor images, Tensor condition)
    {
        var features = images;
        foreach (var block in _blocks)
            features = block.call(features);
        var (logit, auxiliary) = b4.Outputs(features);
        if (mapping is not null)
            logit = (logit * mapping.call(empty(0), condition)).sum(1, keepdim: true) / Math.Sqrt(logit.shape[1]);
        return auxiliary is null ? logit : cat([logit, auxiliary], 1);
    }

    private static bool IsProjected(NetworkSpecification specification) =>
        specification.ConditionSize > 0 && specification.DiscriminatorConditioning != DiscriminatorConditioning.None;

    private static int Outputs(StyleGan2Architecture options, NetworkSpecification specification) =>
        IsProjected(specification) ? options.ChannelsAt(StyleGan2Architecture.SmallestSide) : 1;
}
