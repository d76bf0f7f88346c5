using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan.Networks;

/// <summary>An architecture that is an option of another: its registered name and its own options.</summary>
internal sealed class ArchitectureJsonConverter : JsonConverter<IGanArchitecture>
{
    public override IGanArchitecture Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<NamedPart>(ref reader, options) is { Name: not null, Options.ValueKind: JsonValueKind.Object } part
            ? GanArchitecture.Create(part.Name, part.Options)
            : throw new JsonException("An architecture within another must have a name and options.");

    public override void Write(Utf8JsonWriter writer, IGanArchitecture value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, NamedPart.Of(value), options);
}
