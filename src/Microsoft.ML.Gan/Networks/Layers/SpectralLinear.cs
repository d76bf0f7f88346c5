using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>A linear layer, N×I → N×O, whose weight O×I is spectrally normalized.</summary>
internal sealed class SpectralLinear : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight_orig; // named as in torch.nn.utils.spectral_norm, so that weights can be exchanged
    private readonly Parameter? bias;
    private readonly Tensor weight_u;
    private readonly Tensor weight_v;

    public SpectralLinear(int inputs, int outputs, bool hasBias = true)
        : base(nameof(SpectralLinear))
    {
        weight_orig = nn.Parameter(empty(outputs, inputs));
        bias = hasBias ? nn.Parameter(zeros(outputs)) : null;
        weight_u = SpectralNormalization.NewDirection(outputs);
        weight_v = SpectralNormalization.NewDirection(inputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) =>
        nn.functional.linear(input, SpectralNormalization.Normalize(weight_orig, weight_u, weight_v, training), bias);
}
