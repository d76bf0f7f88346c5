using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// StyleGAN2's generator. In training, some batches mix the styles of two latents, so that neighbouring layers do not rely on each other, and the
/// running mean of styles is updated.
/// </summary>
internal sealed class StyleGan2Generator : nn.Module<Tensor, Tensor, Tensor>, IStyleGenerator, ILatentLayers
{
    private readonly StyleMapping mapping;
    private readonly Synthesis synthesis;
    private readonly StyleGan2Architecture _options;

    public StyleGan2Generator(StyleGan2Architecture options, NetworkSpecification specification)
        : base(nameof(StyleGan2Generator))
    {
        _options = options;
        mapping = new StyleMapping(
            options.LatentSize, specification.ConditionSize, options.StyleSize, options.MappingLayers, options.MappingLearningRate, keepsMean: true);
        synthesis = new Synthesis(options, specification.Image);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public int StyleLayers => synthesis.StyleLayers;

    /// <inheritdoc/>
    public Tensor MeanStyle => mapping.MeanStyle!;

    public override Tensor forward(Tensor latent, Tensor condition) => Synthesize(Map(latent, condition));

    /// <inheritdoc/>
    public Tensor Map(Tensor latent, Tensor condition, double truncation = 1)
    {
        var style = mapping.call(latent, condition);
        if (training)
            FollowMean(style);
        if (truncation != 1)
            style = MeanStyle + (truncation * (style - MeanStyle));
        var styles = style.unsqueeze(1).expand(-1, StyleLayers, -1);
        return training ? Mix(styles, latent, condition) : styles;
    }

    /// <inheritdoc/>
    public Tensor Synthesize(Tensor styles) => synthesis.call(styles);

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> LatentWeights() => synthesis.StyleWeights();

    /// <summary>Style mixing: from a random layer on, the styles of other latents.</summary>
    private Tensor Mix(Tensor styles, Tensor latent, Tensor condition)
    {
        if (_options.StyleMixing == 0 || rand(1).item<float>() >= _options.StyleMixing)
            return styles;
        var from = 1 + (int)(rand(1).item<float>() * (StyleLayers - 1));
        var others = mapping.call(randn_like(latent), condition).unsqueeze(1).expand(-1, StyleLayers - from, -1);
        return cat([styles.narrow(1, 0, from), others], 1);
    }

    private void FollowMean(Tensor style)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        MeanStyle.mul_(_options.MeanStyleDecay).add_(style.mean([0]), alpha: 1 - _options.MeanStyleDecay);
    }
}
