using TorchSharp;
using TorchSharp.Modules;

namespace Microsoft.ML.Gan.Networks;

/// <summary>Normalization of each image by itself, over groups of channels, with the weights that PyTorch begins with.</summary>
internal static class GroupNormalization
{
    /// <param name="groups">Groups of channels.</param>
    /// <param name="channels">Channels.</param>
    public static GroupNorm Create(int groups, int channels)
    {
        // TorchSharp leaves in its weights whatever was in memory.
#pragma warning disable RS0030
        var layer = torch.nn.GroupNorm(groups, channels);
#pragma warning restore RS0030
        torch.nn.init.ones_(layer.weight);
        torch.nn.init.zeros_(layer.bias!);
        return layer;
    }
}
