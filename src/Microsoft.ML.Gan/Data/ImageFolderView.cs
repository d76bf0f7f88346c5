using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Data;

/// <summary>The pictures below a folder, in the natural order of their paths, or those of a list; decoded on demand.</summary>
internal sealed class ImageFolderView : SourceView
{
    private readonly string[] _paths;
    private readonly ReadOnlyMemory<char>[]? _labels;
    private readonly int _labelIndex;
    private readonly int _pathIndex;
    private readonly PictureOptions _options;
    private readonly PictureCensus _census;
    private readonly bool _skipsUnreadable;

    private ImageFolderView(
        DataViewSchema schema, string[] paths, string[]? labels, PictureOptions options, PictureCensus census, bool skipsUnreadable)
        : base(schema)
    {
        (_paths, _options, _census, _skipsUnreadable) = (paths, options, census, skipsUnreadable);
        _labels = labels is null ? null : [.. labels.Select(label => label.AsMemory())];
        _labelIndex = labels is null ? -1 : 1;
        _pathIndex = schema.Count - 1;
    }

    /// <param name="environment">The environment, whose log reports skipped files.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="labelFromFolder">Whether the first folder below it is a picture's label.</param>
    /// <param name="names">The columns.</param>
    /// <param name="options">How pictures are decoded.</param>
    /// <param name="skipUnreadable">Whether pictures that cannot be read have no row.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidOperationException">There are no pictures, or one has no label folder.</exception>
    public static ImageFolderView Open(
        IHostEnvironment environment,
        string folder,
        bool labelFromFolder,
        (string Image, string Label, string Path) names,
        PictureOptions options,
        bool skipUnreadable)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(File.Exists(folder)
                ? $"'{folder}' is a file; a folder of pictures is expected. An archive must be unpacked first."
                : $"There is no folder '{folder}'.");
        }

        var host = environment.Register("LoadFromImageFolder");
        var walk = FolderWalk.Through(folder);
        if (walk.Pictures.Count == 0)
        {
            throw new InvalidOperationException(
                $"There are no pictures (PNG, JPEG, BMP, GIF, WebP) in the folder '{folder}'.{(walk.LeftOut.Count > 0 ? " " + walk.LeftOut : "")}");
        }

        var labels = labelFromFolder ? LabelsOf(walk, folder) : null;
        if (walk.LeftOut.Count > 0)
            Tell(walk.LeftOut.ToString(), walk.LeftOut.IsWorthAWarning);
        foreach (var oddity in labels is null ? [] : ClassFolders.Check(walk, labels, folder))
            Tell(oddity, isWarning: true);

        string[] paths = [.. walk.Pictures.Select(name => Path.Combine(folder, name))];
        return new ImageFolderView(SchemaOf(names, labelFromFolder), paths, labels, options, new PictureCensus(paths.Length, labels, Tell), skipUnreadable);

        void Tell(string message, bool isWarning) => Write(host, $"Folder '{folder}': {message}", isWarning);
    }

    /// <param name="environment">Its log is told what cannot be read.</param>
    /// <param name="paths">The pictures.</param>
    /// <param name="labels">The label of each; null for none.</param>
    /// <param name="names">The columns.</param>
    /// <param name="options">How pictures are decoded.</param>
    /// <param name="skipUnreadable">Whether pictures that cannot be read have no row.</param>
    /// <exception cref="InvalidOperationException">There are no pictures.</exception>
    public static ImageFolderView OpenFiles(
        IHostEnvironment environment,
        string[] paths,
        string[]? labels,
        (string Image, string Label, string Path) names,
        PictureOptions options,
        bool skipUnreadable)
    {
        if (paths.Length == 0)
            throw new InvalidOperationException("The list of pictures is empty.");
        var host = environment.Register("LoadFromImageFiles");
        var census = new PictureCensus(paths.Length, labels, (message, isWarning) => Write(host, message, isWarning));
        return new ImageFolderView(SchemaOf(names, labels is not null), paths, labels, options, census, skipUnreadable);
    }

    /// <summary>If unreadable pictures are skipped, the count is unknown until all have been tried.</summary>
    public override long? GetRowCount() => _skipsUnreadable ? _census.ReadableCount : _paths.Length;

    protected override ISourceRows Open(bool[] active) => new Rows(this, active[0]);

    private static DataViewSchema SchemaOf((string Image, string Label, string Path) names, bool hasLabels)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(names.Image, ImageTypes.Unsized);
        if (hasLabels)
            builder.AddColumn(names.Label, TextDataViewType.Instance);
        builder.AddColumn(names.Path, TextDataViewType.Instance);
        return builder.ToSchema();
    }

    private static void Write(IHost host, string message, bool isWarning)
    {
        using var channel = host.Start("Reading");
        if (isWarning)
            channel.Warning(MessageSensitivity.None, message);
        else
            channel.Info(MessageSensitivity.None, message);
    }

    private static string[] LabelsOf(FolderWalk walk, string folder)
    {
        string[] stray = [.. walk.Pictures.Where(name => !name.Contains('/'))];
        return stray.Length == 0
            ? [.. walk.Pictures.Select(name => name[..name.IndexOf('/')])]
            : throw new InvalidOperationException(
                $"The picture '{stray[0]}'{(stray.Length > 1 ? $" and {stray.Length - 1} others lie" : " lies")} directly in '{folder}': " +
                "a picture's folder is its label, so it must have one below.");
    }

    private sealed class Rows(ImageFolderView view, bool wantsImages) : ISourceRows
    {
        private readonly PictureDecoder _decoder = new(view._options);
        private int _row = -1;
        private MLImage? _tried;

        public bool MoveNext()
        {
            Release();
            while (++_row < view._paths.Length)
            {
                if (!view._skipsUnreadable || (view._census.IsReadable(_row) ?? Try()))
                    return true;
            }

            view._census.Tell();
            return false;
        }

        public Delegate CreateGetter(int column)
        {
            if (column == view._labelIndex)
                return new ValueGetter<ReadOnlyMemory<char>>((ref ReadOnlyMemory<char> value) => value = view._labels![_row]);
            if (column == view._pathIndex)
                return new ValueGetter<ReadOnlyMemory<char>>((ref ReadOnlyMemory<char> value) => value = view._paths[_row].AsMemory());
            return new ValueGetter<MLImage>((ref MLImage value) =>
            {
                value = _tried ?? Decode();
                _tried = null;
            });
        }

        public void Dispose()
        {
            Release();
            view._census.Tell();
        }

        private MLImage Decode()
        {
            var image = _decoder.Decode(view._paths[_row], out var notes);
            view._census.AddDecoded(_row, notes);
            return image;
        }

        /// <summary>Only decoding tells whether a picture can be decoded.</summary>
        private bool Try()
        {
            try
            {
                _tried = Decode();
            }
            catch (InvalidOperationException e)
            {
                view._census.AddUnreadable(_row, e.Message);
                return false;
            }

            if (!wantsImages)
                Release();
            return true;
        }

        private void Release()
        {
            _tried?.Dispose();
            _tried = null;
        }
    }
}
