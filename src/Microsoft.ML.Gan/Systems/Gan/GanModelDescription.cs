using System.Text.Json;

namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>The description of a model without its weights; saved as JSON (docs/model-format.md).</summary>
internal sealed record GanModelDescription
{
    private const int MaxSide = 16384;
    private const int MaxValues = 1 << 20;

    private const int MaxPacking = 64;

    /// <summary>The latents and the conditions of one batch: 1 GiB each.</summary>
    private const long MaxBatchValues = 1 << 28;

    public required NamedPart Architecture { get; init; }

    public required NamedPart Loss { get; init; }

    /// <summary>The loss's <see cref="IGanLoss.Boundary"/>, saved so that it is known even if the loss is not registered.</summary>
    public double Boundary { get; init; }

    /// <summary>The regularizers in addition to those of the loss. They are only needed for further training, so they may be unknown.</summary>
    public IReadOnlyList<NamedPart> Regularizers { get; init; } = [];

    public required NetworkSpecification Specification { get; init; }

    public required int LatentSize { get; init; }

    public required ColumnNames Columns { get; init; }

    /// <summary>How the real images were read; null in older files.</summary>
    public TrainingInput? Input { get; init; }

    /// <summary>Whether the condition is a key, one-hot.</summary>
    public bool ConditionIsKey { get; init; }

    /// <summary>The names of the classes, in the order of the keys; empty when unknown.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The label columns, if there are several; their conditions are concatenated.</summary>
    public IReadOnlyList<LabelDescription> Labels { get; init; } = [];

    /// <summary>The codes in drawn latents (InfoGAN); null for none.</summary>
    public LatentCodes? Codes { get; init; }

    /// <summary>All label columns, one or more.</summary>
    internal IReadOnlyList<LabelDescription> AllLabels =>
        Columns.Label is { } only ? [new LabelDescription(only, Specification.ConditionSize, ConditionIsKey, ClassNames)] : Labels;

    public required int Seed { get; init; }

    public GanOutput Output { get; init; }

    public PixelLayout OutputLayout { get; init; } = PixelLayout.Default;

    /// <summary>Whether the type of the generated image column has a size, as that of the training column had.</summary>
    public bool OutputTypeHasSize { get; init; } = true;

    public int GenerationBatchSize { get; init; } = 64;

    public required TrainingRecord Training { get; init; }

    /// <summary>Validates before saving and after loading, so that every saved model can be loaded.</summary>
    /// <exception cref="ArgumentException">A value is invalid; the message names it.</exception>
    public void Validate()
    {
        Check.That(!string.IsNullOrEmpty(Architecture?.Name), "architecture", "has no name");
        Check.That(Architecture!.Options.ValueKind == JsonValueKind.Object, "architecture", "has no options");
        Check.That(!string.IsNullOrEmpty(Loss?.Name), "loss", "has no name");
        Check.That(double.IsFinite(Boundary), nameof(Boundary), $"must be finite, but is {Boundary}");
        Check.That(
            Regularizers?.All(one => one is { Name.Length: > 0, Options.ValueKind: JsonValueKind.Object }) == true,
            "regularizers",
            "must each have a name and options");
        Check.That(!string.IsNullOrEmpty(Columns?.Output), "columns", "have no output");
        Check.That(Columns is { Label: not "", Noise: not "" }, "columns", "have an empty name");
        Check.That(Input is null or { Column.Length: > 0, Layout: not null }, "input", "must name a column and a layout");
        Input?.Layout!.Validate();
        Check.That(Specification is not null, "specification", "is missing");
        Check.That(Training is not null, "training", "is missing");

        var image = Specification!.Image;
        var condition = Specification.ConditionSize;
        Check.That(image.Channels is 1 or 3, "channels", $"must be 1 or 3, but is {image.Channels}");
        Check.That(image.Height is > 0 and <= MaxSide, "height", $"must be in 1…{MaxSide}, but is {image.Height}");
        Check.That(image.Width is > 0 and <= MaxSide, "width", $"must be in 1…{MaxSide}, but is {image.Width}");
        Check.That(LatentSize is > 0 and <= MaxValues, nameof(LatentSize), $"must be in 1…{MaxValues}, but is {LatentSize}");
        Check.That(condition is >= 0 and <= MaxValues, "conditionSize", $"must be in 0…{MaxValues}, but is {condition}");
        Check.That(
            Specification.AuxiliaryOutputs is >= 0 and <= MaxValues, "auxiliaryOutputs", $"must be in 0…{MaxValues}, but is {Specification.AuxiliaryOutputs}");
        Check.That(
            Specification.GeneratorConditioning is not { } generator || Enum.IsDefined(generator),
            "generatorConditioning",
            $"is unknown: {Specification.GeneratorConditioning}");
        Check.That(
            Specification.DiscriminatorConditioning is not { } discriminator || Enum.IsDefined(discriminator),
            "discriminatorConditioning",
            $"is unknown: {Specification.DiscriminatorConditioning}");
        Check.That(Specification.Packing is > 0 and <= MaxPacking, "packing", $"must be in 1…{MaxPacking}, but is {Specification.Packing}");
        Check.That(!ConditionIsKey || condition > 0, nameof(ConditionIsKey), "needs classes, but conditionSize is 0");
        Check.That(
            ClassNames is not null && (ClassNames.Count == 0 || (ConditionIsKey && ClassNames.Count == condition)),
            nameof(ClassNames),
            $"must be as many as classes, {(ConditionIsKey ? condition : 0)}, or none, but are {ClassNames?.Count}");
        Check.That(!ClassNames!.Contains(null!), nameof(ClassNames), "must be texts");
        Check.That(
            Labels is not null && (Labels.Count == 0 || (Columns!.Label is null && !ConditionIsKey)), nameof(Labels), "must be empty if there is one label column");
        foreach (var label in Labels!)
            LabelDescription.Validate(label);
        Check.That(
            Labels.Count == 0 || Labels.Sum(label => (long)label.Size) == condition,
            nameof(Labels),
            $"have {Labels.Sum(label => (long)label.Size)} values together, but conditionSize is {condition}");
        Codes?.Validate(LatentSize, nameof(Codes));
        Check.That(
            GenerationBatchSize > 0
                && (long)GenerationBatchSize * Math.Max(LatentSize, condition) <= MaxBatchValues
                && (long)GenerationBatchSize * image.Length <= int.MaxValue,
            nameof(GenerationBatchSize),
            $"is {GenerationBatchSize}: batches of {image} images of {LatentSize} latent and {condition} condition values fit no memory");
        Check.That(Enum.IsDefined(Output), nameof(Output), $"is unknown: {Output}");
        Check.That(OutputLayout is not null, nameof(OutputLayout), "is missing");
        OutputLayout!.Validate();
    }
}

/// <summary>The columns that a model reads and writes; for several label columns see <see cref="GanModelDescription.Labels"/>.</summary>
internal sealed record ColumnNames(string Output, string? Label, string? Noise);

/// <summary>The column of real images that a model was trained on.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Layout">The pixel layout, if it is a vector column.</param>
internal sealed record TrainingInput(string Column, PixelLayout Layout);

/// <summary>A label column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">The number of values of its condition.</param>
/// <param name="IsKey">Whether the column is a key, one-hot.</param>
/// <param name="ClassNames">The names of the classes, in the order of the keys; empty when unknown.</param>
internal sealed record LabelDescription(string Name, int Size, bool IsKey, IReadOnlyList<string> ClassNames)
{
    /// <exception cref="ArgumentOutOfRangeException">A value is invalid; the message names it.</exception>
    public static void Validate(LabelDescription? label)
    {
        const string Option = nameof(GanModelDescription.Labels);
        Check.That(!string.IsNullOrEmpty(label?.Name), Option, "must each have a name");
        Check.That(label!.Size > 0, Option, $"must each have values, but '{label.Name}' has {label.Size}");
        Check.That(
            label.ClassNames is { } names && !names.Contains(null!) && (names.Count == 0 || (label.IsKey && names.Count == label.Size)),
            Option,
            $"must have as many class names as classes, or none; '{label.Name}' has not");
    }
}

/// <summary>Information about the training of a model.</summary>
internal sealed record TrainingRecord(long Steps, long Images, int BatchSize, string Device, double DiscriminatorLoss, double GeneratorLoss);
