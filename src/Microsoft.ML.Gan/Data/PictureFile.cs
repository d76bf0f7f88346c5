using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Data;

/// <summary>Writes image files.</summary>
internal static class PictureFile
{
    /// <summary>The formats that ML.NET can write; it has names for more.</summary>
    private static readonly string[] _extensions = [".png", ".jpg", ".jpeg", ".webp"];

    /// <summary>Saves an image; the extension determines the format.</summary>
    /// <exception cref="ArgumentException">The extension is not supported.</exception>
    /// <exception cref="IOException">The file cannot be written; the message says why.</exception>
    public static void Save(MLImage picture, string path)
    {
        if (!_extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            throw new ArgumentException($"'{path}' has no extension of a picture that can be written: {string.Join(", ", _extensions)}.", nameof(path));
        OutputFile.Check(path);
        picture.Save(path);
    }
}
