using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>The blocks of FastGAN.</summary>
internal static class FastGanBlocks
{
    private const double Slope = 0.2;

    /// <summary>Doubles height and width.</summary>
    public static Sequential Up(int inputChannels, int outputChannels) => nn.Sequential(
        [Double(), .. Gated(inputChannels, outputChannels)]);

    /// <summary>The same with a second convolution, and noise after both.</summary>
    /// <param name="inputChannels">I.</param>
    /// <param name="outputChannels">O.</param>
    /// <param name="side">The side of the output in pixels.</param>
    public static Sequential NoisyUp(int inputChannels, int outputChannels, int side) => nn.Sequential(
        [Double(), .. Gated(inputChannels, outputChannels, side), .. Gated(outputChannels, outputChannels, side)]);

    /// <summary>Halves height and width.</summary>
    public static Sequential Down(int inputChannels, int outputChannels, bool independent) => nn.Sequential(
        new NormalizedConvolution(inputChannels, outputChannels, 4, 2, 1), Normalization(outputChannels, independent), Rectifier());

    /// <summary>Batch normalization, scales drawn from N(1, 0.02²); or group normalization.</summary>
    public static nn.Module<Tensor, Tensor> Normalization(int channels, bool independent = false)
    {
        if (independent)
            return GroupNormalization.Create(1, channels);
        var normalization = nn.BatchNorm2d(channels);
        nn.init.normal_(normalization.weight, 1, 0.02);
        return normalization;
    }

    public static LeakyReLU Rectifier() => nn.LeakyReLU(Slope);

    private static Upsample Double() => nn.Upsample(scale_factor: [2, 2], mode: UpsampleMode.Nearest);

    /// <summary>A gated linear unit: a convolution with twice the channels, one half of which gates the other.</summary>
    private static IEnumerable<nn.Module<Tensor, Tensor>> Gated(int inputChannels, int outputChannels, int noiseSide = 0)
    {
        yield return new NormalizedConvolution(inputChannels, outputChannels * 2, 3, 1, 1);
        if (noiseSide > 0)
            yield return new NoiseInjection(noiseSide);
        yield return Normalization(outputChannels * 2);
        yield return nn.GLU(1);
    }
}
