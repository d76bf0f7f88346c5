using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Persistence;

/// <summary>A model file taken apart, to be changed and put together again as a zip that is valid in itself.</summary>
internal sealed class Parts
{
    public const string Index = "model_index.json";
    public const string Config = "generator/config.json";
    public const string DiscriminatorConfig = "discriminator/config.json";
    public const string Weights = "generator/model.safetensors";
    public const string DiscriminatorWeights = "discriminator/model.safetensors";

    private static readonly Lazy<byte[]> _tiny = new(() =>
    {
        using var transformer = TinyGan.Fit(new MLContext(seed: 1));
        return Saved(transformer);
    });

    private Parts(Dictionary<string, byte[]> content) => Content = content;

    /// <summary>The file of a small model.</summary>
    public static byte[] TinyFile => [.. _tiny.Value];

    public Dictionary<string, byte[]> Content { get; }

    public static byte[] Saved(GanTransformer transformer)
    {
        using var stream = new MemoryStream();
        transformer.SaveAs(stream);
        return stream.ToArray();
    }

    public static Parts OfTiny() => Of(_tiny.Value);

    public static Parts Of(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        return new Parts(zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }));
    }

    public string Text(string part) => Encoding.UTF8.GetString(Content[part]);

    /// <summary>Changes a part that is JSON.</summary>
    public Parts Edit(string part, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(Content[part])!.AsObject();
        change(json);
        Content[part] = Encoding.UTF8.GetBytes(json.ToJsonString());
        return this;
    }

    /// <summary>Changes what both networks' configurations say.</summary>
    public Parts EditConfigs(Action<JsonObject> change) => Edit(Config, change).Edit(DiscriminatorConfig, change);

    public Parts Replace(string part, string text)
    {
        Content[part] = Encoding.UTF8.GetBytes(text);
        return this;
    }

    public byte[] ToFile(CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in Content)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    public void Unpack(string folder)
    {
        foreach (var (name, bytes) in Content)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }
    }
}
