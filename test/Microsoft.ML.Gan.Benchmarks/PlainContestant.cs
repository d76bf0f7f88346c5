using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>
/// The same DCGAN in TorchSharp's own modules and <c>optim.Adam</c>, channels-last: what a user would write without this library.
/// </summary>
internal sealed class PlainContestant : IContestant
{
    private const int BatchSize = LibraryContestant.BatchSize, LatentSize = 100, Width = 64;

    private readonly Sequential _generator;
    private readonly Sequential _discriminator;
    private readonly Adam _generatorOptimizer;
    private readonly Adam _discriminatorOptimizer;
    private readonly Tensor _real;

    public PlainContestant(int side)
    {
        manual_seed(1);
        (_generator, _discriminator) = (NewGenerator(side), NewDiscriminator(side));
        using (no_grad())
        {
            foreach (var weight in _generator.parameters().Concat(_discriminator.parameters()).Where(parameter => parameter.dim() == 4))
            {
                nn.init.normal_(weight, 0, 0.02);
                weight.set_(ChannelsLast(weight));
            }
        }

        _generatorOptimizer = optim.Adam(_generator.parameters(), lr: 0.0002, beta1: 0.5, beta2: 0.999);
        _discriminatorOptimizer = optim.Adam(_discriminator.parameters(), lr: 0.0002, beta1: 0.5, beta2: 0.999);
        _real = ChannelsLast(rand(BatchSize, 3, side, side).mul_(2).sub_(1));
    }

    public string Name => "plain TorchSharp";

    public double[] Train(int steps)
    {
        _generator.train();
        return Time(steps, Step);
    }

    public double[] Generate(int batches)
    {
        _generator.eval();
        using var noGradient = inference_mode();
        return Time(batches, () => _generator.call(randn(BatchSize, LatentSize, 1, 1)));
    }

    public void Dispose()
    {
        _generatorOptimizer.Dispose();
        _discriminatorOptimizer.Dispose();
        _generator.Dispose();
        _discriminator.Dispose();
        _real.Dispose();
    }

    private static double[] Time(int count, Action work)
    {
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            using var scope = NewDisposeScope();
            var start = Stopwatch.GetTimestamp();
            work();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times;
    }

    private static Tensor ChannelsLast(Tensor images) => images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    private static Sequential NewGenerator(int side)
    {
        var width = Width * side / 8;
        var layers = new List<nn.Module<Tensor, Tensor>> { nn.ConvTranspose2d(LatentSize, width, 4, 1, 0, bias: false), nn.BatchNorm2d(width), nn.ReLU(true) };
        for (; width > Width; width /= 2)
            layers.AddRange([nn.ConvTranspose2d(width, width / 2, 4, 2, 1, bias: false), nn.BatchNorm2d(width / 2), nn.ReLU(true)]);
        layers.AddRange([nn.ConvTranspose2d(width, 3, 4, 2, 1, bias: false), nn.Tanh()]);
        return nn.Sequential(layers);
    }

    private static Sequential NewDiscriminator(int side)
    {
        var width = Width;
        var layers = new List<nn.Module<Tensor, Tensor>> { nn.Conv2d(3, Width, 4, 2, 1, bias: false), nn.LeakyReLU(0.2, true) };
        for (; width < Width * side / 8; width *= 2)
            layers.AddRange([nn.Conv2d(width, 2 * width, 4, 2, 1, bias: false), nn.BatchNorm2d(2 * width), nn.LeakyReLU(0.2, true)]);
        layers.AddRange([nn.Conv2d(width, 1, 4, 1, 0, bias: false), nn.Flatten()]);
        return nn.Sequential(layers);
    }

    private void Step()
    {
        var fake = _generator.call(randn(BatchSize, LatentSize, 1, 1));
        var loss = nn.functional.softplus(-_discriminator.call(_real)).mean() + nn.functional.softplus(_discriminator.call(fake.detach())).mean();
        _discriminatorOptimizer.zero_grad();
        loss.backward();
        _discriminatorOptimizer.step();

        Freeze(true);
        loss = nn.functional.softplus(-_discriminator.call(fake)).mean();
        _generatorOptimizer.zero_grad();
        loss.backward();
        _generatorOptimizer.step();
        Freeze(false);
        _ = loss.item<float>(); // a user prints it
    }

    private void Freeze(bool frozen)
    {
        foreach (var parameter in _discriminator.parameters())
            parameter.requires_grad = !frozen;
    }
}
