using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// Residual blocks that halve the image, the sum over all pixels, and a linear layer, all spectrally normalized. The names of
/// the parameters are those of BigGAN's PyTorch code.
/// </summary>
internal sealed class ResidualDiscriminator : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly bool _seesPlanes;
    private readonly ModuleList<ModuleList<nn.Module<Tensor, Tensor>>> blocks;
    private readonly SpectralLinear linear;
    private readonly SpectralEmbedding? embed;
    private readonly SpectralLinear? auxiliary;

    public ResidualDiscriminator(ResidualPlan plan)
        : base(nameof(ResidualDiscriminator))
    {
        var specification = plan.Specification;
        _seesPlanes = plan.DiscriminatorConditioning == DiscriminatorConditioning.Concatenation;
        blocks = new ModuleList<ModuleList<nn.Module<Tensor, Tensor>>>();
        foreach (var (inputs, hidden, outputs, halves, attends) in plan.DownBlocks())
        {
            var block = new ModuleList<nn.Module<Tensor, Tensor>>(new ResidualDownBlock(inputs, hidden, outputs, halves, isFirst: blocks.Count == 0));
            if (attends)
                block.Add(new SelfAttention(outputs));
            blocks.Add(block);
        }

        linear = new SpectralLinear(plan.Features, 1, plan.HasLogitBias);
        embed = plan.DiscriminatorConditioning == DiscriminatorConditioning.Projection
            ? new SpectralEmbedding(specification.ConditionSize, plan.Features)
            : null;
        auxiliary = specification.AuxiliaryOutputs > 0 ? new SpectralLinear(plan.Features, specification.AuxiliaryOutputs) : null;
        RegisterComponents();
        plan.Start(this);
    }

    public override Tensor forward(Tensor images, Tensor condition)
    {
        var features = _seesPlanes ? ConditionPlanes.Append(images, condition) : images;
        foreach (var block in blocks)
        {
            foreach (var layer in block)
                features = layer.call(features);
        }

        var sums = features.relu().sum([2, 3]);
        var logit = linear.call(sums);
        if (embed is not null)
            logit += (embed.call(condition) * sums).sum(1, keepdim: true);
        return auxiliary is null ? logit : cat([logit, auxiliary.call(sums)], 1);
    }
}
