using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Data;

/// <summary>The bridge between the host's bytes, N×H×W×C, and the networks' numbers, N×C×H×W in [-1, 1].</summary>
internal static class Pixels
{
    /// <summary>Bytes to b/127.5 − 1, channels-last as the bytes are; the bytes travel to the device, the arithmetic happens there.</summary>
    public static Tensor ToTensor(byte[] pixels, int count, ImageShape shape, Device device) =>
        tensor(pixels, [count, shape.Height, shape.Width, shape.Channels], dtype: ScalarType.Byte)
            .to(device)
            .permute(0, 3, 1, 2)
            .to(ScalarType.Float32)
            .div_(127.5)
            .sub_(1);

    /// <summary>Back to bytes: (x + 1)·127.5, rounded and limited to 0…255.</summary>
    public static byte[] ToBytes(Tensor images) =>
        images
            .detach()
            .add(1)
            .mul_(127.5)
            .round_()
            .clamp_(0, 255)
            .permute(0, 2, 3, 1)
            .contiguous()
            .to(ScalarType.Byte)
            .cpu()
            .data<byte>()
            .ToArray();
}
