using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>
/// The layers with a special implementation, each against the plain one, channels-last: forward pass and, except for inference, the gradients of
/// input and weight. An implementation that is not faster should be removed.
/// </summary>
internal static class LayersSubject
{
    private const int BatchSize = 64;

    public static void Run(int rounds, int steps)
    {
        Console.WriteLine($"Layers, batch {BatchSize}, forward and both gradients, median ms of {rounds} rounds of {steps}, by turns.");
        Console.WriteLine();
        Console.WriteLine("| layer | special | plain | ratio |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (inputs, outputs, side) in new[] { (256, 256, 8), (128, 64, 16) })
        {
            using var scope = NewDisposeScope();
            var (x, weight, large) = (Leaf(BatchSize, inputs, side, side), Leaf(outputs, inputs, 3, 3), Leaf(BatchSize, inputs, 2 * side, 2 * side));
            Compare(
                $"3×3 convolution of doubled features, {inputs}→{outputs}, {side}² to {2 * side}²",
                () => Backward(ResampledConvolution.Apply(x, weight, null, Rescaling.Doubled), x, weight),
                () => Backward(nn.functional.conv2d(nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest), weight, padding: [1, 1]), x, weight));
            Compare(
                $"halved 3×3 convolution, {inputs}→{outputs}, {2 * side}² to {side}²",
                () => Backward(ResampledConvolution.Apply(large, weight, null, Rescaling.Halved), large, weight),
                () => Backward(nn.functional.avg_pool2d(nn.functional.conv2d(large, weight, padding: [1, 1]), 2), large, weight));
        }

        using (NewDisposeScope())
        {
            var (latent, weight) = (randn(BatchSize, 128).requires_grad_(), Leaf(128, 256, 4, 4));
            Compare(
                "latent to image, 128→256×4²",
                () => Backward(LatentToImage.Apply(latent, weight), latent, weight),
                () => Backward(nn.functional.conv_transpose2d(latent.unsqueeze(2).unsqueeze(3), weight), latent, weight));
        }

        using (NewDisposeScope())
        {
            using var layer = new ImageToLogit(256, 4, 4).ToChannelsLast();
            var (features, weight) = (Leaf(BatchSize, 256, 4, 4), layer.parameters().Single());
            Compare(
                "image to logit, 256×4²→1",
                () => Backward(layer.call(features), features, weight),
                () => Backward(nn.functional.conv2d(features, weight).flatten(1), features, weight));
        }

        using (NewDisposeScope())
        using (no_grad())
        {
            Tensor Weights(string name, params long[] shape) => name.EndsWith("running_var", StringComparison.Ordinal) ? rand(shape) + 1 : randn(shape);
            using var folded = new FoldedConvolution(Weights, "block", 64, 64, (3, 3), 1, (1, 1), 1e-3, CPU);
            var (features, weight, mean, variance) = (ChannelsLast.Of(randn(BatchSize, 64, 35, 35)), ChannelsLast.Of(randn(64, 64, 3, 3)), randn(64), rand(64) + 1);
            Compare(
                "convolution, normalization and ReLU without gradients, 64→64, 35²",
                () => folded.call(features),
                () => nn.functional.batch_norm(nn.functional.conv2d(features, weight, padding: [1, 1]), mean, variance).relu_());
        }

        void Compare(string name, Action special, Action plain)
        {
            var times = Turns.Take(rounds, Times(special), Times(plain));
            Console.WriteLine($"| {name} | {times[0].Median:F2} | {times[1].Median:F2} | {times[0].Median / times[1].Median:F2} |");
        }

        Func<IEnumerable<double>> Times(Action work)
        {
            Once(work); // warms up
            return () => [.. Enumerable.Range(0, steps).Select(_ => Once(work))];
        }
    }

    private static double Once(Action work)
    {
        using var scope = NewDisposeScope();
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static Tensor Leaf(params long[] shape) => ChannelsLast.Of(randn(shape)).requires_grad_();

    private static void Backward(Tensor output, Tensor input, Tensor weight) => Gradient.Of(output.sum(), [input, weight]);
}
