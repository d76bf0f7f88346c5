using DatasetAugmentationSample;
using Microsoft.ML.Gan;
using Microsoft.ML.Gan.Experiments;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>A pair of modules as anybody may write it: the generator enlarges by repeating pixels. The class comes beside the latent and as planes.</summary>
internal static class OwnModules
{
    private const int LatentSize = 64;
    private const double Slope = 0.2;

    public static IGanArchitecture Architecture => GanArchitecture.From(Generator, Discriminator, LatentSize, "enlarging");

    private static nn.Module<Tensor, Tensor> Generator() => nn.Sequential(
        nn.Linear(LatentSize + PictureRow.Classes, 128 * 7 * 7),
        nn.Unflatten(1, [128, 7, 7]),
        nn.BatchNorm2d(128),
        nn.ReLU(),
        nn.Upsample(scale_factor: [2, 2]),
        nn.Conv2d(128, 64, kernel_size: 3, padding: 1),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.Upsample(scale_factor: [2, 2]),
        nn.Conv2d(64, 32, kernel_size: 3, padding: 1),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.Conv2d(32, 1, kernel_size: 3, padding: 1),
        nn.Tanh());

    private static nn.Module<Tensor, Tensor> Discriminator() => nn.Sequential(
        nn.Conv2d(1 + PictureRow.Classes, 32, kernel_size: 4, stride: 2, padding: 1),
        nn.LeakyReLU(Slope),
        nn.Conv2d(32, 64, kernel_size: 4, stride: 2, padding: 1),
        nn.LeakyReLU(Slope),
        nn.Flatten(),
        nn.Linear(64 * 7 * 7, 1));
}
