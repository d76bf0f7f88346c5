using System.Text.Json;

namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>The configuration needed to create a GAN's two networks. Both have the same.</summary>
internal sealed record GanNetworkConfig
{
    /// <summary>The largest size of an architecture's options; longer ones could ask for a huge number of layers.</summary>
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
