using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan;

/// <summary>The pictures below a folder, decoded as they are asked for, in the natural order of their paths.</summary>
internal sealed class ImageFolderView : SourceView
{
    private static readonly HashSet<string> _extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff",
    };

    private readonly string[] _paths;
    private readonly ReadOnlyMemory<char>[]? _labels;
    private readonly int _labelIndex;
    private readonly int _pathIndex;
    private readonly int _maxPixels;
    private readonly PictureCensus? _census;

    private ImageFolderView(DataViewSchema schema, string[] paths, ReadOnlyMemory<char>[]? labels, int maxPixels, PictureCensus? census)
        : base(schema)
    {
        (_paths, _labels, _maxPixels, _census) = (paths, labels, maxPixels, census);
        _labelIndex = labels is null ? -1 : 1;
        _pathIndex = schema.Count - 1;
    }

    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidOperationException">There are no pictures, or one without a label folder.</exception>
    public static ImageFolderView Open(
        IHostEnvironment environment,
        string folder,
        bool labelFromFolder,
        string imageColumnName,
        string labelColumnName,
        string imagePathColumnName,
        int maxPixels,
        bool skipUnreadable)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(imageColumnName);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(imagePathColumnName);
        Check.Positive(maxPixels);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");

        var names = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true })
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Where(name => _extensions.Contains(Path.GetExtension(name)) && !name.Split('/').Any(part => part.StartsWith('.')))
            .Order(NaturalOrder.Instance)
            .ToArray();
        if (names.Length == 0)
            throw new InvalidOperationException($"There are no pictures ({string.Join(", ", _extensions.Order())}) in the folder '{folder}'.");

        var builder = new DataViewSchema.Builder();
        builder.AddColumn(imageColumnName, ImageTypes.Unsized);
        if (labelFromFolder)
            builder.AddColumn(labelColumnName, TextDataViewType.Instance);
        builder.AddColumn(imagePathColumnName, TextDataViewType.Instance);
        return new ImageFolderView(
            builder.ToSchema(),
            [.. names.Select(name => Path.Combine(folder, name))],
            labelFromFolder ? [.. names.Select(name => LabelOf(name, folder))] : null,
            maxPixels,
            skipUnreadable ? new PictureCensus(names.Length, Warn) : null);

        void Warn(string message)
        {
            using var channel = environment.Register("LoadFromImageFolder").Start("Reading");
            channel.Warning(MessageSensitivity.None, $"Folder '{folder}': {message}");
        }
    }

    /// <summary>Where pictures are skipped, nobody knows before all have been tried.</summary>
    public override long? GetRowCount() => _census is null ? _paths.Length : _census.ReadableCount;

    protected override ISourceRows Open(bool[] active) => new Rows(this, active[0]);

    private static ReadOnlyMemory<char> LabelOf(string name, string folder) => name.IndexOf('/') is > 0 and var end
        ? name.AsMemory(0, end)
        : throw new InvalidOperationException($"The picture '{name}' lies directly in '{folder}': its folder is its label, so it must have one below.");

    private sealed class Rows(ImageFolderView view, bool wantsImages) : ISourceRows
    {
        private readonly PictureDecoder _decoder = new(view._maxPixels);
        private int _row = -1;
        private MLImage? _tried;

        public bool MoveNext()
        {
            Release();
            while (++_row < view._paths.Length)
            {
                if (view._census is not { } census || (census.IsReadable(_row) ?? Try(census)))
                    return true;
            }

            view._census?.Tell();
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
                value = _tried ?? _decoder.Decode(view._paths[_row]);
                _tried = null;
            });
        }

        public void Dispose()
        {
            Release();
            view._census?.Tell();
        }

        /// <summary>Only decoding tells whether a picture can be decoded.</summary>
        private bool Try(PictureCensus census)
        {
            try
            {
                _tried = _decoder.Decode(view._paths[_row]);
                census.Add(_row, problem: null);
            }
            catch (InvalidOperationException e)
            {
                census.Add(_row, e.Message);
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
