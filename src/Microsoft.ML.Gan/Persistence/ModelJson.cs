using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>Writes and reads the JSON of a model's parts; input is limited in size and depth and must not have duplicate names.</summary>
internal static class ModelJson
{
    /// <summary>The largest size: enough for a million class names.</summary>
    public const int MaxBytes = 16 << 20;

    private const int MaxDepth = 32;

    public static JsonSerializerOptions Options { get; } = new()
    {
        WriteIndented = true,
        MaxDepth = MaxDepth,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        // The last loss of a training may be NaN, and the model is still worth saving.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>A value as a JSON object, without some of its fields.</summary>
    /// <param name="value">A record.</param>
    /// <param name="without">The fields that are left out, as JSON names them.</param>
    public static JsonObject ObjectOf(object value, params IReadOnlyCollection<string> without)
    {
        var fields = JsonSerializer.SerializeToNode(value, value.GetType(), Options)!.AsObject();
        foreach (var field in without)
            fields.Remove(field);
        return fields;
    }

    /// <summary>The names of a record's fields, as JSON has them.</summary>
    public static IReadOnlyList<string> FieldsOf<T>() => [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))];

    public static void Write<T>(IModelFiles files, string name, T value) =>
        files.Write(name, stream => JsonSerializer.Serialize(stream, value, Options));

    /// <summary>Reads the object that a part is.</summary>
    /// <exception cref="InvalidDataException">The part is missing, too large, or not a JSON object.</exception>
    public static JsonElement Read(IModelFiles files, string name) => ModelPart.Read(name, () =>
    {
        var bytes = ReadBytes(files, name);
        CheckTexts(bytes);
        using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MaxDepth });
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.Clone()
            : throw new InvalidDataException($"a JSON object is expected, not {document.RootElement.ValueKind}.");
    });

    /// <exception cref="InvalidDataException">The value is not what <typeparamref name="T"/> needs.</exception>
    public static T Deserialize<T>(JsonElement value, string name) => ModelPart.Read(
        name,
        () => value.Deserialize<T>(Options) ?? throw new InvalidDataException("an object is expected, not null."));

    private static byte[] ReadBytes(IModelFiles files, string name)
    {
        using var stream = files.OpenRead(name);
        if (stream.Length > MaxBytes)
            throw new InvalidDataException($"the part is larger than {MaxBytes >> 20} MiB.");
        using var bytes = new MemoryStream((int)stream.Length);
        stream.CopyTo(bytes);
        // Editors on Windows write a byte order mark, which JSON does not allow.
        var text = bytes.ToArray();
        return text.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..]
            : text is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? throw new InvalidDataException("it is UTF-16, and JSON is UTF-8. Save it again in that encoding.")
            : text;
    }

    /// <summary>
    /// Duplicate names are read differently by different readers. Texts are read here because half a surrogate pair would otherwise be found only
    /// later.
    /// </summary>
    private static void CheckTexts(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        var open = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    open.Push(new HashSet<string>(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    open.Pop();
                    break;
                case JsonTokenType.PropertyName when !open.Peek().Add(reader.GetString()!):
                    throw new InvalidDataException($"'{reader.GetString()}' is given twice.");
                case JsonTokenType.String:
                    _ = reader.GetString();
                    break;
            }
        }
    }
}
