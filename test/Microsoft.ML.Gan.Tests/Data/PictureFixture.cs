using System.Text.Json;
using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>A picture of pictures.json, which pictures_fixtures.py makes with Pillow.</summary>
/// <param name="File">The bytes of the file.</param>
/// <param name="Width">Pixels in a row, upright.</param>
/// <param name="Height">Rows.</param>
/// <param name="Rgb">R, G and B of each pixel, upright and on white.</param>
internal sealed record PictureFixture(byte[] File, int Width, int Height, byte[] Rgb)
{
    private static readonly JsonElement _all = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "pictures.json"))).RootElement;

    /// <summary>Whole files.</summary>
    public static IReadOnlyList<string> Names { get; } = NamesOf("pictures");

    /// <summary>Files with an EXIF orientation; the number in the name is its value.</summary>
    public static IReadOnlyList<string> Turned { get; } = NamesOf("turned");

    /// <summary>Files that must be refused.</summary>
    public static IReadOnlyList<string> Broken { get; } = NamesOf("broken");

    public static byte[] Encoded(string name) => _all.GetProperty("pictures").GetProperty(name).GetProperty("file").GetBytesFromBase64();

    public static byte[] EncodedBroken(string name) => _all.GetProperty("broken").GetProperty(name).GetProperty("file").GetBytesFromBase64();

    public static PictureFixture Of(string name, string kind = "pictures")
    {
        var entry = _all.GetProperty(kind).GetProperty(name);
        return new PictureFixture(
            entry.GetProperty("file").GetBytesFromBase64(),
            entry.GetProperty("width").GetInt32(),
            entry.GetProperty("height").GetInt32(),
            entry.GetProperty("rgb").GetBytesFromBase64());
    }

    /// <summary>A file of the folder Cases, as somebody's bug report had it.</summary>
    public static string Case(string name) => Path.Combine(AppContext.BaseDirectory, "Data", "Cases", name);

    /// <summary>R, G and B of each pixel.</summary>
    public static byte[] RgbOf(MLImage image)
    {
        var pixels = new byte[image.Width * image.Height * 3];
        MLImagePixels.Read(image, pixels, 3);
        return pixels;
    }

    private static string[] NamesOf(string kind) => [.. _all.GetProperty(kind).EnumerateObject().Select(entry => entry.Name)];
}
