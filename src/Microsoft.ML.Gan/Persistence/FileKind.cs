using System.Text;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>
/// Identifies an unexpected file by its first bytes: frequent mistakes are a web page or a pointer instead of a download, and the right file in
/// another format. The texts are sentences for an error message, with what to do about it.
/// </summary>
internal static class FileKind
{
    /// <summary>How many of the first bytes tell the kinds apart.</summary>
    public const int NeededBytes = 512;

    public const string Empty = "it is empty. Copy or download it again.";
    public const string Zip = "it is a zip. Unpack it first.";
    public const string Gzip = "it is compressed with gzip. Unpack it first.";
    public const string Pickle = "it is a Python pickle. Of weights that torch.save wrote, tools/ConvertWeights makes a safetensors file.";
    public const string Safetensors = "it is a safetensors file already.";
    public const string Json = "it is a JSON text, not the file that it may describe.";

    private const int TarMark = 257;
    private const int MaximumTextShown = 40;

    /// <summary>What the file is; null if its beginning does not tell.</summary>
    /// <param name="start">The first bytes of the file: <see cref="NeededBytes"/>, or all if it has fewer.</param>
    public static string? Describe(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
            return Empty;
        if (start.Length >= 16 && !start.ContainsAnyExcept((byte)0))
            return "it begins with nothing but zeros, as after a download or a copy that was interrupted. Copy or download it again.";
        return OfBinary(start) ?? OfText(start);
    }

    /// <inheritdoc cref="Describe(ReadOnlySpan{byte})"/>
    /// <param name="stream">The file, which can seek; it is read from its beginning and left there.</param>
    public static string? Describe(Stream stream)
    {
        var start = new byte[NeededBytes];
        stream.Position = 0;
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        return Describe(start.AsSpan(0, length));
    }

    private static string? OfBinary(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] => Zip,
        [0x1F, 0x8B, ..] => Gzip,
        [0x80, >= 2 and <= 5, ..] => Pickle,
        [_, _, _, _, 0, 0, 0, 0, (byte)'{', ..] => Safetensors,
        [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..] => "it is a NumPy array (.npy).",
        [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => "it is an HDF5 file, as Keras and MATLAB write.",
        [_, _, _, _, (byte)'T', (byte)'F', (byte)'L', (byte)'3', ..] => "it is a TensorFlow Lite model.",
        [8, < 32, 0x12, ..] => "it looks like an ONNX model.",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "it is a Parquet file.",
        [0, 0, 8, 1 or 3 or 4, ..] => "it is an IDX file, as the data of MNIST.",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xFF, 0xD8, 0xFF, ..] or [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "it is a picture.",
        [(byte)'R', (byte)'a', (byte)'r', (byte)'!', ..] or [(byte)'7', (byte)'z', 0xBC, 0xAF, ..] or [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..]
            or [(byte)'B', (byte)'Z', (byte)'h', ..] or [0x28, 0xB5, 0x2F, 0xFD, ..] => "it is a packed archive (RAR, 7-Zip, xz, bzip2 or zstd). Unpack it first.",
        _ when start.Length > TarMark + 5 && start.Slice(TarMark, 5).SequenceEqual("ustar"u8) => "it is a tar archive. Unpack it first.",
        _ => null,
    };

    private static string? OfText(ReadOnlySpan<byte> start)
    {
        // UTF-16 has zeros, and its marks are not UTF-8.
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            start = start[3..];
        if (start.ContainsAnyInRange((byte)0, (byte)8) || start.ContainsAnyInRange((byte)14, (byte)31))
            return null;
        var text = Encoding.UTF8.GetString(start).TrimStart();
        bool Begins(string with) => text.StartsWith(with, StringComparison.OrdinalIgnoreCase);
        if (Begins("version https://git-lfs"))
            return "it is a Git LFS pointer, which stands for the file in a repository. Run 'git lfs pull' there, or download the file itself.";
        if (Begins("<!doctype html") || Begins("<html"))
            return "it is a web page (HTML): the download was answered with a page, often one to log in or to confirm. Download the file itself.";
        if (Begins("<?xml") || Begins("<Error"))
            return "it is an XML text, with which servers report errors. Download the file again.";
        if (Begins("{") || Begins("["))
            return Json;
        var line = text.Split('\n', '\r')[0];
        var isText = text.Length > 0 && !text.Contains('\uFFFD', StringComparison.Ordinal) && !text.Any(c => char.IsControl(c) && !char.IsWhiteSpace(c));
        return isText ? $"it is a text{(line.Contains(',', StringComparison.Ordinal) ? " (a table of comma-separated values)" : "")} that begins with '{(line.Length > MaximumTextShown ? line[..MaximumTextShown] + "…" : line)}'." : null;
    }
}
