using MlGan.Cli.Pictures;
using MlGan.Cli.Runs;
using TorchSharp;

namespace MlGan.Cli.Systems;

/// <summary>What the arguments leave open, decided by the pictures and the device, and said in one line.</summary>
/// <param name="Settings">All that decides the training.</param>
/// <param name="Pictures">The rows to train on.</param>
/// <param name="Summary">The line.</param>
internal sealed record TrainingPlan(NoiseToImagesSettings Settings, PicturesToTrain Pictures, string Summary)
{
    /// <summary>Below so many pictures a discriminator soon knows them by heart.</summary>
    private const int Few = 5000;

    private const int MinutesOnCpu = 15;
    private const int MinutesOnGpu = 60;

    /// <summary>A batch on a CPU: more steps in the same time.</summary>
    private const int BatchOnCpu = 32;

    public static TrainingPlan Make(MLContext ml, NoiseToImagesSettings asked, TrainingRequest request)
    {
        ml.Gan(); // the library loads TorchSharp's native library
        var isGpu = request.Device?.StartsWith("cuda", StringComparison.Ordinal) ?? torch.cuda_is_available();
        var source = PicturesToTrain.Open(ml, asked);
        foreach (var note in source.Notes)
            request.Output.Line(note);
        var facts = PictureFacts.Of(source, request.Output, request.Stop);
        var size = asked.Size != 0 ? asked.Size : asked.Preset != "" ? Named(asked.Preset).Image.Height : SizeFor(facts, isGpu);
        var preset = asked.Preset != "" ? Named(asked.Preset) : PresetFor(size, facts, isGpu);
        var settings = asked with
        {
            Size = size,
            Preset = preset.Name,
            Channels = facts.IsGray ? 1 : 3,
            BatchSize = BatchFor(preset, facts.Count, isGpu),
            AugmentsFew = facts.Count < Few && preset.CreateOptions().Augmentation is null,
            Kimg = asked.Kimg != 0 ? asked.Kimg : preset.Kimg,
        };
        var pictures = PicturesToTrain.Of(ml, source, facts, settings);
        var minutes = asked.Minutes;
        var options = settings.CreateOptions();
        ml.Transforms.Gan(options); // refuses wrong options before any time is spent
        RequireSize(options, settings, facts.Classes.Count);
        if (asked.Kimg == 0)
            (settings, minutes) = WithLength(settings, pictures, isGpu, request);
        return new(settings, pictures, Describe(source, facts, settings, minutes, isGpu));
    }

    /// <summary>The networks of a preset can be made for some sizes only.</summary>
    /// <exception cref="UsageException">Not for this one.</exception>
    private static void RequireSize(GanEstimator.Options options, NoiseToImagesSettings settings, int classes)
    {
        try
        {
            options.Architecture.ValidateSpecification(new NetworkSpecification { Image = new ImageShape(settings.Channels, settings.Size, settings.Size), ConditionSize = classes });
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new UsageException($"Preset {settings.Preset} cannot generate pictures of {settings.Size}×{settings.Size}: {e.Message.Split(" (Parameter")[0]}");
        }
    }

    private static GanPreset Named(string name) => GanPreset.All.First(preset => preset.Name == name);

    private static int SizeFor(PictureFacts facts, bool isGpu) => facts switch
    {
        { OneSize: (28, 28) } => 28,
        { TypicalSide: < 48 } => 32,
        _ when isGpu && facts is { TypicalSide: >= 256, Count: < Few } => 256,
        _ when isGpu && facts.TypicalSide >= 128 => 128,
        _ => 64,
    };

    private static GanPreset PresetFor(int size, PictureFacts facts, bool isGpu) => size switch
    {
        32 when isGpu && facts.Count >= Few => GanPreset.SnGan32,
        32 when !facts.IsGray => GanPreset.Quick32,
        <= 32 => GanPreset.Quick28, // its small networks fit other small sizes
        64 when facts.Count < Few => GanPreset.Quick64,
        128 when isGpu => GanPreset.StyleGan2Ada128,
        256 when isGpu && facts.Count < Few => GanPreset.FastGan256,
        _ => GanPreset.Dcgan64,
    };

    private static int BatchFor(GanPreset preset, int pictures, bool isGpu)
    {
        var batch = isGpu ? preset.BatchSize : Math.Min(preset.BatchSize, BatchOnCpu);
        while (batch > 4 && batch > pictures)
            batch /= 2;
        return batch;
    }

    /// <summary>As long as was asked for or, by default, as published but no longer than people wait.</summary>
    private static (NoiseToImagesSettings Settings, double? Minutes) WithLength(
        NoiseToImagesSettings settings, PicturesToTrain pictures, bool isGpu, TrainingRequest request)
    {
        request.Output.Line("Measuring the speed of this machine …");
        var perMinute = TrainingSpeed.Measure(settings, pictures, request) * 60;
        var most = settings.Minutes ?? (isGpu ? MinutesOnGpu : MinutesOnCpu);
        var kimg = perMinute * most / 1000;
        if (settings.Minutes is null)
            kimg = Math.Min(kimg, settings.Kimg);
        kimg = Math.Max(TwoDigits(kimg), settings.BatchSize / 1000.0);
        return (settings with { Kimg = kimg }, kimg * 1000 / perMinute);
    }

    private static double TwoDigits(double value)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return Math.Round(Math.Round(value / unit) * unit, 6);
    }

    private static string Describe(PictureSource source, PictureFacts facts, NoiseToImagesSettings settings, double? minutes, bool isGpu)
    {
        var options = settings.CreateOptions();
        var parts = new List<string>
        {
            $"{facts.Count:N0} pictures{(source.HasLabels ? $" in {facts.Classes.Count} classes" : "")}, {settings.Preparation.Describe(facts)} in {(options.Input.Channels == 1 ? "gray" : "colour")}",
            $"preset {settings.Preset}",
            $"batches of {options.Training.BatchSize}",
        };
        if (settings.AugmentsFew && options.Augmentation is not null)
            parts.Add("DiffAugment because there are few");
        var length = FormattableString.Invariant($"{settings.Kimg:0.###} kimg");
        parts.Add(minutes is { } time ? $"{length}: {Durations.About(time)} on this {(isGpu ? "GPU" : "CPU")}" : length);
        return string.Join(", ", parts);
    }
}
