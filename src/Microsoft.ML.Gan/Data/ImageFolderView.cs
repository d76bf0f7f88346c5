using Microsoft.ML.Data;
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

    private ImageFolderView(DataViewSchema schema, string[] paths, ReadOnlyMemory<char>[]? labels)
        : base(schema)
    {
        (_paths, _labels) = (paths, labels);
        _labelIndex = labels is null ? -1 : 1;
        _pathIndex = schema.Count - 1;
    }

    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidOperationException">There are no pictures, or one without a label folder.</exception>
    public static ImageFolderView Open(
        string folder, bool labelFromFolder, string imageColumnName, string labelColumnName, string imagePathColumnName)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(imageColumnName);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(imagePathColumnName);
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
        builder.AddColumn(imageColumnName, new ImageDataViewType());
        if (labelFromFolder)
            builder.AddColumn(labelColumnName, TextDataViewType.Instance);
        builder.AddColumn(imagePathColumnName, TextDataViewType.Instance);
        return new ImageFolderView(
            builder.ToSchema(),
            [.. names.Select(name => Path.Combine(folder, name))],
            labelFromFolder ? [.. names.Select(name => LabelOf(name, folder))] : null);
    }

    public override long? GetRowCount() => _paths.Length;

    protected override ISourceRows Open(bool[] active) => new Rows(this);

    private static ReadOnlyMemory<char> LabelOf(string name, string folder) => name.IndexOf('/') is > 0 and var end
        ? name.AsMemory(0, end)
        : throw new InvalidOperationException($"The picture '{name}' lies directly in '{folder}': its folder is its label, so it must have one below.");

    /// <summary>Decodes one picture.</summary>
    /// <exception cref="InvalidOperationException">The file cannot be read, or is no picture.</exception>
    private static MLImage Decode(string path)
    {
        try
        {
            var image = MLImage.CreateFromFile(path);
            image.Tag = path;
            return image;
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new InvalidOperationException($"The picture '{path}' cannot be read: {e.Message}", e);
        }
    }

    private sealed class Rows(ImageFolderView view) : ISourceRows
    {
        private int _row = -1;

        public bool MoveNext() => ++_row < view._paths.Length;

        public Delegate CreateGetter(int column)
        {
            if (column == view._labelIndex)
                return new ValueGetter<ReadOnlyMemory<char>>((ref ReadOnlyMemory<char> value) => value = view._labels![_row]);
            if (column == view._pathIndex)
                return new ValueGetter<ReadOnlyMemory<char>>((ref ReadOnlyMemory<char> value) => value = view._paths[_row].AsMemory());
            return new ValueGetter<MLImage>((ref MLImage value) => value = Decode(view._paths[_row]));
        }

        public void Dispose()
        {
        }
    }
}
