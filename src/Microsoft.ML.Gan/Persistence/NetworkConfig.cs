using System.Text.Json;

namespace Microsoft.ML.Gan;

/// <summary>The <c>config.json</c> in a network's folder: all that is needed to make the network again.</summary>
internal sealed record NetworkConfig
{
    public const string FileName = "config.json";

    /// <summary>Where the options of an honest architecture end: a list of layers this long would be made one by one.</summary>
    private const int MaxOptions = 64 << 10;

    /// <summary>The names of the fields.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [
        .. new[] { nameof(Architecture), nameof(Specification), nameof(LatentSize) }.Select(JsonNamingPolicy.CamelCase.ConvertName),
    ];

    public required NamedPart Architecture { get; init; }

    public required NetworkSpecification Specification { get; init; }

    public required int LatentSize { get; init; }

    public static NetworkConfig Of(GanModelDescription description) => new()
    {
        Architecture = description.Architecture,
        Specification = description.Specification,
        LatentSize = description.LatentSize,
    };

    /// <exception cref="InvalidDataException">The part is missing or not valid.</exception>
    public static NetworkConfig Read(IModelFiles files, string name)
    {
        var config = ModelJson.Deserialize<NetworkConfig>(ModelJson.Read(files, name), name);
        if (config.Architecture?.Options is not { ValueKind: JsonValueKind.Object } options)
            throw new InvalidDataException($"{name}: 'architecture' must have a name and options.");
        return options.GetRawText().Length <= MaxOptions
            ? config
            : throw new InvalidDataException($"{name}: the options of the architecture are longer than {MaxOptions >> 10} KiB.");
    }

    public bool IsSameAs(NetworkConfig other) =>
        JsonSerializer.Serialize(this, ModelJson.Options) == JsonSerializer.Serialize(other, ModelJson.Options);
}
