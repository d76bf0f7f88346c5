using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Tensors in a file of the safetensors format: eight bytes with the length of a JSON header, the header (names, types, shapes,
/// offsets), the tensors' bytes. Any language reads it with a few lines, and it holds nothing that could be run.
/// </summary>
internal static class Safetensors
{
    /// <summary>Room for some hundred thousand tensors; the format itself allows 100 MB.</summary>
    private const long MaximumHeader = 16 << 20;

    /// <summary>Lengths that no stream can vouch for are read in steps, so that memory grows only with what really arrives.</summary>
    private const int ReadStep = 1 << 20;

    private const string MetadataName = "__metadata__";

    private static readonly Dictionary<string, (ScalarType Type, int Size)> s_types = new(StringComparer.Ordinal)
    {
        ["BOOL"] = (ScalarType.Bool, 1),
        ["U8"] = (ScalarType.Byte, 1),
        ["I8"] = (ScalarType.Int8, 1),
        ["I16"] = (ScalarType.Int16, 2),
        ["I32"] = (ScalarType.Int32, 4),
        ["I64"] = (ScalarType.Int64, 8),
        ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2),
        ["F32"] = (ScalarType.Float32, 4),
        ["F64"] = (ScalarType.Float64, 8),
    };

    /// <summary>Where one tensor lies in the data that follows the header.</summary>
    private readonly record struct Entry(string Name, ScalarType Type, long[] Shape, long Begin, long End)
    {
        public long Length => End - Begin;
    }

    /// <summary>Writes tensors of any device; the stream stays open.</summary>
    /// <param name="stream">Where to write; needs no seeking.</param>
    /// <param name="tensors">The tensors by name. The widest types go first, which aligns them all.</param>
    /// <param name="metadata">Texts for the header; by default only that the tensors are PyTorch's, as other readers expect.</param>
    public static void Write(Stream stream, IReadOnlyList<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var ordered = tensors.OrderByDescending(tensor => s_types[TypeName(tensor.Value)].Size).ToArray();
        byte[] header = WriteHeader(ordered, metadata ?? new Dictionary<string, string> { ["format"] = "pt" });

        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, value) in ordered)
        {
            if (value.NumberOfElements == 0)
                continue;
            using var onHost = value.detach().cpu();
            using var dense = onHost.contiguous();
            stream.Write(dense.bytes);
        }
    }

    /// <summary>Reads all tensors to the CPU; they belong to the caller (and to the dispose scope in force).</summary>
    /// <exception cref="InvalidDataException">The file is not what it says; nothing was allocated that the file does not hold.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(Stream stream)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (var entry in ReadHeader(stream))
                tensors.Add(entry.Name, ReadTensor(stream, entry));
            Require(stream.ReadByte() < 0, "there are bytes after the last tensor");
            return tensors;
        }
        catch (Exception e)
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            if (e is EndOfStreamException)
                throw new InvalidDataException("The safetensors file is cut short.", e);
            throw;
        }
    }

    private static byte[] WriteHeader((string Name, Tensor Value)[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataName);
            foreach (var (key, value) in metadata)
                json.WriteString(key, value);
            json.WriteEndObject();

            long offset = 0;
            var names = new HashSet<string>(StringComparer.Ordinal) { MetadataName };
            foreach (var (name, value) in tensors)
            {
                if (!names.Add(name))
                    throw new ArgumentException($"Two tensors are named '{name}'.", nameof(tensors));
                string type = TypeName(value);
                json.WriteStartObject(name);
                json.WriteString("dtype", type);
                json.WriteStartArray("shape");
                foreach (long size in value.shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += value.NumberOfElements * s_types[type].Size);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }

        // Blanks up to the next multiple of eight: the data behind the header is then aligned for every type.
        while (text.Length % 8 != 0)
            text.WriteByte((byte)' ');
        return text.ToArray();
    }

    private static string TypeName(Tensor tensor)
    {
        foreach (var (name, (type, _)) in s_types)
        {
            if (type == tensor.dtype)
                return name;
        }
        throw new ArgumentException($"The safetensors format has no type for {tensor.dtype}.", nameof(tensor));
    }

    /// <summary>The entries in the order of the data, which they fill without a gap.</summary>
    private static List<Entry> ReadHeader(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        stream.ReadExactly(prefix);
        long length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        Require(length is >= 2 and <= MaximumHeader, $"the header's length is {length}");
        byte[] header = ReadBytes(stream, length);

        var entries = new List<Entry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 4 });
            foreach (var property in document.RootElement.EnumerateObject())
            {
                Require(names.Add(property.Name), $"two tensors are named '{property.Name}'");
                if (property.Name != MetadataName)
                    entries.Add(ReadEntry(property.Name, property.Value));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"The header of the safetensors file cannot be read: {e.Message}", e);
        }

        // Empty tensors share their offset with the next one, so both ends count.
        entries.Sort((one, other) => (one.Begin, one.End).CompareTo((other.Begin, other.End)));
        long end = 0;
        foreach (var entry in entries)
        {
            Require(entry.Begin == end, $"the data of tensor '{entry.Name}' does not follow the tensor before it");
            end = entry.End;
        }
        if (stream.CanSeek)
            Require(end == stream.Length - stream.Position, $"the tensors need {end} bytes of data, and {stream.Length - stream.Position} are there");
        return entries;
    }

    private static Entry ReadEntry(string name, JsonElement value)
    {
        string type = value.GetProperty("dtype").GetString() ?? "";
        Require(s_types.TryGetValue(type, out var known), $"tensor '{name}' is of the unknown type '{type}'");

        long[] shape = [.. value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        long bytes = known.Size;
        bool empty = false;
        foreach (long size in shape)
        {
            Require(size >= 0, $"tensor '{name}' has a negative size");
            empty |= size == 0;
            // The sizes beside a zero must make sense as well: libtorch multiplies them into strides.
            Require(size <= 1 || bytes <= long.MaxValue / size, $"tensor '{name}' is larger than any memory");
            bytes *= Math.Max(size, 1);
        }

        var offsets = value.GetProperty("data_offsets");
        Require(offsets.GetArrayLength() == 2, $"tensor '{name}' has {offsets.GetArrayLength()} offsets");
        var entry = new Entry(name, known.Type, shape, offsets[0].GetInt64(), offsets[1].GetInt64());
        Require(entry.Begin >= 0 && entry.End >= entry.Begin, $"the offsets of tensor '{name}' are [{entry.Begin}, {entry.End}]");
        Require(entry.Length == (empty ? 0 : bytes), $"the shape of tensor '{name}' needs {(empty ? 0 : bytes)} bytes, its offsets hold {entry.Length}");
        Require(entry.Length <= Array.MaxLength, $"tensor '{name}' has more than 2 GB");
        return entry;
    }

    private static Tensor ReadTensor(Stream stream, Entry entry)
    {
        // A stream that knows its length has been checked against the header; from any other, the bytes come before the tensor.
        byte[]? arrived = stream.CanSeek ? null : ReadBytes(stream, entry.Length);
        var tensor = empty(entry.Shape, dtype: entry.Type);
        try
        {
            if (entry.Length == 0)
                return tensor;
            if (arrived is null)
                stream.ReadExactly(tensor.bytes);
            else
                tensor.bytes = arrived;
            // Any other byte in a bool is undefined behaviour in libtorch's C++.
            Require(entry.Type != ScalarType.Bool || !tensor.bytes.ContainsAnyExceptInRange((byte)0, (byte)1), $"tensor '{entry.Name}' has truth values other than 0 and 1");
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private static byte[] ReadBytes(Stream stream, long length)
    {
        if (stream.CanSeek)
            Require(length <= stream.Length - stream.Position, "it is cut short");
        byte[] bytes = new byte[Math.Min(length, stream.CanSeek ? long.MaxValue : ReadStep)];
        int filled = 0;
        while (true)
        {
            stream.ReadExactly(bytes.AsSpan(filled));
            filled = bytes.Length;
            if (filled == length)
                return bytes;
            Array.Resize(ref bytes, (int)Math.Min(length, 2L * filled));
        }
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition)
            throw new InvalidDataException($"Not a valid safetensors file: {problem}.");
    }
}
