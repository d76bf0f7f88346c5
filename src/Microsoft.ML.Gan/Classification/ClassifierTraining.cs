using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>How a classifier's training stands; reported every 50 steps and after the last.</summary>
/// <param name="Step">Updates done.</param>
/// <param name="TotalSteps">Updates in all.</param>
/// <param name="Loss">The mean loss since the last report.</param>
public readonly record struct ClassifierProgress(int Step, int TotalSteps, double Loss);

/// <summary>
/// Trains an <see cref="ImageClassifier"/>: cross-entropy with label smoothing (Szegedy et al., 2016), AdamW (Loshchilov and
/// Hutter, 2019), one cycle of the learning rate (Smith and Topin, 2018). It draws nothing from torch's own generators, so it
/// changes nothing of a GAN's training beside it; on a CPU the same seed, images and number of threads give the same weights.
/// </summary>
internal static class ClassifierTraining
{
    /// <summary>The part of the cycle in which the learning rate rises.</summary>
    private const double WarmUp = 0.2;

    private const int StepsBetweenReports = 50;

    /// <param name="images">What to learn.</param>
    /// <param name="options">How.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="report">Called on this thread every 50 steps and after the last.</param>
    /// <param name="cancellationToken">Checked before each step.</param>
    /// <returns>The classifier on the device, for inference; the caller's to dispose.</returns>
    /// <exception cref="InvalidOperationException">The training diverged.</exception>
    public static ImageClassifier Train(
        LabeledImages images,
        ClassifierOptions options,
        Device device,
        Action<ClassifierProgress>? report = null,
        CancellationToken cancellationToken = default)
    {
        options.Validate();
        if (Enumerable.Range(0, images.Count).Select(images.Label).Distinct().Take(2).Count() < 2)
            throw new ArgumentException("The images are all of one class; a classifier needs at least two to tell apart.", nameof(images));

        var batches = new ClassifierBatches(images, options);
        return TrainOn(_ => batches.Next(device), images.Shape, images.ClassCount, options.Steps(images.Count), options, device, report, cancellationToken);
    }

    /// <summary>Trains on batches, wherever they come from.</summary>
    /// <param name="next">
    /// The next batch, on the device: images N×C×H×W in [-1, 1], and N classes or N×K probabilities of them. It belongs to the
    /// dispose scope in force.
    /// </param>
    /// <param name="shape">The shape of every image.</param>
    /// <param name="classCount">K.</param>
    /// <param name="steps">The number of updates.</param>
    /// <param name="options">How; already validated. What concerns the images is the batches' business.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="report">Called on this thread every 50 steps and after the last.</param>
    /// <param name="cancellationToken">Checked before each step.</param>
    /// <returns>The classifier on the device, for inference; the caller's to dispose.</returns>
    /// <exception cref="InvalidOperationException">The training diverged.</exception>
    public static ImageClassifier TrainOn(
        Func<CancellationToken, (Tensor Images, Tensor Targets)> next,
        ImageShape shape,
        int classCount,
        int steps,
        ClassifierOptions options,
        Device device,
        Action<ClassifierProgress>? report = null,
        CancellationToken cancellationToken = default)
    {
        using var scope = NewDisposeScope();
        var module = new ImageClassifier(shape, classCount);
        module.Initialize((ulong)options.Seed);
        module.to(device);
        var optimizer = GanOptimizer.Adam(options.LearningRate, beta1: 0.9, beta2: 0.99);
        using var player = new Player("classifier", module, optimizer);
        Run(player, module, next, steps, options, report, cancellationToken);

        // The parameters of the trained one are windows into the optimizer's vector, which goes with it.
        var classifier = new ImageClassifier(shape, classCount);
        classifier.to(device);
        NetworkState.Copy(module, classifier);
        classifier.eval();
        return classifier;
    }

    private static void Run(
        Player player,
        ImageClassifier module,
        Func<CancellationToken, (Tensor Images, Tensor Targets)> next,
        int steps,
        ClassifierOptions options,
        Action<ClassifierProgress>? report,
        CancellationToken cancellationToken)
    {
        module.train();
        using var withGradients = enable_grad(); // whoever measures may have switched them off
        using var total = zeros(1, device: module.Device);
        var sinceReport = 0;
        for (var step = 1; step <= steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            player.LearningRateScale = Rate((step - 0.5) / steps);
            var (images, targets) = next(cancellationToken);
            var loss = nn.functional.cross_entropy(module.Logits(module.Features(images)), targets, label_smoothing: options.LabelSmoothing);
            var gradients = player.Gradients(loss);
            using (no_grad())
            {
                player.Weights.Vector.mul_(1 - (options.LearningRate * player.LearningRateScale * options.WeightDecay));
                player.Update(gradients);
                total.add_(loss.detach());
            }

            sinceReport++;
            if (step % StepsBetweenReports != 0 && step != steps)
                continue;
            var mean = total.item<float>() / sinceReport;
            if (!float.IsFinite(mean))
                throw new InvalidOperationException($"The training of the classifier diverged before step {step}; a lower {nameof(options.LearningRate)} helps.");
            report?.Invoke(new ClassifierProgress(step, steps, mean));
            total.fill_(0);
            sinceReport = 0;
        }
    }

    /// <summary>The learning rate at a point of the cycle in [0, 1], as a share of the highest: up in a line, down in half a cosine wave.</summary>
    private static double Rate(double point) =>
        point < WarmUp ? point / WarmUp : 0.5 * (1 + Math.Cos(Math.PI * (point - WarmUp) / (1 - WarmUp)));
}
