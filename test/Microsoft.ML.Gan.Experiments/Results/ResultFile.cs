using System.Text.Json;
using TorchSharp;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>A run's numbers as it leaves them, and as the tables are made from.</summary>
internal sealed record ResultFile
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string Name { get; init; }

    public required string Title { get; init; }

    public required string Command { get; init; }

    public required int Seed { get; init; }

    public required IReadOnlyDictionary<string, double> Numbers { get; init; }

    /// <summary>All of the run, measuring included.</summary>
    public required double Seconds { get; init; }

    public required double TrainingSeconds { get; init; }

    public required double Kimg { get; init; }

    public required long Steps { get; init; }

    public required int Cores { get; init; }

    public required int Threads { get; init; }

    /// <summary>The version of libtorch that computed the run.</summary>
    public required string Libtorch { get; init; }

    public required string Extractor { get; init; }

    public static string PathOf(string folder, string name, int seed) => Path.Combine(folder, $"{name}-seed{seed}.json");

    public static ResultFile Of(Row row, RunOptions options, Outcome outcome, TimeSpan time) => new()
    {
        Name = row.Name,
        Title = row.Title,
        Command = FormattableString.Invariant(
            $"./build.sh results {row.Name} --seed {options.Seed}{(options.Kimg is { } kimg ? $" --kimg {kimg}" : "")}"),
        Seed = options.Seed,
        Numbers = outcome.Numbers,
        Seconds = Math.Round(time.TotalSeconds, 1),
        TrainingSeconds = Math.Round(outcome.TrainingSeconds, 1),
        Kimg = Math.Round(outcome.Kimg, 3),
        Steps = outcome.Steps,
        Cores = Environment.ProcessorCount,
        Threads = torch.get_num_threads(),
        Libtorch = Version.Parse(torch.__version__).ToString(3),
        Extractor = outcome.Extractor,
    };

    public static IReadOnlyList<ResultFile> ReadAll(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json").Select(Read)];

    private static ResultFile Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ResultFile>(File.ReadAllText(path), s_json)!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is no result of this program, or it is damaged: {e.Message} Delete it, and run that row and seed again.", e);
        }
    }

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, s_json) + "\n");
}
