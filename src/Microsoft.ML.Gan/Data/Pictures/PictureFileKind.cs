namespace Microsoft.ML.Gan.Data;

/// <summary>The kind of a file by its first bytes.</summary>
/// <param name="Name">The name in messages, with its article.</param>
/// <param name="Role">How a folder of pictures handles it.</param>
internal sealed record PictureFileKind(string Name, FileRole Role)
{
    /// <summary>The number of bytes that distinguish all kinds.</summary>
    public const int SniffedBytes = 64;

    private static readonly PictureFileKind _bmp = new("a BMP", FileRole.Picture);
    private static readonly PictureFileKind _webp = new("a WebP", FileRole.Picture);
    private static readonly PictureFileKind _tiff = Undecodable("a TIFF");
    private static readonly PictureFileKind _pnm = Undecodable("a PNM (PGM, PPM)");
    private static readonly PictureFileKind _raw = new("a camera's raw file", FileRole.NoPicture);

    /// <summary>Raw files whose format is TIFF; they often lie beside the JPEGs of the same pictures.</summary>
    private static readonly HashSet<string> _rawExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".3fr", ".arw", ".cr2", ".dcr", ".dng", ".erf", ".iiq", ".kdc", ".mef", ".mos", ".nef", ".nrw", ".orf", ".pef", ".raw", ".sr2", ".srw",
    };

    /// <summary>Kinds by the bytes that they begin with.</summary>
    private static readonly (byte[] Start, PictureFileKind Kind)[] _starts =
    [
        ([0x89, .. "PNG\r\n\x1a\n"u8], new("a PNG", FileRole.Picture)),
        ([0xFF, 0xD8, 0xFF], new("a JPEG", FileRole.Picture)),
        ([.. "GIF87a"u8], new("a GIF", FileRole.Picture)),
        ([.. "GIF89a"u8], new("a GIF", FileRole.Picture)),
        ([.. "II*\0"u8], _tiff),
        ([.. "MM\0*"u8], _tiff),
        ([.. "II+\0"u8], _tiff),
        ([.. "MM\0+"u8], _tiff),
        ([.. "IIU\0"u8], _raw),
        ([.. "IIRO"u8], _raw),
        ([.. "FUJIFILM"u8], _raw),
        ([.. "P4\n"u8], _pnm),
        ([.. "P5\n"u8], _pnm),
        ([.. "P6\n"u8], _pnm),
        ([.. "P5 "u8], _pnm),
        ([.. "P6 "u8], _pnm),
        ([0xFF, 0x0A], Undecodable("a JPEG XL")),
        ([0, 0, 0, 12, .. "JXL "u8], Undecodable("a JPEG XL")),
        ([0, 0, 0, 12, .. "jP  "u8], Undecodable("a JPEG 2000")),
        ([.. "8BPS"u8], new("a Photoshop file", FileRole.NoPicture)),
        ([0, 0, 1, 0], new("an icon (ICO)", FileRole.NoPicture)),
        ([.. "%PDF"u8], new("a PDF", FileRole.NoPicture)),
        ([.. "PK"u8, 3, 4], Archive("a ZIP")),
        ([0x1F, 0x8B], Archive("a gzip")),
        ([.. "Rar!"u8], Archive("a RAR")),
        ([.. "7z"u8, 0xBC, 0xAF], Archive("a 7z")),
        ([0, 5, 0x16, 7], new("a macOS resource fork", FileRole.NoPicture)),
        ([0x4C, 0, 0, 0, 1, 0x14, 2, 0], new("a Windows shortcut", FileRole.NoPicture)),
        ([0xD0, 0xCF, 0x11, 0xE0], new("an OLE file", FileRole.NoPicture)),
        ([.. "version https://git-lfs"u8], new("a Git LFS pointer (git lfs pull brings the file itself)", FileRole.NoPicture)),
    ];

    /// <param name="start">The file's first <see cref="SniffedBytes"/> bytes, fewer only if it is shorter.</param>
    /// <param name="extension">Its name's extension, which tells a camera's raw file from a scanner's TIFF.</param>
    public static PictureFileKind Of(ReadOnlySpan<byte> start, string extension)
    {
        if (start.IsEmpty)
            return new("empty", FileRole.NoPicture);
        foreach (var (expected, kind) in _starts)
        {
            if (start.StartsWith(expected))
                return kind == _tiff && _rawExtensions.Contains(extension) ? _raw : kind;
        }

        // Two letters are not much; the length of the header that follows has only one byte that is not 0.
        if (start.StartsWith("BM"u8) && start.Length >= 18 && !start[15..18].ContainsAnyExcept((byte)0))
            return _bmp;
        if (start.StartsWith("RIFF"u8) && start.Length >= 12)
            return start[8..12].SequenceEqual("WEBP"u8) ? _webp : new("a RIFF file (AVI, WAV)", FileRole.NoPicture);
        if (start.Length >= 12 && start[4..8].SequenceEqual("ftyp"u8))
            return OfBrand(start[8..12]);
        if (start.ContainsAnyInRange<byte>(0, 8))
            return new("of an unknown kind", FileRole.NoPicture);
        // Blanks and a byte order mark may come before it.
        var first = start.IndexOfAnyExcept<byte>([.. " \t\r\n"u8, 0xEF, 0xBB, 0xBF]);
        return new(first >= 0 && start[first] == '<' ? "HTML, XML or SVG" : "text", FileRole.NoPicture);
    }

    /// <summary>The files of ISO's base media format: HEIC, AVIF, and films.</summary>
    private static PictureFileKind OfBrand(ReadOnlySpan<byte> brand)
    {
        if (brand.StartsWith("avi"u8))
            return Undecodable("an AVIF");
        if (brand.StartsWith("he"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8))
            return Undecodable("a HEIC");
        return brand.StartsWith("crx"u8) ? _raw : new("a film (MP4, MOV)", FileRole.NoPicture);
    }

    private static PictureFileKind Undecodable(string name) =>
        new($"{name}, which cannot be decoded (convert it to PNG or JPEG)", FileRole.UndecodablePicture);

    private static PictureFileKind Archive(string name) => new($"{name} archive (unpack it first)", FileRole.NoPicture);
}

/// <summary>How a folder of pictures handles a file.</summary>
internal enum FileRole
{
    /// <summary>It is a row, and can be decoded.</summary>
    Picture,

    /// <summary>It is a row that cannot be read, because it was meant as a picture.</summary>
    UndecodablePicture,

    /// <summary>It is skipped and counted.</summary>
    NoPicture,
}
