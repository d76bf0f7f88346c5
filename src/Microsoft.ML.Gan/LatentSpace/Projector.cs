using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Searches the place of a given image: Adam on the place, with the schedules of StyleGAN2's projector (Karras et al., 2020,
/// appendix D). Its perceptual distance needs the weights of another network; here the distance is that of pixels in many
/// sizes (<see cref="ImagePyramid"/>). Noise inputs are not optimized: they belong to the model.
/// </summary>
/// <param name="space">Where to search.</param>
/// <param name="steps">Steps of the optimizer.</param>
/// <param name="learningRate">Its largest learning rate.</param>
internal sealed class Projector(LatentSpace space, int steps, double learningRate)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;
    private const double RampUp = 0.05;
    private const double RampDown = 0.25;
    private const double NoiseEnd = 0.75;

    /// <param name="target">1×C×H×W in [-1, 1].</param>
    /// <param name="start">Where to begin; each place by itself.</param>
    /// <param name="random">Where the noise comes from: a generator of the CPU.</param>
    /// <param name="token">Ends the search with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The best of the places; it belongs to the caller's dispose scope.</returns>
    public Projected Search(Tensor target, SearchStart start, Generator random, CancellationToken token)
    {
        var place = start.Places.detach().clone().requires_grad_();
        var (first, second) = (zeros_like(place), zeros_like(place));
        var before = Distances(place, start.Conditions, target);
        for (var step = 0; step < steps; step++)
        {
            token.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var time = (double)step / steps;
            var seen = start.Noise > 0 ? place + (NoiseAt(time) * start.Noise * randn(place.shape, generator: random).to(space.Device)) : place;
            var loss = ImagePyramid.Distance(space.Synthesize(seen, start.Conditions), target).sum();
            var gradient = Gradient.Of(loss, place);
            using var noGradient = no_grad();
            first.mul_(Beta1).add_(gradient, alpha: 1 - Beta1);
            second.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            var pace = learningRate * RateAt(time) / (1 - Math.Pow(Beta1, step + 1));
            var deviation = (second / (1 - Math.Pow(Beta2, step + 1))).sqrt_().add_(Epsilon);
            place.sub_(pace * first / deviation);
        }

        var after = Distances(place, start.Conditions, target);
        var best = Array.IndexOf(after, after.Min());
        return new Projected(place.detach().narrow(0, best, 1), start.Conditions.narrow(0, best, 1), before[best], after[best]);
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

    /// <summary>The root of the mean squared difference of pixels, in levels of 0…255.</summary>
    private double[] Distances(Tensor places, Tensor conditions, Tensor target)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var meanSquares = ImagePyramid.MeanSquare(space.Synthesize(places, conditions).clamp(-1, 1) - target);
        return [.. meanSquares.cpu().data<float>().Select(value => Math.Sqrt(value) * 127.5)];
    }
}

/// <summary>What was found.</summary>
/// <param name="Place">The place.</param>
/// <param name="Condition">Its condition, 1×K.</param>
/// <param name="StartDistance">How far its image was from the given one at first.</param>
/// <param name="Distance">How far it is.</param>
internal readonly record struct Projected(Tensor Place, Tensor Condition, double StartDistance, double Distance);
