using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>A <see cref="ConditionEmbedding"/>, N×K → N×F, whose weight K×F is spectrally normalized.</summary>
internal sealed class SpectralEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight_orig; // named as in torch.nn.utils.spectral_norm, so that weights can be exchanged
    private readonly Tensor weight_u;
    private readonly Tensor weight_v;

    public SpectralEmbedding(int conditionSize, int features)
        : base(nameof(SpectralEmbedding))
    {
        weight_orig = nn.Parameter(empty(conditionSize, features));
        weight_u = SpectralNormalization.NewDirection(conditionSize);
        weight_v = SpectralNormalization.NewDirection(features);
        RegisterComponents();
    }

    public override Tensor forward(Tensor condition) =>
        condition.mm(SpectralNormalization.Normalize(weight_orig, weight_u, weight_v, training));
}
