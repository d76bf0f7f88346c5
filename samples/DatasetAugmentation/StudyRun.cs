using System.Text.Json;

namespace DatasetAugmentationSample;

/// <summary>What a classifier learned from.</summary>
internal enum Arm
{
    Real,
    Augmented,
    Gan,
    Both,

    /// <summary>Real pictures changed at random, those of the rare class so often that classes are equal; only where one is rare.</summary>
    Repeated,
}

/// <summary>The numbers of one setting and one seed, as they lie in a file.</summary>
internal sealed record StudyRun
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required string Setting { get; init; }

    public required int Seed { get; init; }

    public required StudyOptions Options { get; init; }

    /// <summary>Share of the test pictures whose class was found, for each <see cref="Arm"/>.</summary>
    public required IReadOnlyDictionary<Arm, double> Accuracy { get; init; }

    /// <summary>The same of <see cref="Setting.RareClass"/> alone.</summary>
    public required IReadOnlyDictionary<Arm, double> RareRecall { get; init; }

    /// <summary>How often a classifier trained on all 60,000 real pictures sees the intended class in generated ones.</summary>
    public required double IntendedClassRate { get; init; }

    /// <summary>How often generated pictures deceive their discriminator.</summary>
    public required double DeceptionRate { get; init; }

    /// <summary>How well the discriminator tells real test pictures from generated ones; ½ for not at all.</summary>
    public required double DiscriminatorAuc { get; init; }

    public required double Seconds { get; init; }

    public static string PathOf(string folder, string setting, int seed) => Path.Combine(folder, $"{setting}-seed{seed}.json");

    public static IReadOnlyList<StudyRun> ReadAll(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*-seed*.json").Order(StringComparer.Ordinal).Select(path => Read(path))];

    private static StudyRun Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<StudyRun>(File.ReadAllText(path), s_json)!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is no result of this program, or it is damaged: {e.Message} Delete it, and run that setting and seed again.", e);
        }
    }

    public void Write(string folder) => File.WriteAllText(PathOf(folder, Setting, Seed), JsonSerializer.Serialize(this, s_json) + "\n");
}
