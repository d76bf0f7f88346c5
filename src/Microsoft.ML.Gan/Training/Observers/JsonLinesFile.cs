using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Gan.Training;

/// <summary>A file of JSON objects, one a line. It grows while the process may be killed, so its last line may be incomplete.</summary>
/// <param name="path">The file; made by the first line that is added.</param>
internal sealed class JsonLinesFile(string path)
{
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private long _lastLine;

    /// <summary>The lines that can be read, and how many cannot.</summary>
    public (IReadOnlyList<JsonObject> Lines, int Damaged) Read()
    {
        if (!File.Exists(path))
            return ([], 0);
        var all = File.ReadAllLines(path).Where(line => line.Trim() != "").Select(Parse).ToArray();
        return ([.. all.OfType<JsonObject>()], all.Count(line => line is null));
    }

    /// <summary>Removes the lines that are not wanted, and those that cannot be read.</summary>
    /// <returns>The lines that stay, how many were removed, and how many of these could not be read.</returns>
    public (IReadOnlyList<JsonObject> Kept, int Removed, int Damaged) Keep(Func<JsonObject, bool> isWanted)
    {
        var (lines, damaged) = Read();
        if (lines.Count + damaged == 0)
            return ([], 0, 0);
        var kept = lines.Where(isWanted).ToArray();
        AtomicFile.Write(path, stream => // also if nothing is removed: the last line may have no end
        {
            foreach (var line in kept)
            {
                _lastLine = stream.Position;
                stream.Write(Encode(line));
            }
        });
        return (kept, lines.Count - kept.Length + damaged, damaged);
    }

    public void Add(JsonObject line)
    {
        using var stream = Open();
        _lastLine = stream.Length;
        Write(stream, line);
    }

    /// <summary>Writes a line in the place of the one that was added last.</summary>
    public void ReplaceLast(JsonObject line)
    {
        using var stream = Open();
        stream.SetLength(_lastLine);
        Write(stream, line);
    }

    private static void Write(FileStream stream, JsonObject line)
    {
        stream.Seek(0, SeekOrigin.End);
        stream.Write(Encode(line));
    }

    private static byte[] Encode(JsonObject line) => Encoding.UTF8.GetBytes($"{line.ToJsonString(_json)}\n");

    private static JsonObject? Parse(string line)
    {
        try
        {
            var json = JsonNode.Parse(line) as JsonObject;
            _ = json?.Count; // finds a name that is there twice
            return json;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private FileStream Open() => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
}
