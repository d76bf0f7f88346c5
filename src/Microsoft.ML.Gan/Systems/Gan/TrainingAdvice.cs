using System.Globalization;

namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>Warnings before a training that is likely to fail. Each rule is stated in its message.</summary>
internal static class TrainingAdvice
{
    /// <summary>Without <see cref="GanEstimator.Options.Augmentation"/> this many images per pixel of a side are few.</summary>
    private const int ImagesPerPixelOfSide = 40;

    /// <summary>With it, this many images are few, whatever their size: published results start there (FastGAN, DiffAugment).</summary>
    private const int FewWithAugmentation = 100;

    private const double ShareOfPreset = 1 / 20.0;
    private const double LeastKimg = 10;
    private const double MostKimg = 40;

    /// <param name="options">The estimator's options.</param>
    /// <param name="shape">The images.</param>
    /// <param name="rows">The number of rows, if known.</param>
    public static IEnumerable<string> Of(GanEstimator.Options options, ImageShape shape, long? rows)
    {
        var side = Math.Max(shape.Height, shape.Width);
        var few = options.Augmentation is null ? ImagesPerPixelOfSide * (long)side : FewWithAugmentation;
        if (rows < options.Training.BatchSize)
        {
            yield return $"Image column '{options.ImageColumnName}' has {rows} rows, fewer than a batch of {options.Training.BatchSize}: images repeat within a batch.";
        }
        else if (rows < few && options.Training.InitialModel is null)
        {
            yield return options.Augmentation is null
                ? $"Image column '{options.ImageColumnName}' has {rows} rows, which are few for images of {shape.Height}×{shape.Width} pixels: below {ImagesPerPixelOfSide} images for each pixel " +
                    $"of a side ({few:N0}) the discriminator soon memorizes them. {nameof(options.Augmentation)} = {nameof(DiscriminatorAugmentation)}.{nameof(DiscriminatorAugmentation.DiffAugment)}() or an {nameof(options.Training.InitialModel)} helps."
                : $"Image column '{options.ImageColumnName}' has {rows} rows; below {FewWithAugmentation} images even {nameof(options.Augmentation)} hardly keeps the discriminator from memorizing them.";
        }

        var early = EarliestKimg(options.Architecture.Name);
        if (options.Training.Kimg < early && options.Training.InitialModel is null)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Training ends after {options.Training.Kimg} kimg. Before {early} kimg little can be seen of '{options.Architecture.Name}' (a twentieth of its shortest preset, but {LeastKimg} to {MostKimg} kimg): {nameof(options.Training.Kimg)} says how long to train.");
        }
    }

    /// <summary>When an architecture's first pictures can be expected.</summary>
    private static double EarliestKimg(string architecture)
    {
        var presets = GanPreset.All.Where(preset => preset.CreateOptions().Architecture.Name == architecture).ToArray();
        return presets.Length == 0 ? LeastKimg : Math.Clamp(presets.Min(preset => preset.Kimg) * ShareOfPreset, LeastKimg, MostKimg);
    }
}
