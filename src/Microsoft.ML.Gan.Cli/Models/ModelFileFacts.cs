using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlGan.Cli.Models;

/// <summary>What a model file says of itself, read without making a network (docs/model-format.md).</summary>
internal sealed record ModelFileFacts
{
    private const int MaxJson = 16 << 20;

    /// <summary>The index has this name, whatever container it is in.</summary>
    private const string IndexName = "model_index.json";

    public required string Kind { get; init; }

    public string? Architecture { get; init; }

    public string? Loss { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public int? Channels { get; init; }

    public int? LatentSize { get; init; }

    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The number of weights of each network.</summary>
    public IReadOnlyDictionary<string, long> Parameters { get; init; } = new Dictionary<string, long>();

    public int? Seed { get; init; }

    public string? LibraryVersion { get; init; }

    /// <summary>Steps, images, batch size, device and last losses.</summary>
    public JsonNode? Training { get; init; }

    /// <summary>Whether ML.NET's Model.Save wrote the file: a pipeline that may have other stages.</summary>
    public bool IsPipeline { get; init; }

    public static bool IsZip(string path) => StartsWith(path, [(byte)'P', (byte)'K', 3, 4]);

    public static bool IsMlNetZip(string path)
    {
        if (!File.Exists(path) || !IsZip(path))
            return false;
        using var zip = ZipFile.OpenRead(path);
        return zip.GetEntry(IndexName) is null && zip.Entries.Any(entry => entry.Name == "Model.key");
    }

    public static bool StartsWith(string path, ReadOnlySpan<byte> start)
    {
        using var file = File.OpenRead(path);
        Span<byte> bytes = stackalloc byte[16];
        return bytes[..file.ReadAtLeast(bytes[..start.Length], start.Length, throwOnEndOfStream: false)].SequenceEqual(start);
    }

    /// <summary>The models in a zip: one in a file of its own, any number in a pipeline.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is damaged.</exception>
    public static IReadOnlyList<ModelFileFacts> Read(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            var isPipeline = zip.GetEntry(IndexName) is null;
            var models = zip.Entries.Where(entry => entry.Name == IndexName).Select(index => Read(zip, index) with { IsPipeline = isPipeline }).ToArray();
            return models.Length > 0 ? models : throw new InvalidDataException($"'{path}' is a zip without a model of MlGan.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"The model in '{path}' is damaged: {e.Message}", e);
        }
    }

    private static ModelFileFacts Read(ZipArchive zip, ZipArchiveEntry index)
    {
        var folder = index.FullName[..^IndexName.Length];
        var json = Json(index);
        var components = json["components"] switch
        {
            JsonArray list => list.Select(one => (string)one!).ToArray(),
            JsonObject named => [.. named.Select(one => one.Value is JsonValue value && value.TryGetValue<string>(out var text) ? text : one.Key)],
            _ => [],
        };
        var model = json["model"];
        var config = components.Select(name => zip.GetEntry($"{folder}{name}/config.json")).FirstOrDefault(entry => entry is not null) is { } first ? Json(first) : null;
        var image = config?["specification"]?["image"] ?? config?["image"];
        return new ModelFileFacts
        {
            Kind = (string?)json["class"] ?? "unknown",
            LibraryVersion = (string?)json["libraryVersion"],
            Architecture = (string?)config?["architecture"]?["name"],
            Loss = (string?)model?["loss"]?["name"],
            Channels = (int?)image?["channels"],
            Height = (int?)image?["height"],
            Width = (int?)image?["width"],
            LatentSize = (int?)config?["latentSize"],
            Classes = [.. (model?["classNames"] as JsonArray ?? []).Select(name => (string)name!)],
            Seed = (int?)model?["seed"],
            Training = model?["training"]?.DeepClone(),
            Parameters = components
                .Select(name => (name, Entry: zip.GetEntry($"{folder}{name}/model.safetensors")))
                .Where(one => one.Entry is not null)
                .ToDictionary(one => one.name, one => CountWeights(one.Entry!)),
        };
    }

    private static JsonNode Json(ZipArchiveEntry entry)
    {
        if (entry.Length > MaxJson)
            throw new InvalidDataException($"'{entry.FullName}' is too large.");
        using var stream = entry.Open();
        return JsonNode.Parse(stream) ?? throw new InvalidDataException($"'{entry.FullName}' is empty.");
    }

    /// <summary>Of floats only: counters of steps and the like are no parameters.</summary>
    private static long CountWeights(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        return CountWeights(stream, entry.Length);
    }

    public static long CountWeights(Stream stream, long length)
    {
        var size = new byte[8];
        stream.ReadExactly(size);
        var header = BinaryPrimitives.ReadUInt64LittleEndian(size);
        if (header > (ulong)Math.Min(MaxJson, length))
            throw new InvalidDataException("The header of the weights is damaged.");
        var bytes = new byte[header];
        stream.ReadExactly(bytes);
        using var json = JsonDocument.Parse(bytes);
        return json.RootElement.EnumerateObject()
            .Where(tensor => tensor.Name != "__metadata__" && tensor.Value.GetProperty("dtype").GetString() is "F16" or "BF16" or "F32" or "F64")
            .Sum(tensor => tensor.Value.GetProperty("shape").EnumerateArray().Aggregate(1L, (product, side) => product * side.GetInt64()));
    }
}
