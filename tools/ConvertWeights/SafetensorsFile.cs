using System.Buffers.Binary;
using System.Text.Json;

namespace ConvertWeights;

/// <summary>Writes the safetensors format: the length of a JSON header, the header, the tensors' bytes.</summary>
internal static class SafetensorsFile
{
    /// <summary>The file is there as a whole or not at all.</summary>
    public static void Write(string path, IReadOnlyList<(string Name, StoredTensor Value)> tensors, Func<Storage, byte[]> read)
    {
        // The widest types first: every tensor is then aligned.
        var ordered = tensors.OrderByDescending(tensor => tensor.Value.Storage.Type.Size).ToArray();
        var target = Path.GetFullPath(path);
        if (Directory.Exists(target))
            throw new IOException($"The output '{path}' is a folder. Give the name of a file.");
        if (!Directory.Exists(Path.GetDirectoryName(target)))
            throw new IOException($"The output '{path}' cannot be written: its folder does not exist. Make it first.");
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                WriteHeader(stream, ordered);
                foreach (var (_, tensor) in ordered)
                    tensor.Write(stream, tensor.Count == 0 ? [] : read(tensor.Storage));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e)
        {
            File.Delete(temporary);
            // The file system's messages name the temporary file.
            if (e is UnauthorizedAccessException)
                throw new IOException($"The output '{path}' cannot be written: no permission to write to its folder.", e);
            throw;
        }
    }

    private static void WriteHeader(Stream stream, (string Name, StoredTensor Value)[] tensors)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteEndObject();
            long offset = 0;
            foreach (var (name, tensor) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", tensor.Storage.Type.Name);
                json.WriteStartArray("shape");
                foreach (var size in tensor.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.ByteCount);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (text.Length % 8 != 0)
            text.WriteByte((byte)' ');
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        stream.Write(length);
        text.WriteTo(stream);
    }
}
