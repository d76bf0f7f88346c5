using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// A linear layer to small features, residual blocks that double them, and a convolution to the image. The names of the
/// parameters are those of BigGAN's PyTorch code.
/// </summary>
internal sealed class ResidualGenerator : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly ResidualPlan _plan;
    private readonly ConditionEmbedding? shared;
    private readonly nn.Module<Tensor, Tensor> linear;
    private readonly ModuleList<ModuleList<nn.Module>> blocks;
    private readonly Sequential output_layer;

    public ResidualGenerator(ResidualPlan plan)
        : base(nameof(ResidualGenerator))
    {
        _plan = plan;
        var spectral = plan.SpectralGenerator;
        var start = checked(plan.Table.Up[0] * plan.GeneratorWidth);
        shared = plan.EmbeddingSize > 0 && plan.Specification.ConditionSize > 0
            ? new ConditionEmbedding(plan.Specification.ConditionSize, plan.EmbeddingSize)
            : null;
        linear = SpectralOr.Linear(spectral, plan.FirstLayerInputs, checked(start * plan.BottomHeight * plan.BottomWidth));
        blocks = new ModuleList<ModuleList<nn.Module>>();
        var width = start;
        foreach (var (inputs, outputs, attends) in plan.UpBlocks())
        {
            var block = new ModuleList<nn.Module>(
                new ResidualUpBlock(inputs, outputs, plan.BlockConditionSize, spectral, spectral && plan.SpectralCondition));
            if (attends)
                block.Add(new SelfAttention(outputs));
            blocks.Add(block);
            width = outputs;
        }

        output_layer = nn.Sequential(
            nn.BatchNorm2d(width),
            nn.ReLU(inplace: true),
            SpectralOr.Convolution(spectral, width, plan.Specification.Image.Channels, 3),
            nn.Tanh());
        RegisterComponents();
        plan.Start(this);
    }

    public override Tensor forward(Tensor latent, Tensor condition)
    {
        var style = shared is null ? condition : shared.call(condition);
        var first = latent.narrow(1, 0, _plan.FirstChunkSize);
        var features = linear.call(_plan.ConditionsBlocks ? first : cat([first, style], 1))
            .view(latent.shape[0], -1, _plan.BottomHeight, _plan.BottomWidth);
        for (var i = 0; i < blocks.Count; i++)
        {
            var own = ConditionOf(i, latent, style);
            foreach (var layer in blocks[i])
                features = layer is ResidualUpBlock block ? block.call(features, own) : ((SelfAttention)layer).call(features);
        }

        return output_layer.call(features);
    }

    /// <summary>What a block depends on: the condition, and its part of the latent.</summary>
    private Tensor ConditionOf(int block, Tensor latent, Tensor style)
    {
        if (_plan.ChunkSize == 0)
            return style;
        var part = latent.narrow(1, _plan.FirstChunkSize + (block * _plan.ChunkSize), _plan.ChunkSize);
        return _plan.ConditionsBlocks ? cat([style, part], 1) : part;
    }
}
