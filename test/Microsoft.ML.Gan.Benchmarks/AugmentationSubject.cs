using System.Diagnostics;
using Microsoft.ML.Gan.Tests;

namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>Each augmentation on one thread, an image at a time, against torchvision's (reference_augmentation.py).</summary>
internal static class AugmentationSubject
{
    private const int ImagesATurn = 1000;
    private const int DifferentImages = 64;

    private static readonly ImageShape _gray = new(1, 28, 28);
    private static readonly ImageShape _color = new(3, 64, 64);

    /// <summary>What torchvision has too, with the same parameters and always applied.</summary>
    private static readonly ImageAugmentation _operations = ImageAugmentation.None
        .HorizontalFlip(1)
        .VerticalFlip(1)
        .RandomCrop(padding: 4)
        .RandomResizedCrop()
        .CenterCrop(24, 24)
        .Pad(4)
        .Shift(0.125)
        .Rotation(15)
        .Zoom((0.75, 1.25))
        .Affine(15, (0.125, 0.125), (0.75, 1.25), (10, 10))
        .Affine(15, (0.125, 0.125), (0.75, 1.25), (10, 10), ImageInterpolation.Bilinear)
        .Perspective(0.5, 1)
        .Elastic()
        .RandomErasing(1)
        .Brightness(0.25)
        .Contrast(0.25)
        .Saturation(0.25)
        .Hue(0.125)
        .ColorJitter(0.25, 0.25, 0.25, 0.125)
        .Gamma((0.5, 2))
        .Grayscale(1)
        .Invert(1)
        .Posterize(4, 1)
        .Solarize(128, 1)
        .Equalize(1)
        .AutoContrast(1)
        .Sharpness(2, 1)
        .GaussianBlur()
        .AutoAugment(AutoAugmentDataset.Cifar10)
        .RandAugment()
        .TrivialAugmentWide();

    public static void Run(int rounds, string python)
    {
        using var reference = ReferenceProcess.Start(python, "reference_augmentation.py", threads: 1, blasThreads: 1);
        var operations = _operations.Operations.Select(operation => (
            Name: operation is AffineAugmentation { Interpolation: ImageInterpolation.Bilinear } ? $"{operation.Name}, bilinear" : operation.Name,
            Augmentation: ImageAugmentation.None.Then(operation))).ToArray();
        for (var pass = 0; pass < 3; pass++)
        {
            // The JIT recompiles hot methods twice in the background; a trainer's many epochs run the last version.
            foreach (var (_, augmentation) in operations)
            {
                Augment(augmentation, _gray);
                Augment(augmentation, _color);
            }

            Thread.Sleep(1000);
        }

        Console.WriteLine($"Images/s at the median on 1 thread; {rounds} rounds of {ImagesATurn} images, by turns.");
        Console.WriteLine();
        Console.WriteLine($"| | {_gray}: Microsoft.ML.Gan | torchvision | ratio (time) | {_color}: Microsoft.ML.Gan | torchvision | ratio (time) |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (name, augmentation) in operations)
            Console.WriteLine($"| {name} | {Compare(name, augmentation, _gray)} | {Compare(name, augmentation, _color)} |");

        string Compare(string name, ImageAugmentation augmentation, ImageShape shape)
        {
            if (shape.Channels == 1 && augmentation.Operations[0] is SaturationAugmentation or HueAugmentation or GrayscaleAugmentation)
                return "| | "; // of colours only
            if (reference is null)
                return $"{Speed(Turns.Take(rounds, () => [Augment(augmentation, shape)])[0])} | | ";

            double[] Ask() => [reference.Ask<double>($"{name}|{shape.Channels}|{shape.Height}|{ImagesATurn}")];
            Ask(); // warms up
            var times = Turns.Take(rounds, () => [Augment(augmentation, shape)], Ask);
            return $"{Speed(times[0])} | {Speed(times[1])} | {times[0].Median / times[1].Median:F3}";
        }
    }

    private static string Speed(Timing time) => $"{1000 * ImagesATurn / time.Median:N0}";

    /// <summary>As a batch is filled: bytes in, augmented, bytes out.</summary>
    /// <returns>The milliseconds that it took.</returns>
    private static double Augment(ImageAugmentation augmentation, ImageShape shape)
    {
        using var values = Pattern.Uniform(1, DifferentImages, shape.Height, shape.Width, shape.Channels);
        var pixels = values.data<float>().Select(value => (byte)((value + 1) * 128)).ToArray();
        var (image, random) = (new WorkingImage(), new AugmentationRandom());
        var batch = new byte[augmentation.GetOutputShape(shape).Length];
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < ImagesATurn; i++)
        {
            pixels.AsSpan(i % DifferentImages * shape.Length, shape.Length).CopyTo(image.Start(shape));
            augmentation.Apply(image, random, seed: 1, epoch: 0, row: (ulong)i);
            image.Pixels.CopyTo(batch);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
