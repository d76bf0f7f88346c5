using System.Text.Json;

namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>The configuration of a GAN's two networks: all that is needed to make them again. Both have the same.</summary>
internal sealed record GanNetworkConfig
{
    /// <summary>Where the options of an honest architecture end: a list of layers this long would be made one by one.</summary>
    private const int MaxOptions = 64 << 10;

    /// <summary>The names of the fields.</summary>
    public static IReadOnlyList<string> Fields { get; } = ModelJson.FieldsOf<GanNetworkConfig>();

    public required NamedPart Architecture { get; init; }

    public required NetworkSpecification Specification { get; init; }

    public required int LatentSize { get; init; }

    public static GanNetworkConfig Of(GanModelDescription description) => new()
    {
        Architecture = description.Architecture,
        Specification = description.Specification,
        LatentSize = description.LatentSize,
    };

    /// <exception cref="InvalidDataException">The part is missing or not valid.</exception>
    public static GanNetworkConfig Read(ModelComponent component)
    {
        var name = component.ConfigName;
        var config = component.ReadConfig<GanNetworkConfig>();
        if (config.Architecture?.Options is not { ValueKind: JsonValueKind.Object } options)
            throw new InvalidDataException($"{name}: 'architecture' must have a name and options.");
        return options.GetRawText().Length <= MaxOptions
            ? config
            : throw new InvalidDataException($"{name}: the options of the architecture are longer than {MaxOptions >> 10} KiB.");
    }

    public bool IsSameAs(GanNetworkConfig other) =>
        JsonSerializer.Serialize(this, ModelJson.Options) == JsonSerializer.Serialize(other, ModelJson.Options);
}
