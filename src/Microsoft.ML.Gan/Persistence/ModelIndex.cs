using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Gan;

/// <summary>
/// The file at a model's root: what wrote it, who can read it, in which folder each network is, and what belongs to the model
/// as a whole.
/// </summary>
internal sealed record ModelIndex
{
    public const string FileName = "model_index.json";
    public const string Generator = "generator";
    public const string Discriminator = "discriminator";

    private const string LibraryName = "Microsoft.ML.Gan";
    private const int MaxFolderName = 64;

    /// <summary>The format that this library writes.</summary>
    public static Version Written { get; } = new(1, 0);

    /// <summary>The oldest reader that reads rightly what this library writes; rises with a change that it would go wrong on.</summary>
    public static Version Readable { get; } = new(1, 0);

    /// <summary>The oldest format that this library still reads.</summary>
    public static Version ReadsBackTo { get; } = new(1, 0);

    public string Library { get; init; } = LibraryName;

    public string LibraryVersion { get; init; } = typeof(ModelIndex).Assembly.GetName().Version!.ToString(3);

    public string Class { get; init; } = nameof(GanTransformer);

    public Version FormatVersion { get; init; } = Written;

    public Version MinReaderVersion { get; init; } = Readable;

    /// <summary>Each network's folder.</summary>
    public required IReadOnlyDictionary<string, string> Components { get; init; }

    /// <summary>The fields of <see cref="GanModelDescription"/> but for those of <see cref="NetworkConfig"/>.</summary>
    public required JsonObject Model { get; init; }

    public static ModelIndex Of(GanModelDescription description)
    {
        var model = JsonSerializer.SerializeToNode(description, ModelJson.Options)!.AsObject();
        foreach (var field in NetworkConfig.Fields)
            model.Remove(field);
        return new ModelIndex
        {
            Components = new Dictionary<string, string> { [Generator] = Generator, [Discriminator] = Discriminator },
            Model = model,
        };
    }

    /// <exception cref="InvalidDataException">The model is not one that this version reads; the message says why.</exception>
    public static ModelIndex Read(IModelFiles files)
    {
        var json = ModelJson.Read(files, FileName);
        // Of a format that is not understood, nothing but the versions may be believed.
        ModelPart.Read(FileName, () => CheckVersion(json));
        var index = ModelJson.Deserialize<ModelIndex>(json, FileName);
        return index.Class == nameof(GanTransformer)
            ? index
            : throw new InvalidDataException($"{FileName}: the model is a '{index.Class}', not a {nameof(GanTransformer)}.");
    }

    /// <summary>The part of this file's name in a network's folder.</summary>
    public string PathOf(string component, string file)
    {
        string? folder = null;
        if (Components?.TryGetValue(component, out folder) != true || folder is null)
            throw new InvalidDataException($"{FileName}: the component '{component}' is missing.");
        // Whatever the container: a name that leads nowhere else.
        var isPlain = folder.Length is > 0 and <= MaxFolderName && folder.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
        return isPlain
            ? $"{folder}/{file}"
            : throw new InvalidDataException($"{FileName}: the folder of component '{component}' must be a plain name of letters and digits.");
    }

    public GanModelDescription Describe(NetworkConfig network)
    {
        var description = Model?.DeepClone() as JsonObject ?? throw new InvalidDataException($"{FileName}: 'model' is missing.");
        foreach (var (name, value) in JsonSerializer.SerializeToNode(network, ModelJson.Options)!.AsObject())
            description[name] = value?.DeepClone();
        return ModelPart.Read(FileName, () =>
        {
            var read = description.Deserialize<GanModelDescription>(ModelJson.Options)!;
            read.Validate();
            return read;
        });
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
