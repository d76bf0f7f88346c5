namespace DatasetAugmentationSample;

/// <summary>How the networks of the study are trained; the same for all settings and arms.</summary>
internal sealed record StudyOptions
{
    /// <summary>Updates of every classifier, however many pictures it learns from: what differs is the data, not the effort.</summary>
    public int ClassifierSteps { get; init; } = 1000;

    /// <summary>Pictures in an update.</summary>
    public int ClassifierBatch { get; init; } = 64;

    /// <summary>Thousands of real pictures that the GAN's discriminator sees.</summary>
    public double GanKimg { get; init; } = 400;

    /// <summary>Channels of the GAN's last hidden layer.</summary>
    public int GanWidth { get; init; } = 32;

    /// <summary>Whether the discriminator sees pictures moved and with holes (DiffAugment).</summary>
    public bool DiffAugment { get; init; } = true;

    /// <summary>How many times as large the data become; in the imbalanced setting the classes become equal instead.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>Of so many pictures the one is kept that the discriminator finds most real.</summary>
    public int BestOf { get; init; } = 1;

    /// <summary>Whether, of classes that are balanced, a picture is used only if a classifier trained on the same real pictures sees its class in it.</summary>
    public bool Filter { get; init; } = true;

    /// <summary>The file of a GAN to use instead of training one; null trains one on the same pictures as the classifiers.</summary>
    public string? Gan { get; init; }

    /// <summary>Generated pictures whose class is asked for in the deception experiment.</summary>
    public int MeasuredImages { get; init; } = 2000;
}
