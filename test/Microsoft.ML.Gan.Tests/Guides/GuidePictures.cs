using SkiaSharp;

namespace Microsoft.ML.Gan.Tests.Guides;

/// <summary>A folder of classes as a reader of the guides has it, with a few small pictures.</summary>
internal static class GuidePictures
{
    private const int Count = 16;
    private const int Side = 24;

    public static void Write(string folder, params string[] classes)
    {
        for (var label = 0; label < classes.Length; label++)
        {
            Directory.CreateDirectory(Path.Combine(folder, classes[label]));
            for (var i = 0; i < Count; i++)
            {
                using var picture = new SKBitmap(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);
                picture.Erase(new SKColor((byte)(10 * i), (byte)(120 * label), 90));
                for (var x = 0; x < Side / 2; x++)
                    picture.SetPixel(x, (i + x * label) % Side, SKColors.White);
                using var file = File.Create(Path.Combine(folder, classes[label], $"{i}.png"));
                picture.Encode(file, SKEncodedImageFormat.Png, quality: 100);
            }
        }
    }
}
