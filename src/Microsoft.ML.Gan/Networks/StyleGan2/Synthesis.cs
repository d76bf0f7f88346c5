using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>StyleGAN2's synthesis network: styles N×L×W → images N×C×H×W, from 4×4 up.</summary>
internal sealed class Synthesis : nn.Module<Tensor, Tensor>
{
    private readonly List<SynthesisBlock> _blocks = [];

    public Synthesis(StyleGan2Architecture options, ImageShape image)
        : base(nameof(Synthesis))
    {
        for (var side = StyleGan2Architecture.SmallestSide; side <= image.Height; side *= 2)
        {
            var block = new SynthesisBlock(options, side, image.Channels);
            _blocks.Add(block);
            register_module($"b{side}", block);
            StyleLayers += block.Convolutions;
        }

        StyleLayers++; // the last conversion to colours; the others share the style of the convolution after them
        RegisterComponents();
    }

    /// <summary>L.</summary>
    public int StyleLayers { get; }

    /// <summary>For each style the weights that read it: those of a convolution, of a conversion to colours, or of both, O×W.</summary>
    public IReadOnlyList<Tensor> StyleWeights()
    {
        var readers = Enumerable.Range(0, StyleLayers).Select(_ => new List<Tensor>()).ToArray();
        var style = 0;
        foreach (var block in _blocks)
        {
            if (block.Convolutions == 2)
                Add("conv0", style++);
            Add("conv1", style++);
            Add("torgb", style);

            void Add(string layer, int at) => readers[at].Add(block.get_parameter($"{layer}.affine.weight")!);
        }

        return [.. readers.Select(weights => cat(weights, 0))];
    }

    public override Tensor forward(Tensor styles)
    {
        (Tensor Features, Tensor Image)? result = null;
        var style = 0;
        foreach (var block in _blocks)
        {
            result = block.Grow(result, styles, style);
            style += block.Convolutions;
        }

        return result!.Value.Image;
    }
}
