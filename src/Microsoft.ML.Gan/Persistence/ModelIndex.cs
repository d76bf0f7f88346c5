using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>The file at a bundle's root: writer and reader versions, kind, the folder of each component, and the description.</summary>
internal sealed record ModelIndex
{
    public const string FileName = "model_index.json";

    private const string LibraryName = "Microsoft.ML.Gan";

    /// <summary>The format that this library writes.</summary>
    public static Version Written { get; } = new(1, 0);

    /// <summary>The oldest reader that reads this library's files correctly; raised by changes that it would misread.</summary>
    public static Version Readable { get; } = new(1, 0);

    /// <summary>The oldest format that this library still reads.</summary>
    public static Version ReadsBackTo { get; } = new(1, 0);

    public string Library { get; init; } = LibraryName;

    public string LibraryVersion { get; init; } = typeof(ModelIndex).Assembly.GetName().Version!.ToString(3);

    /// <summary>The kind of the model.</summary>
    [JsonPropertyName("class")]
    public required string Kind { get; init; }

    public Version FormatVersion { get; init; } = Written;

    public Version MinReaderVersion { get; init; } = Readable;

    /// <summary>Each component's folder.</summary>
    public required IReadOnlyDictionary<string, string> Components { get; init; }

    /// <summary>The description without the fields of the components' configurations.</summary>
    public required JsonObject Model { get; init; }

    /// <exception cref="InvalidDataException">The model is not one that this version reads; the message says why.</exception>
    public static ModelIndex Read(IModelFiles files)
    {
        var json = ModelJson.Read(files, FileName);
        // Of an unknown format only the versions are read.
        ModelPart.Read(FileName, () => CheckVersion(json));
        return ModelJson.Deserialize<ModelIndex>(json, FileName);
    }

    private static bool CheckVersion(JsonElement json)
    {
        if (!json.TryGetProperty("library", out var library) || library.ValueKind != JsonValueKind.String || library.GetString() != LibraryName)
            throw new InvalidDataException($"the model is not one of {LibraryName}.");
        var (format, minReader) = (VersionOf(json, "formatVersion"), VersionOf(json, "minReaderVersion"));
        if (minReader > format)
            throw new InvalidDataException($"the format {format} cannot ask for a reader of {minReader}.");
        if (minReader > Written)
        {
            throw new InvalidDataException(
                $"the model was saved by a newer version of {LibraryName}: it needs a reader of format {minReader}, and this one knows {Written}. Update the package.");
        }

        return format >= ReadsBackTo
            ? true
            : throw new InvalidDataException($"the model is of format {format}, and {ReadsBackTo} is the oldest that this version of {LibraryName} reads.");
    }

    private static Version VersionOf(JsonElement json, string field) =>
        json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
        && Version.TryParse(value.GetString(), out var version) && version is { Build: < 0, Revision: < 0 }
            ? version
            : throw new InvalidDataException($"'{field}' must be a version like \"{Written}\".");
}
