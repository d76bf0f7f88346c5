using System.Text.Json;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>The position of a tensor in the data after the header.</summary>
internal readonly record struct SafetensorsEntry(string Name, ScalarType Type, long[] Shape, long Begin, long End)
{
    public long Length => End - Begin;

    public long ElementCount => Shape.Aggregate(1L, (count, size) => count * size);
}

/// <summary>The header of a safetensors file, checked for consistency and, if known, against the file's length.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The entry beside the tensors' that holds texts.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>An object of objects with lists in them.</summary>
    private const int MaximumDepth = 4;

    private SafetensorsHeader(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata, bool isVouchedFor) =>
        (Entries, Metadata, IsVouchedFor) = (entries, metadata, isVouchedFor);

    /// <summary>The entries in the order of the data, which they fill without a gap.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>The texts beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Whether the file's length confirms the declared length of the data.</summary>
    public bool IsVouchedFor { get; }

    public long ElementCount => Entries.Sum(entry => entry.ElementCount);

    /// <param name="json">The header's text.</param>
    /// <param name="dataLength">The number of bytes after the header, if known.</param>
    /// <exception cref="InvalidDataException">The header is not valid.</exception>
    public static SafetensorsHeader Parse(byte[] json, long? dataLength)
    {
        var entries = new List<SafetensorsEntry>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaximumDepth });
            foreach (var property in document.RootElement.EnumerateObject())
            {
                Safetensors.Require(names.Add(property.Name), $"two tensors are named '{property.Name}'");
                if (property.Name != MetadataName)
                    entries.Add(ReadEntry(property.Name, property.Value));
                else
                    ReadMetadata(property.Value, metadata);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"The header of the safetensors file cannot be read: {ContentError.Cause(e)}", e);
        }

        // Empty tensors share their offset with the next one, so both ends count.
        entries.Sort((one, other) => (one.Begin, one.End).CompareTo((other.Begin, other.End)));
        long end = 0;
        foreach (var entry in entries)
        {
            Safetensors.Require(entry.Begin == end, $"the data of tensor '{entry.Name}' does not follow the tensor before it");
            end = entry.End;
        }

        Safetensors.Require(dataLength is null || end == dataLength, $"the tensors need {end} bytes of data, and {dataLength} are there: it is cut short, or damaged. Copy or download it again");
        return new SafetensorsHeader(entries, metadata, dataLength is not null);
    }

    /// <summary>Texts are all that the format allows there; what else a file has is left aside.</summary>
    private static void ReadMetadata(JsonElement value, Dictionary<string, string> metadata)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return;
        foreach (var text in value.EnumerateObject())
        {
            if (text.Value.ValueKind == JsonValueKind.String)
                metadata[text.Name] = text.Value.GetString()!;
        }
    }

    private static SafetensorsEntry ReadEntry(string name, JsonElement value)
    {
        Safetensors.Require(
            value.ValueKind == JsonValueKind.Object && value.TryGetProperty("dtype", out _) && value.TryGetProperty("shape", out _) && value.TryGetProperty("data_offsets", out _),
            $"'{name}' in its header has no dtype, shape and data_offsets");
        string typeName = value.GetProperty("dtype").GetString() ?? "";
        var type = Safetensors.TypeOf(typeName);
        if (type is null && Safetensors.IsUnused(typeName))
        {
            throw new InvalidDataException(
                $"The tensor '{name}' is of the type {typeName}, which the safetensors format has and this library does not use. Save it as float32 (tensor.float() in PyTorch), or leave it out.");
        }

        Safetensors.Require(type is not null, $"tensor '{name}' is of the unknown type '{typeName}'");

        long[] shape = [.. value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        long bytes = type!.Value.Size;
        bool empty = false;
        foreach (long size in shape)
        {
            Safetensors.Require(size >= 0, $"tensor '{name}' has a negative size");
            empty |= size == 0;
            // The sizes beside a zero must make sense as well: libtorch multiplies them into strides.
            Safetensors.Require(size <= 1 || bytes <= long.MaxValue / size, $"tensor '{name}' is larger than any memory");
            bytes *= Math.Max(size, 1);
        }

        if (empty)
            bytes = 0;
        var offsets = value.GetProperty("data_offsets");
        Safetensors.Require(offsets.GetArrayLength() == 2, $"tensor '{name}' has {offsets.GetArrayLength()} offsets");
        var entry = new SafetensorsEntry(name, type.Value.Type, shape, offsets[0].GetInt64(), offsets[1].GetInt64());
        Safetensors.Require(entry.Begin >= 0 && entry.End >= entry.Begin, $"the offsets of tensor '{name}' are [{entry.Begin}, {entry.End}]");
        Safetensors.Require(entry.Length == bytes, $"the shape of tensor '{name}' needs {bytes} bytes, its offsets hold {entry.Length}");
        Safetensors.Require(entry.Length <= Array.MaxLength, $"tensor '{name}' has more than 2 GB");
        return entry;
    }
}
