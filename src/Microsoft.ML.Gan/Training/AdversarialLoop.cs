using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// The adversarial game, for every kind of GAN: <c>DiscriminatorSteps</c> updates of the discriminator, one of the
/// generator, and the generator's average follows.
/// </summary>
internal sealed class AdversarialLoop(
    IBatchSource batches,
    IGanObjective objective,
    TrainedNetwork generator,
    TrainedNetwork discriminator,
    AveragedGenerator? average)
{
    private const int StepsBetweenReports = 50;
    private static readonly TimeSpan _longestBetweenReports = TimeSpan.FromSeconds(2);

    public required int BatchSize { get; init; }

    public int DiscriminatorSteps { get; init; } = 1;

    public GanEma? Ema { get; init; }

    /// <summary>Called on the training thread every so many steps, and after the last.</summary>
    public Action<GanProgress>? Report { get; init; }

    /// <summary>Called on the training thread before the first step (0) and after each step, with the steps done.</summary>
    public Action<long>? AfterStep { get; init; }

    /// <summary>Real images that the discriminator sees in one step.</summary>
    public long ImagesPerStep => (long)BatchSize * DiscriminatorSteps;

    /// <exception cref="OperationCanceledException">The token was cancelled; the networks hold the last finished step.</exception>
    public void Run(long steps, CancellationToken cancellationToken)
    {
        generator.Module.train();
        discriminator.Module.train();
        using var losses = new LossAverage();
        var clock = Stopwatch.StartNew();
        var (reportedStep, reportedAt) = (0L, TimeSpan.Zero);

        AfterStep?.Invoke(0);
        for (var step = 1L; step <= steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Step(step, losses, cancellationToken);
            AfterStep?.Invoke(step);

            var now = clock.Elapsed;
            if (step % StepsBetweenReports == 0 || step == steps || now - reportedAt > _longestBetweenReports)
            {
                var (discriminatorLoss, generatorLoss) = losses.Take();
                now = clock.Elapsed; // reading the losses waited for the device
                Report?.Invoke(new GanProgress
                {
                    Step = step,
                    TotalSteps = steps,
                    Images = step * ImagesPerStep,
                    Elapsed = now,
                    ImagesPerSecond = (step - reportedStep) * ImagesPerStep / Math.Max((now - reportedAt).TotalSeconds, 1e-9),
                    DiscriminatorLoss = discriminatorLoss,
                    GeneratorLoss = generatorLoss,
                });
                (reportedStep, reportedAt) = (step, now);
            }
        }
    }

    private void Step(long step, LossAverage losses, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        TrainingBatch batch;
        Tensor discriminatorLoss;
        var turn = 0;
        do
        {
            batch = batches.Next(cancellationToken);
            discriminatorLoss = objective.DiscriminatorLoss(batch);
            discriminator.Minimize(discriminatorLoss);
            using (no_grad())
                objective.ConstrainDiscriminator(discriminator.Weights.Vector);
        }
        while (++turn < DiscriminatorSteps);

        var generatorLoss = objective.GeneratorLoss(batch);
        generator.Minimize(generatorLoss);
        average?.Follow(Ema?.Weight(step * ImagesPerStep, ImagesPerStep) ?? 1);
        losses.Add(discriminatorLoss, generatorLoss);
    }

    /// <summary>Sums the losses where they are, so that a GPU need not be waited for at every step.</summary>
    private sealed class LossAverage : IDisposable
    {
        private Tensor? _sum;
        private int _count;

        public void Add(Tensor discriminatorLoss, Tensor generatorLoss)
        {
            using var noGradient = no_grad();
            var both = stack([discriminatorLoss, generatorLoss]).to(ScalarType.Float32);
            if (_sum is null)
                _sum = both.clone().DetachFromDisposeScope();
            else
                _sum.add_(both);
            _count++;
        }

        public (double Discriminator, double Generator) Take()
        {
            using var scope = NewDisposeScope();
            var mean = _sum!.cpu().data<float>().ToArray();
            var result = (mean[0] / _count, mean[1] / _count);
            Dispose();
            return result;
        }

        public void Dispose()
        {
            _sum?.Dispose();
            (_sum, _count) = (null, 0);
        }
    }
}
