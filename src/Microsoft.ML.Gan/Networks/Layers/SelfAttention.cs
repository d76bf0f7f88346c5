using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// Self-attention over the pixels of features (Zhang et al., 2019): N×C×H×W → the same. Queries are pixels (C/8 channels), keys and values are 2×2
/// blocks (C/8 and C/2 channels); the result is added with a learned weight γ, initially 0.
/// </summary>
internal sealed class SelfAttention : nn.Module<Tensor, Tensor>
{
    private readonly SpectralConvolution theta;
    private readonly SpectralConvolution phi;
    private readonly SpectralConvolution g;
    private readonly SpectralConvolution o;
    private readonly Parameter gamma;

    public SelfAttention(int channels)
        : base(nameof(SelfAttention))
    {
        var (query, value) = Widths(channels);
        theta = new SpectralConvolution(channels, query, 1, hasBias: false);
        phi = new SpectralConvolution(channels, query, 1, hasBias: false);
        g = new SpectralConvolution(channels, value, 1, hasBias: false);
        o = new SpectralConvolution(value, channels, 1, hasBias: false);
        gamma = nn.Parameter(tensor(0f));
        RegisterComponents();
    }

    /// <summary>The channels of queries and keys, and of values.</summary>
    public static (int Query, int Value) Widths(int channels) => (Math.Max(1, channels / 8), Math.Max(1, channels / 2));

    public override Tensor forward(Tensor features)
    {
        var (height, width) = (features.shape[2], features.shape[3]);
        var query = theta.call(features).flatten(2).transpose(1, 2);
        var key = nn.functional.max_pool2d(phi.call(features), 2).flatten(2);
        var value = nn.functional.max_pool2d(g.call(features), 2).flatten(2);
        var share = nn.functional.softmax(query.bmm(key), -1); // N × pixels × blocks
        var answer = value.bmm(share.transpose(1, 2)).view(-1, value.shape[1], height, width);
        return features + (gamma * o.call(answer));
    }
}
