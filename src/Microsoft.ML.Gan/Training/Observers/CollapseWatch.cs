namespace Microsoft.ML.Gan.Training;

/// <summary>
/// Warns of known signs of failing adversarial training with finite losses, and says what usually helps. Each sign is reported once, and again only
/// after it has disappeared.
/// </summary>
/// <param name="warn">Receives the warnings.</param>
internal sealed class CollapseWatch(Action<string> warn) : ITrainingObserver
{
    /// <summary>A sign must hold over this many steps, because single steps are noisy and every training starts unbalanced.</summary>
    private const int Window = 300;

    private const double Decay = 1 - (1.0 / Window);
    private readonly Sign _winning = new();
    private readonly Sign _losing = new();
    private readonly Sign _vanishing = new();
    private readonly Sign _collapsing = new();
    private double _accuracy = 0.5;
    private double _diversity = double.NaN;
    private double _gradient = double.NaN;
    private double _largestGradient;
    private double _largestDiversity;
    private int _steps;

    public void ScalarsRead(TrainingRun run, IReadOnlyList<StepScalars> steps)
    {
        foreach (var step in steps)
        {
            if (Check(step["generator.loss.gradientNorm"], step["accuracy"], step["diversity"]) is { } sign)
                warn($"Step {step.Step}: {sign}");
        }
    }

    /// <param name="gradient">The norm of the generator's gradient.</param>
    /// <param name="accuracy">The share of images that the discriminator classifies correctly.</param>
    /// <param name="diversity">The standard deviation of generated images relative to that of real ones.</param>
    /// <returns>The problem, or null.</returns>
    internal string? Check(float? gradient, float? accuracy, float? diversity)
    {
        _steps++;
        if (gradient is { } norm)
        {
            _gradient = Average(_gradient, norm);
            _largestGradient = Math.Max(_largestGradient, _gradient);
        }

        if (accuracy is { } share && diversity is { } ratio)
        {
            _accuracy = Average(_accuracy, share);
            _diversity = Average(_diversity, ratio);
            _largestDiversity = Math.Max(_largestDiversity, _steps >= Window ? _diversity : 0);
        }

        if (_steps < Window)
            return null;
        return _winning.Appears(_accuracy > 0.995)
                ? $"the discriminator tells real from generated images almost always ({_accuracy:P1}), so the generator learns little. A lower discriminator learning rate, a gradient penalty, augmentation (with few images) or a smaller discriminator usually helps."
            : _losing.Appears(_accuracy < 0.005)
                ? $"the discriminator is almost always wrong ({_accuracy:P1}). More discriminator steps or a higher discriminator learning rate usually helps."
            : _vanishing.Appears(_gradient < 1e-5 * _largestGradient)
                ? $"the generator's gradient has almost vanished ({_gradient:G2}, once {_largestGradient:G2}). A non-saturating, hinge or Wasserstein loss usually helps."
            : _collapsing.Appears(_diversity < 0.1 || _diversity < 0.25 * _largestDiversity)
                ? $"generated images differ from one another {_diversity:P0} as much as real ones do: the generator may be collapsing to few images. A larger batch, a gradient penalty or a lower learning rate usually helps."
            : null;
    }

    private static double Average(double average, double value) => double.IsNaN(average) ? value : (Decay * average) + ((1 - Decay) * value);

    private sealed class Sign
    {
        private bool _isThere;

        public bool Appears(bool isThere)
        {
            var isNew = isThere && !_isThere;
            _isThere = isThere;
            return isNew;
        }
    }
}
