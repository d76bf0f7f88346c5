using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

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
