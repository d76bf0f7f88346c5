using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Classification;

/// <summary>
/// The training of an <see cref="ImageClassifier"/>: cross-entropy with label smoothing (Szegedy et al., 2016), AdamW (Loshchilov and Hutter, 2019),
/// one cycle of the learning rate (Smith and Topin, 2018). It does not use torch's global generators, so it does not affect a GAN's training in the
/// same process; on a CPU the same seed, images and number of threads give the same weights.
/// </summary>
internal sealed class ClassifierTraining : IDisposable
{
    /// <summary>The part of the cycle in which the learning rate rises, linearly. Then it falls by cosine decay.</summary>
    private const double WarmUp = 0.2;

    private readonly Player _player;
    private readonly ImageClassifier _network;
    private readonly Func<ImageClassifier> _newNetwork;

    /// <param name="shape">The shape of every image.</param>
    /// <param name="classCount">K.</param>
    /// <param name="batches">Batches as <see cref="ClassifierObjective"/> reads them.</param>
    /// <param name="batchSize">Rows in each of them.</param>
    /// <param name="steps">The number of updates.</param>
    /// <param name="options">Validated options. Those of the images are used by the batches.</param>
    /// <param name="device">The device.</param>
    public ClassifierTraining(ImageShape shape, int classCount, IBatchSource batches, int batchSize, int steps, ClassifierOptions options, Device device)
    {
        _newNetwork = () =>
        {
            var network = new ImageClassifier(shape, classCount);
            network.to(device);
            return network;
        };
        _network = _newNetwork();
        _network.Initialize((ulong)options.Seed);
        var kimg = (steps + 1) * batchSize / 1000.0; // the rate is 0 after the last step, not in it
        _player = new Player("classifier", _network, GanOptimizer.AdamW(options.LearningRate, beta1: 0.9, beta2: 0.99, options.WeightDecay) with
        {
            Schedule = GanSchedule.CosineDecay(kimg, WarmUp * kimg) with { WarmUpKimg = WarmUp * kimg },
        });
        Stage = new Stage("classifier", new ClassifierObjective(_player, _network, options.LabelSmoothing), batches, steps) { BatchSize = batchSize };
    }

    public Stage Stage { get; }

    /// <summary>Trains a classifier of images in memory.</summary>
    /// <param name="images">The training images.</param>
    /// <param name="options">The options.</param>
    /// <param name="device">The device.</param>
    /// <param name="report">Called on this thread about every 50 steps or two seconds, and after the last step.</param>
    /// <param name="cancellationToken">Checked before each step.</param>
    /// <returns>The classifier on the device, for inference; the caller's to dispose.</returns>
    /// <exception cref="GanDivergedException">The training diverged.</exception>
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

        using var withGradients = enable_grad(); // a caller may have disabled them
        var batches = new ClassifierBatches(images, options, device);
        using var training = new ClassifierTraining(images.Shape, images.ClassCount, batches, batches.BatchSize, options.Steps(images.Count), options, device);
        using var run = new TrainingRun([training.Stage], new ProgressReports(progress => report?.Invoke(ClassifierProgress.Of(progress))));
        run.Run(cancellationToken);
        return training.Trained();
    }

    /// <summary>The classifier as it is now, for inference; the caller's to dispose.</summary>
    public ImageClassifier Trained()
    {
        // The parameters of the network in training are views of the optimizer's vector, which is disposed with it.
        using var scope = NewDisposeScope();
        var classifier = _newNetwork();
        NetworkState.Copy(_network, classifier);
        classifier.eval();
        return classifier;
    }

    public void Dispose() => _player.Dispose();
}
