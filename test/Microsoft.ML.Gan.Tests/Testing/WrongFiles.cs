using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>Files that users give in place of the right one, and a part of what the message must say.</summary>
internal static class WrongFiles
{
    public static IEnumerable<object[]> All =>
    [
        ["empty", Array.Empty<byte>(), "it is empty. Copy or download it again."],
        ["zeros", new byte[100], "nothing but zeros"],
        ["pointer", Encoding.UTF8.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"), "Run 'git lfs pull'"],
        ["page", Encoding.UTF8.GetBytes("\n<!DOCTYPE html>\n<html><title>404</title></html>"), "web page (HTML)"],
        ["error", Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"), "XML text"],
        ["json", Encoding.UTF8.GetBytes("{\"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\"}}"), "JSON text"],
        ["table", Encoding.UTF8.GetBytes("label,pixel1,pixel2\n2,0,0\n"), "a table of comma-separated values"],
        ["array.npy", Encoding.Latin1.GetBytes("\u0093NUMPY\u0001\0v\0{'descr': '<f4'}"), "NumPy array (.npy)"],
        ["keras.h5", Encoding.Latin1.GetBytes("\u0089HDF\r\n\u001a\n\0\0\0\0"), "HDF5"],
        ["old.pth", Encoding.Latin1.GetBytes("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019."), "tools/ConvertWeights"],
        ["picture.png", Encoding.Latin1.GetBytes("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR"), "a picture"],
        ["archive.7z", Encoding.Latin1.GetBytes("7z\u00bc\u00af'\u001c\0\u0004"), "Unpack it first"],
    ];

    /// <summary>As torch.save writes it since 1.6: a zip with a pickle.</summary>
    public static byte[] TorchZip() => Zip("archive/data.pkl", "archive/data/0");

    public static byte[] Zip(params string[] names)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.WriteByte(1);
            }
        }

        return stream.ToArray();
    }

    public static byte[] Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(content);
        return stream.ToArray();
    }
}
