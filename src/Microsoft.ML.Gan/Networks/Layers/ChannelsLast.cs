using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// PyTorch's memory format <c>torch.channels_last</c>: N×C×H×W in shape, N×H×W×C in memory. Convolutions whose input and weight have it
/// run without reordering. TorchSharp has no argument for this format, so it is set through strides.
/// </summary>
internal static class ChannelsLast
{
    /// <summary>A copy of N×C×H×W images in this format.</summary>
    public static Tensor Of(Tensor images) => images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>Puts every weight O×I×k×k of a network into this format, as <c>module.to(memory_format=torch.channels_last)</c> does.</summary>
    /// <returns>The network.</returns>
    public static T ToChannelsLast<T>(this T network)
        where T : nn.Module
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var weight in network.parameters().Where(parameter => parameter.dim() == 4))
            weight.set_(Of(weight));
        return network;
    }

    /// <summary>The strides of a dense tensor: those of this format, or of the contiguous one.</summary>
    public static long[] DenseStrides(Tensor tensor)
    {
        if (Is(tensor))
            return tensor.stride();
        using var scope = NewDisposeScope();
        return tensor.is_contiguous() ? tensor.stride() : tensor.contiguous().stride();
    }

    /// <summary>Whether a tensor's strides are those of this format.</summary>
    public static bool Is(Tensor tensor)
    {
        if (tensor.dim() != 4)
            return false;
        using var scope = NewDisposeScope();
        return tensor.permute(0, 2, 3, 1).is_contiguous();
    }
}
