using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>This library: the adversarial loop as the estimator runs it, on a batch that is there already.</summary>
internal sealed class LibraryContestant : IContestant
{
    public const int BatchSize = 64;

    private readonly torch.Generator _random = new(1, CPU);
    private readonly TrainedNetwork _generator;
    private readonly TrainedNetwork _discriminator;
    private readonly AdversarialLoop _loop;
    private readonly SameBatch _batches;
    private readonly DcganArchitecture _architecture = GanArchitecture.Dcgan();
    private Action<long>? _afterStep;

    public LibraryContestant(int side)
    {
        manual_seed(1);
        var specification = new NetworkSpecification { Image = new(3, side, side) };
        _generator = new TrainedNetwork(_architecture.CreateGenerator(specification), GanOptimizer.Adam());
        _discriminator = new TrainedNetwork(_architecture.CreateDiscriminator(specification), GanOptimizer.Adam());
        _batches = new SameBatch(specification.Image);
        var objective = new ImageObjective(_generator.Module, _discriminator.Module, GanLoss.NonSaturating(), [], _architecture.LatentSize, _random);
        _loop = new AdversarialLoop(_batches, objective, _generator, _discriminator, average: null)
        {
            BatchSize = BatchSize,
            AfterStep = step => _afterStep?.Invoke(step),
        };
    }

    public string Name => "Microsoft.ML.Gan";

    public double[] Train(int steps)
    {
        var times = new List<double>();
        var clock = new Stopwatch();
        _afterStep = _ =>
        {
            if (clock.IsRunning)
                times.Add(clock.Elapsed.TotalMilliseconds);
            clock.Restart();
        };
        _loop.Run(_loop.StepsDone + steps, CancellationToken.None);
        return [.. times];
    }

    public double[] Generate(int batches)
    {
        var (latents, conditions) = (new float[BatchSize * _architecture.LatentSize], Array.Empty<float>());
        for (var i = 0; i < latents.Length; i++)
            latents[i] = MathF.Sin(i);
        _generator.Module.eval();
        var times = new double[batches];
        for (var i = 0; i < batches; i++)
        {
            var start = Stopwatch.GetTimestamp();
            ImageGenerator.Generate(_generator.Module, latents, conditions, BatchSize, CPU);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times;
    }

    public void Dispose()
    {
        _loop.Dispose();
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

        public TrainingBatch Next(CancellationToken cancellationToken) => new(_images, _condition);

        public void Dispose()
        {
            _images.Dispose();
            _condition.Dispose();
        }
    }
}
