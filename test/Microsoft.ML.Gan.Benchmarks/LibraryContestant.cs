using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>This library: the adversarial loop as the estimator runs it, on a batch that is there already.</summary>
internal sealed class LibraryContestant : IContestant
{
    public const int BatchSize = 64;

    private readonly torch.Generator _random = new(1, CPU);
    private readonly nn.Module<Tensor, Tensor, Tensor> _network;
    private readonly Player _generator;
    private readonly Player _discriminator;
    private readonly ImageObjective _objective;
    private readonly SameBatch _batches;
    private readonly DcganArchitecture _architecture = GanArchitecture.Dcgan();

    public LibraryContestant(int side)
    {
        manual_seed(1);
        var specification = new NetworkSpecification { Image = new(3, side, side) };
        _network = _architecture.CreateGenerator(specification);
        _generator = new Player("generator", _network, GanOptimizer.Adam());
        _discriminator = new Player("discriminator", _architecture.CreateDiscriminator(specification), GanOptimizer.Adam());
        _batches = new SameBatch(specification.Image);
        _objective = new ImageObjective(_generator, _discriminator, GanLoss.NonSaturating(), [], _architecture.LatentSize, _random);
    }

    public string Name => "Microsoft.ML.Gan";

    public double[] Train(int steps)
    {
        var times = new List<double>();
        using var run = new TrainingRun([new Stage("adversarial", _objective, _batches, steps) { BatchSize = BatchSize }], new Clock(times));
        run.Run(CancellationToken.None);
        return [.. times];
    }

    public double[] Generate(int batches)
    {
        var (latents, conditions) = (new float[BatchSize * _architecture.LatentSize], Array.Empty<float>());
        for (var i = 0; i < latents.Length; i++)
            latents[i] = MathF.Sin(i);
        _network.eval();
        var times = new double[batches];
        for (var i = 0; i < batches; i++)
        {
            var start = Stopwatch.GetTimestamp();
            ImageGenerator.Generate(_network, latents, conditions, BatchSize, CPU);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times;
    }

    public void Dispose()
    {
        _objective.Dispose();
        _batches.Dispose();
        _generator.Dispose();
        _discriminator.Dispose();
        _random.Dispose();
    }

    /// <summary>Always the same images: what is measured is the arithmetic, not the reading.</summary>
    private sealed class SameBatch(ImageShape image) : IBatchSource, IDisposable
    {
        private readonly Tensor _images = ChannelsLast.Of(rand(BatchSize, image.Channels, image.Height, image.Width).mul_(2).sub_(1));
        private readonly Tensor _condition = zeros(BatchSize, 0);

        public Batch Next(CancellationToken cancellationToken) => new((Batch.Real, _images), (Batch.Condition, _condition));

        public void Dispose()
        {
            _images.Dispose();
            _condition.Dispose();
        }
    }

    /// <summary>Takes the time of each step.</summary>
    private sealed class Clock(List<double> times) : ITrainingObserver
    {
        private long _start;

        public void Started(TrainingRun run) => _start = 0;

        public bool IsDue(TrainingRun run) => true;

        public void StepDone(TrainingRun run)
        {
            if (_start != 0)
                times.Add(Stopwatch.GetElapsedTime(_start).TotalMilliseconds);
            _start = Stopwatch.GetTimestamp();
        }
    }
}
