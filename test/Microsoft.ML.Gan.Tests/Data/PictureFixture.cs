using System.Text.Json;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>The files of pictures.json, which pictures_fixtures.py makes with Pillow.</summary>
internal static class PictureFixture
{
    private static readonly JsonElement _pictures = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "pictures.json"))).RootElement.GetProperty("pictures");

    public static IReadOnlyList<string> Names { get; } = [.. _pictures.EnumerateObject().Select(entry => entry.Name)];

    public static byte[] Encoded(string name) => _pictures.GetProperty(name).GetProperty("file").GetBytesFromBase64();

    public static (int Width, int Height) Size(string name) =>
        (_pictures.GetProperty(name).GetProperty("width").GetInt32(), _pictures.GetProperty(name).GetProperty("height").GetInt32());

    /// <summary>R, G and B of each pixel, as on black.</summary>
    public static byte[] Rgb(string name) => _pictures.GetProperty(name).GetProperty("rgb").GetBytesFromBase64();
}
