using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// StyleGAN2's mapping network: (latent N×Z, condition N×K) → style N×W. The latent and an embedding of the condition are each normalized to a mean
/// square of 1, concatenated, and passed through fully connected layers with a low learning rate. A discriminator has one without a latent (Z = 0),
/// which maps its condition.
/// </summary>
internal sealed class StyleMapping : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly EqualizedLinear? embed;
    private readonly Tensor? w_avg;
    private readonly List<EqualizedLinear> _layers = [];
    private readonly bool _takesLatent;

    public StyleMapping(int latentSize, int conditionSize, int styleSize, int layers, double learningRate, bool keepsMean = false)
        : base(nameof(StyleMapping))
    {
        _takesLatent = latentSize > 0;
        if (conditionSize > 0)
            embed = new EqualizedLinear(conditionSize, styleSize);
        var width = latentSize + (conditionSize > 0 ? styleSize : 0);
        for (var layer = 0; layer < layers; layer++)
        {
            _layers.Add(new EqualizedLinear(width, styleSize, learningRate: learningRate));
            register_module($"fc{layer}", _layers[layer]);
            width = styleSize;
        }

        if (keepsMean)
            w_avg = zeros(styleSize);
        RegisterComponents();
    }

    /// <summary>The running mean of styles, W values, if this network has one.</summary>
    public Tensor? MeanStyle => w_avg;

    /// <summary>The number of weights of such a network.</summary>
    public static long CountWeights(int latentSize, int conditionSize, int styleSize, int layers)
    {
        checked
        {
            var embedded = conditionSize > 0 ? styleSize : 0L;
            return ((conditionSize + 1L) * embedded) + ((latentSize + embedded + 1) * styleSize) + ((layers - 1L) * (styleSize + 1L) * styleSize);
        }
    }

    public override Tensor forward(Tensor latent, Tensor condition)
    {
        var parts = new List<Tensor>();
        if (_takesLatent)
            parts.Add(PixelNorm.Apply(latent));
        if (embed is not null)
            parts.Add(PixelNorm.Apply(embed.call(condition)));
        var style = parts.Count == 1 ? parts[0] : cat(parts, 1);
        foreach (var layer in _layers)
            style = StyleActivation.Apply(layer.call(style));
        return style;
    }
}
