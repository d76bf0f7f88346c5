using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>The same step in TorchSharp's own modules and optimizer.</summary>
internal sealed class PlainContestant : IContestant
{
    private const int Batch = LibraryContestant.BatchSize, Latent = 100, Width = 64;
    private readonly Sequential _g, _d;
    private readonly Adam _gOptimizer, _dOptimizer;
    private readonly Tensor _real;
    private readonly bool _last;

    public PlainContestant(int side, bool channelsLast)
    {
        _last = channelsLast;
        manual_seed(1);
        (_g, _d) = (Generator(side), Discriminator(side));
        using (no_grad())
        {
            foreach (var p in _g.parameters().Concat(_d.parameters()))
            {
                if (p.dim() == 4)
                {
                    nn.init.normal_(p, 0, 0.02);
                    if (channelsLast)
                        p.set_(Last(p));
                }
            }
        }

        _gOptimizer = optim.Adam(_g.parameters(), lr: 0.0002, beta1: 0.5, beta2: 0.999);
        _dOptimizer = optim.Adam(_d.parameters(), lr: 0.0002, beta1: 0.5, beta2: 0.999);
        var real = rand(Batch, 3, side, side).mul_(2).sub_(1);
        _real = channelsLast ? Last(real) : real;
    }

    public string Name => _last ? "plain TorchSharp, channels last" : "plain TorchSharp";

    private static Tensor Last(Tensor t) => t.detach().permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    private static Sequential Generator(int side)
    {
        var width = Width * side / 8;
        var layers = new List<nn.Module<Tensor, Tensor>> { nn.ConvTranspose2d(Latent, width, 4, 1, 0, bias: false), nn.BatchNorm2d(width), nn.ReLU(true) };
        while (width > Width)
        {
            layers.AddRange([nn.ConvTranspose2d(width, width / 2, 4, 2, 1, bias: false), nn.BatchNorm2d(width / 2), nn.ReLU(true)]);
            width /= 2;
        }

        layers.AddRange([nn.ConvTranspose2d(width, 3, 4, 2, 1, bias: false), nn.Tanh()]);
        return nn.Sequential(layers);
    }

    private static Sequential Discriminator(int side)
    {
        var width = Width;
        var layers = new List<nn.Module<Tensor, Tensor>> { nn.Conv2d(3, Width, 4, 2, 1, bias: false), nn.LeakyReLU(0.2, true) };
        while (width < Width * side / 8)
        {
            layers.AddRange([nn.Conv2d(width, 2 * width, 4, 2, 1, bias: false), nn.BatchNorm2d(2 * width), nn.LeakyReLU(0.2, true)]);
            width *= 2;
        }

        layers.AddRange([nn.Conv2d(width, 1, 4, 1, 0, bias: false), nn.Flatten()]);
        return nn.Sequential(layers);
    }

    public double[] Train(int steps)
    {
        _g.train();
        var times = new double[steps];
        for (var i = 0; i < steps; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Step();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times;
    }

    private void Step()
    {
        using var scope = NewDisposeScope();
        var z = randn(Batch, Latent, 1, 1);
        var fake = _g.call(_last ? Last(z) : z);
        var loss = nn.functional.softplus(-_d.call(_real)).mean() + nn.functional.softplus(_d.call(fake.detach())).mean();
        _dOptimizer.zero_grad();
        loss.backward();
        _dOptimizer.step();
        foreach (var p in _d.parameters())
            p.requires_grad = false;
        loss = nn.functional.softplus(-_d.call(fake)).mean();
        _gOptimizer.zero_grad();
        loss.backward();
        _gOptimizer.step();
        foreach (var p in _d.parameters())
            p.requires_grad = true;
        _ = loss.item<float>();
    }

    public double[] Generate(int batches)
    {
        _g.eval();
        var times = new double[batches];
        using var noGradient = inference_mode();
        for (var i = 0; i < batches; i++)
        {
            using var scope = NewDisposeScope();
            var start = Stopwatch.GetTimestamp();
            var z = randn(Batch, Latent, 1, 1);
            _g.call(_last ? Last(z) : z);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times;
    }

    public void Dispose()
    {
        _g.Dispose();
        _d.Dispose();
    }
}
