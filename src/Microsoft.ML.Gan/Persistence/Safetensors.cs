using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>
/// Tensors in a file of the safetensors format: eight bytes with the length of a JSON header, the header (names, types, shapes,
/// offsets), the tensors' bytes. It is easy to read in any language and contains no code.
/// </summary>
internal static class Safetensors
{
    /// <summary>The largest header: enough for some hundred thousand tensors.</summary>
    private const long MaximumHeader = 16 << 20;

    /// <summary>What the format itself allows.</summary>
    private const long MaximumFormatHeader = 100_000_000;

    /// <summary>The types of the format that have no tensors in TorchSharp.</summary>
    private static readonly HashSet<string> s_unused = new(
        ["U16", "U32", "U64", "C64", "F8_E4M3", "F8_E5M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "F6_E2M3", "F6_E3M2", "F4"], StringComparer.Ordinal);

    /// <summary>The step in which data of unverified length are read, so that memory grows only with the data received.</summary>
    private const int ReadStep = 1 << 20;

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
            using var scope = NewDisposeScope();
            stream.Write(value.detach().cpu().contiguous().bytes);
        }
    }

    /// <summary>Reads all tensors to the CPU; they belong to the caller (and to the current dispose scope).</summary>
    /// <exception cref="InvalidDataException">The file is invalid; no more memory than its data was allocated.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(Stream stream) =>
        ReadTensors(stream, ReadHeader(stream, stream.CanSeek ? stream.Length - stream.Position : null));

    /// <summary>Reads a file's header and leaves the stream at the beginning of the tensors' data.</summary>
    /// <param name="stream">At the beginning of the file.</param>
    /// <param name="length">The length of the file, if known; declared sizes are compared with it.</param>
    /// <exception cref="InvalidDataException">The header contradicts itself or the length.</exception>
    public static SafetensorsHeader ReadHeader(Stream stream, long? length) => Complete(() =>
    {
        var prefix = new byte[sizeof(long)];
        int there = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        long size = there == prefix.Length ? BinaryPrimitives.ReadInt64LittleEndian(prefix) : 0;
        if (size is < 2 or > MaximumFormatHeader)
            throw NotSafetensors(stream, prefix.AsSpan(0, there));
        if (size > MaximumHeader)
            throw new InvalidDataException($"The header of the safetensors file has {size} bytes, and at most {MaximumHeader} are read here. Save the tensors in several files.");
        // The first bytes of a gzip can be a length that makes sense; the byte behind it cannot.
        int first = stream.ReadByte();
        if (first < 0)
            throw new EndOfStreamException();
        if (first != '{')
            throw NotSafetensors(stream, [.. prefix, (byte)first]);
        Require(length is null || size <= length - prefix.Length, "it is cut short. Copy or download it again");
        var rest = ReadBytes(stream, size - 1, isThere: length is not null);
        return SafetensorsHeader.Parse([(byte)first, .. rest], length - prefix.Length - size);
    });

    /// <summary>Reads the tensors that follow the header, to the end of the file.</summary>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyDictionary<string, Tensor> ReadTensors(Stream stream, SafetensorsHeader header) => Complete(() =>
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (var entry in header.Entries)
                tensors.Add(entry.Name, ReadTensor(stream, entry, header.IsVouchedFor));
            Require(stream.ReadByte() < 0, "there are bytes after the last tensor");
            return tensors;
        }
        catch
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            throw;
        }
    });

    /// <summary>The type of this name in the format; null when there is none.</summary>
    internal static (ScalarType Type, int Size)? TypeOf(string name) => s_types.TryGetValue(name, out var type) ? type : null;

    /// <summary>Whether the format has the type, though nothing here can read it.</summary>
    internal static bool IsUnused(string type) => s_unused.Contains(type);

    internal static void Require(bool condition, string problem)
    {
        if (!condition)
            throw new InvalidDataException($"Not a valid safetensors file: {problem}.");
    }

    private static T Complete<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("The safetensors file is cut short. Copy or download it again.", e);
        }
    }

    /// <summary>The file does not begin as one of the format does; its next bytes tell what it is.</summary>
    private static InvalidDataException NotSafetensors(Stream stream, ReadOnlySpan<byte> prefix)
    {
        var start = new byte[FileKind.NeededBytes];
        prefix.CopyTo(start);
        var length = prefix.Length + stream.ReadAtLeast(start.AsSpan(prefix.Length), start.Length - prefix.Length, throwOnEndOfStream: false);
        var kind = FileKind.Describe(start.AsSpan(0, length));
        return InputFile.WrongKind(
            "This", "a valid safetensors file", kind is FileKind.Zip ? "it is a zip. PyTorch's .pth files are zips, which tools/ConvertWeights converts; unpack any other first." : kind);
    }

    private static byte[] WriteHeader((string Name, Tensor Value)[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteStartObject(SafetensorsHeader.MetadataName);
            foreach (var (key, value) in metadata)
                json.WriteString(key, value);
            json.WriteEndObject();

            long offset = 0;
            var names = new HashSet<string>(StringComparer.Ordinal) { SafetensorsHeader.MetadataName };
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

    private static Tensor ReadTensor(Stream stream, SafetensorsEntry entry, bool isThere)
    {
        // Without a length that vouches for them, the bytes come before the tensor.
        byte[]? arrived = isThere ? null : ReadBytes(stream, entry.Length, isThere);
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

    private static byte[] ReadBytes(Stream stream, long length, bool isThere)
    {
        byte[] bytes = new byte[isThere ? length : Math.Min(length, ReadStep)];
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
}
