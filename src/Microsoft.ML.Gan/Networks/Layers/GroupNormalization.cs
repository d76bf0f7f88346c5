using TorchSharp;
using TorchSharp.Modules;

namespace Microsoft.ML.Gan.Networks;

/// <summary>Group normalization with PyTorch's initial weights.</summary>
internal static class GroupNormalization
{
    /// <param name="groups">Groups of channels.</param>
    /// <param name="channels">Channels.</param>
    public static GroupNorm Create(int groups, int channels)
    {
        // TorchSharp does not initialize these weights.
#pragma warning disable RS0030
        var layer = torch.nn.GroupNorm(groups, channels);
#pragma warning restore RS0030
        torch.nn.init.ones_(layer.weight);
        torch.nn.init.zeros_(layer.bias!);
        return layer;
    }
}
