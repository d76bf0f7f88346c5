using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// A linear layer to small features, residual blocks that double them, and a convolution to the image. The names of the
/// parameters are those of BigGAN's PyTorch code.
/// </summary>
internal sealed class ResidualGenerator : nn.Module<Tensor, Tensor, Tensor>, ILatentLayers
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

    /// <summary>Whether blocks get the condition itself, before their latent part, instead of an embedding.</summary>
    public bool TakesConditionFirst => _plan.ConditionsBlocks && _plan.ChunkSize > 0 && _plan.EmbeddingSize == 0;

    /// <summary>The weights of the first layer and, if blocks have a part of the latent, of the maps to their gains and biases.</summary>
    public IReadOnlyList<Tensor> LatentWeights()
    {
        var weights = new List<Tensor> { Widen(WeightOf("linear").narrow(1, 0, _plan.FirstChunkSize), 0) };
        for (var i = 0; i < blocks.Count && _plan.ChunkSize > 0; i++)
        {
            foreach (var map in (string[])["bn1.gain", "bn1.bias", "bn2.gain", "bn2.bias"])
            {
                var weight = WeightOf($"blocks.{i}.0.{map}");
                weights.Add(Widen(weight.narrow(1, weight.shape[1] - _plan.ChunkSize, _plan.ChunkSize), _plan.FirstChunkSize + (i * _plan.ChunkSize)));
            }
        }

        return weights;
    }

    /// <summary>The effective weight of the layer: its weight, or its weight divided by the largest singular value.</summary>
    private Tensor WeightOf(string layer) => get_parameter($"{layer}.weight_orig") is { } normalized
        ? normalized / linalg.svdvals(normalized).narrow(0, 0, 1)
        : get_parameter($"{layer}.weight")!;

    /// <summary>O×(a part of the latent) → O×Z, where the rest is 0.</summary>
    private Tensor Widen(Tensor weight, long start)
    {
        var wide = zeros([weight.shape[0], _plan.LatentSize], device: weight.device);
        wide.narrow(1, start, weight.shape[1]).copy_(weight);
        return wide;
    }

    /// <summary>The input of a block's normalizations: the condition and its part of the latent.</summary>
    private Tensor ConditionOf(int block, Tensor latent, Tensor style)
    {
        if (_plan.ChunkSize == 0)
            return style;
        var part = latent.narrow(1, _plan.FirstChunkSize + (block * _plan.ChunkSize), _plan.ChunkSize);
        return _plan.ConditionsBlocks ? cat([style, part], 1) : part;
    }
}
