namespace Microsoft.ML.Gan.Data;

/// <summary>
/// Finds the pictures below a folder. Links are followed, but no folder is read twice. A file with a picture's extension is a picture; other files
/// are recognized by content. Skipped files are counted.
/// </summary>
internal sealed class FolderWalk
{
    private const string ReadOnce = "link to a folder that is read without it";
    private const string Unopened = "impossible to open";

    /// <summary>Extensions whose files are not checked here; the decoder reports other content.</summary>
    private static readonly HashSet<string> _extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp",
    };

    /// <summary>System files and folders of Windows, macOS and network disks; some of the folders contain thumbnails.</summary>
    private static readonly HashSet<string> _systemNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "Thumbs.db", "ehthumbs.db", "desktop.ini", "Icon\r", "__MACOSX", "@eaDir", "#recycle", "$RECYCLE.BIN", "System Volume Information", "lost+found",
    };

    private static readonly StringComparison _pathComparison =
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private readonly HashSet<string> _visited = new(StringComparer.FromComparison(_pathComparison));
    private readonly List<string> _pictures = [];
    private readonly List<string> _folders = [];
    private readonly string _root;

    private FolderWalk(string root) => _root = root;

    /// <summary>The paths of the pictures below the folder, with slashes, in natural order.</summary>
    public IReadOnlyList<string> Pictures => _pictures;

    /// <summary>The names of the folders directly below it that were read.</summary>
    public IReadOnlyList<string> Folders => _folders;

    public LeftOutFiles LeftOut { get; } = new();

    public static FolderWalk Through(string folder)
    {
        var walk = new FolderWalk(RealPathOf(folder));
        walk.Read(new DirectoryInfo(folder), walk._root, prefix: "");
        walk._pictures.Sort(NaturalOrder.Instance);
        walk._folders.Sort(NaturalOrder.Instance);
        return walk;
    }

    /// <param name="folder">The folder.</param>
    /// <param name="realPath">Its path without links.</param>
    /// <param name="prefix">Its path below the first, with a slash at its end.</param>
    private void Read(DirectoryInfo folder, string realPath, string prefix)
    {
        if (!_visited.Add(realPath))
        {
            LeftOut.Add(ReadOnce, prefix.TrimEnd('/'));
            return;
        }

        if (prefix.IndexOf('/') == prefix.Length - 1 && prefix.Length > 0)
            _folders.Add(prefix[..^1]);
        try
        {
            var options = new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false };
            foreach (var entry in folder.EnumerateFileSystemInfos("*", options).OrderBy(entry => entry.Name, StringComparer.Ordinal))
                Take(entry, realPath, prefix + entry.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LeftOut.Add(Unopened, prefix.TrimEnd('/'));
        }
    }

    private void Take(FileSystemInfo entry, string parent, string name)
    {
        const FileAttributes gone = (FileAttributes)(-1);
        if (entry.Attributes == gone)
        {
            // .NET shows a name that is not UTF-8, but finds nothing by it.
            LeftOut.Add(entry.Name.Contains('\uFFFD', StringComparison.Ordinal) ? "impossible to open, for the name is not UTF-8 (rename it)" : Unopened, name);
            return;
        }

        if (entry.Name.StartsWith('.') && entry.Name.EndsWith(".icloud", StringComparison.OrdinalIgnoreCase))
        {
            LeftOut.Add("in iCloud only (download it first)", name);
            return;
        }

        if (entry.Name.StartsWith('.') || _systemNames.Contains(entry.Name) || (entry.Attributes & (FileAttributes.Hidden | FileAttributes.System)) != 0)
        {
            LeftOut.AddHidden(name);
            return;
        }

        try
        {
            var isLink = (entry.Attributes & FileAttributes.ReparsePoint) != 0;
            var target = isLink ? entry.ResolveLinkTarget(returnFinalTarget: true) : null;
            if (target is { Exists: false })
                LeftOut.Add("link that leads nowhere", name);
            else if ((target ?? entry) is FileInfo file)
                Take(file, name);
            else if (target is null)
                Read((DirectoryInfo)entry, Path.Combine(parent, entry.Name), name + '/');
            else
                Follow((DirectoryInfo)entry, RealPathOf(target.FullName), name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LeftOut.Add(Unopened, name);
        }
    }

    /// <summary>Files inside the first folder are read there and not through a link, so that they get the label of their own folder.</summary>
    private void Follow(DirectoryInfo link, string target, string name)
    {
        if (target.Equals(_root, _pathComparison) || target.StartsWith(Path.TrimEndingDirectorySeparator(_root) + Path.DirectorySeparatorChar, _pathComparison))
            LeftOut.Add(ReadOnce, name);
        else
            Read(link, target, name + '/');
    }

    private void Take(FileInfo file, string name)
    {
        var extension = Path.GetExtension(name);
        if (_extensions.Contains(extension))
        {
            _pictures.Add(name);
            return;
        }

        // Special files, such as pipes, have no length, and reading one may block for ever.
        Span<byte> start = stackalloc byte[PictureFileKind.SniffedBytes];
        if (file.Length > 0)
        {
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        else
        {
            start = [];
        }

        var kind = PictureFileKind.Of(start, extension);
        if (kind.Role == FileRole.NoPicture)
            LeftOut.Add(kind.Name, name);
        else
            _pictures.Add(name);
    }

    /// <summary>The path with every link on the way resolved.</summary>
    private static string RealPathOf(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            if (Directory.ResolveLinkTarget(real, returnFinalTarget: true) is { } target)
                real = RealPathOf(target.FullName);
        }

        return real;
    }
}
