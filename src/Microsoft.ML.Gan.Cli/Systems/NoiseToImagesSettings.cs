using System.Text.Json.Serialization;
using MlGan.Cli.Pictures;

namespace MlGan.Cli.Systems;

/// <summary>All that decides a training of pictures from noise, as <c>run.json</c> keeps it: with the same, it goes on.</summary>
internal sealed record NoiseToImagesSettings
{
    public required string Data { get; init; }

    [JsonConverter(typeof(JsonStringEnumConverter<ClassFolders>))]
    public ClassFolders ClassFolders { get; init; }

    /// <summary>The side of the pictures; 0 until it is decided.</summary>
    public int Size { get; init; }

    [JsonConverter(typeof(JsonStringEnumConverter<PictureFit>))]
    public PictureFit Fit { get; init; }

    /// <summary>Null for white, with a warning where there are transparent parts.</summary>
    public string? Background { get; init; }

    /// <summary>1 for gray, 3 for colour.</summary>
    public int Channels { get; init; }

    /// <summary>The preset's name; empty until it is decided.</summary>
    public string Preset { get; init; } = "";

    public int BatchSize { get; init; }

    /// <summary>Whether the discriminator's pictures are augmented because there are few.</summary>
    public bool AugmentsFew { get; init; }

    /// <summary>0 until it is decided.</summary>
    public double Kimg { get; init; }

    /// <summary>The minutes that were asked for, if any.</summary>
    public double? Minutes { get; init; }

    public int Seed { get; init; }

    /// <summary>Options as NAME=VALUE.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    [JsonIgnore]
    public PicturePreparation Preparation => new(Size, Fit, Background ?? "white");

    /// <summary>The estimator's options but for what belongs to one process: device, folders, progress, cancellation.</summary>
    public GanEstimator.Options CreateOptions()
    {
        const int Grids = 10;
        var options = GanPreset.All.First(preset => preset.Name == Preset).CreateOptions(BatchSize, Kimg);
        options.ImageColumnName = PictureSource.Image;
        options.Input.Channels = Channels;
        options.Seed = Seed;
        options.Snapshots.EveryKimg = Kimg / Grids;
        if (AugmentsFew)
            options.Augmentation = DiscriminatorAugmentation.DiffAugment();
        OptionAssignments.Apply(options, Options);
        return options;
    }
}
