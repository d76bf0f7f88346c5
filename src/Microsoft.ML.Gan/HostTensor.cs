using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Tensors of values on the host.</summary>
internal static class HostTensor
{
    /// <summary>A copy of values on a device, in memory of libtorch's own.</summary>
    /// <remarks>
    /// TorchSharp's <c>tensor</c> may use the array itself. Its address is not aligned as libtorch's memory is, and matrix products of
    /// MKL differ in the last bit by alignment: the same training would not give the same weights.
    /// </remarks>
    public static Tensor Of(float[] values, long[] shape, Device device)
    {
        using var shared = tensor(values, shape);
        return device.type == DeviceType.CPU ? shared.clone() : shared.to(device);
    }
}
