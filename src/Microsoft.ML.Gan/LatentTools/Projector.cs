using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.LatentTools;

/// <summary>
/// Searches the point whose image is most similar to a given image: Adam on the point, with the schedules of StyleGAN2's projector
/// (Karras et al., 2020, appendix D). The paper's perceptual distance needs the weights of another network; this class compares pixels
/// at several resolutions (<see cref="ImagePyramid"/>). Noise inputs are not optimized: they belong to the model.
/// </summary>
/// <param name="space">The space to search in.</param>
/// <param name="steps">The steps of the optimizer.</param>
/// <param name="learningRate">The largest learning rate of its schedule.</param>
internal sealed class Projector(LatentSpace space, int steps, double learningRate)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;
    private const double RampUp = 0.05;
    private const double RampDown = 0.25;
    private const double NoiseEnd = 0.75;

    /// <summary>Optimizes each starting point by itself.</summary>
    /// <param name="target">The given image, 1×C×H×W in [-1, 1].</param>
    /// <param name="start">The starting points.</param>
    /// <param name="random">The random generator of the noise, on the CPU.</param>
    /// <param name="token">Cancels the search with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The best of the points; it belongs to the caller's dispose scope.</returns>
    public Projected Search(Tensor target, SearchStart start, Generator random, CancellationToken token)
    {
        var point = start.Points.detach().clone().requires_grad_();
        var (first, second) = (zeros_like(point), zeros_like(point));
        var before = Distances(point, start.Conditions, target);
        for (var step = 0; step < steps; step++)
        {
            token.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var time = (double)step / steps;
            var noisy = start.Noise > 0 ? point + (NoiseAt(time) * start.Noise * randn(point.shape, generator: random).to(space.Device)) : point;
            var loss = ImagePyramid.Distance(space.Synthesize(noisy, start.Conditions), target).sum();
            var gradient = Gradient.Of(loss, point);
            using var noGradient = no_grad();
            first.mul_(Beta1).add_(gradient, alpha: 1 - Beta1);
            second.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            var rate = learningRate * RateAt(time) / (1 - Math.Pow(Beta1, step + 1));
            var deviation = (second / (1 - Math.Pow(Beta2, step + 1))).sqrt_().add_(Epsilon);
            point.sub_(rate * first / deviation);
        }

        var after = Distances(point, start.Conditions, target);
        var best = Array.IndexOf(after, after.Min());
        return new Projected(point.detach().narrow(0, best, 1), start.Conditions.narrow(0, best, 1), before[best], after[best]);
    }

    private static double RateAt(double time)
    {
        var down = Math.Min(1, (1 - time) / RampDown);
        return (0.5 - (0.5 * Math.Cos(down * Math.PI))) * Math.Min(1, time / RampUp);
    }

    private static double NoiseAt(double time)
    {
        var left = Math.Max(0, 1 - (time / NoiseEnd));
        return left * left;
    }

    /// <summary>The root mean squared difference of pixels, in levels of 0…255.</summary>
    private double[] Distances(Tensor points, Tensor conditions, Tensor target)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var meanSquares = ImagePyramid.MeanSquare(space.Synthesize(points, conditions).clamp(-1, 1) - target);
        return [.. meanSquares.cpu().data<float>().Select(value => Math.Sqrt(value) * 127.5)];
    }
}

/// <summary>The result of a search.</summary>
/// <param name="Point">The point.</param>
/// <param name="Condition">Its condition, 1×K.</param>
/// <param name="StartDistance">The distance of its image from the given one before the search, in levels of 0…255.</param>
/// <param name="Distance">The distance after the search.</param>
internal readonly record struct Projected(Tensor Point, Tensor Condition, double StartDistance, double Distance);
