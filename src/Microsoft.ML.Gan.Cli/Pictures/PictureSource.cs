using System.Drawing;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.ML.Data;

namespace MlGan.Cli.Pictures;

/// <summary>Whether the folders below the data are classes.</summary>
internal enum ClassFolders
{
    /// <summary>If there are two or more with pictures, and no picture beside them.</summary>
    Auto,
    Yes,
    No,
}

/// <summary>
/// Pictures on disk as a view with the columns Image and, where there are classes, Label (text): a folder, a folder of class folders, a
/// CSV file with paths, or IDX files.
/// </summary>
/// <param name="View">The rows.</param>
/// <param name="HasLabels">Whether there is a column Label.</param>
/// <param name="Notes">What was decided or left out, for people.</param>
internal sealed record PictureSource(IDataView View, bool HasLabels, IReadOnlyList<string> Notes)
{
    public const string Image = "Image";
    public const string Label = "Label";

    private static readonly string[] s_pathHeaders = ["path", "image", "file", "filename", "image_path", "imagepath", "picture"];
    private static readonly string[] s_labelHeaders = ["label", "class", "category", "target"];

    /// <param name="ml">The context; its log is told what cannot be read.</param>
    /// <param name="path">A folder, a CSV file, or a file of IDX images.</param>
    /// <param name="classFolders">Whether folders are classes.</param>
    /// <param name="background">What lies behind transparent parts; null for white, with a warning.</param>
    /// <exception cref="IOException">There is no such file or folder.</exception>
    /// <exception cref="InvalidDataException">The file is of no kind that is read.</exception>
    public static PictureSource Open(MLContext ml, string path, ClassFolders classFolders, Color? background)
    {
        if (Directory.Exists(path))
            return IdxImagesIn(path) is { } images ? OpenIdx(ml, images) : OpenFolder(ml, path, classFolders, background);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file or folder '{path}'.");
        if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            return OpenCsv(ml, path, background);
        if (Path.GetFileName(path).Contains("idx", StringComparison.OrdinalIgnoreCase))
            return OpenIdx(ml, path);
        throw new InvalidDataException($"'{path}' is neither a folder, a CSV file (.csv) nor a file of IDX images (…-images-idx3-ubyte). An archive must be unpacked first.");
    }

    private static PictureSource OpenFolder(MLContext ml, string folder, ClassFolders classFolders, Color? background)
    {
        var notes = new List<string>();
        var hasLabels = classFolders == ClassFolders.Yes || (classFolders == ClassFolders.Auto && AreClasses(folder, notes));
        return new(ml.Data.LoadFromImageFolder(folder, hasLabels, skipUnreadable: true, background: background), hasLabels, notes);
    }

    /// <summary>Folders are classes if there are at least two with pictures and all pictures lie in one.</summary>
    private static bool AreClasses(string folder, List<string> notes)
    {
        var withPictures = Directory.EnumerateDirectories(folder).Where(HasPictures).Take(2).Count();
        if (withPictures < 2)
            return false;
        var beside = Directory.EnumerateFiles(folder).Count(IsPicture);
        if (beside > 0)
            notes.Add($"The folders in '{folder}' are not taken for classes, because there are pictures beside them ({beside}); --class-folders yes needs every picture in a folder.");
        return beside == 0;
    }

    private static bool HasPictures(string folder) =>
        !Path.GetFileName(folder).StartsWith('.') && Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true }).Any(IsPicture);

    private static bool IsPicture(string file) =>
        Path.GetExtension(file).ToUpperInvariant() is ".PNG" or ".JPG" or ".JPEG" or ".BMP" or ".GIF" or ".WEBP";

    private static PictureSource OpenCsv(MLContext ml, string path, Color? background)
    {
        var rows = ReadCsv(path);
        if (rows.Count == 0)
            throw new InvalidDataException($"The CSV file '{path}' has no rows.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var (pathColumn, labelColumn, hasHeader) = ColumnsOf(rows[0], folder, path);
        string[][] pictures = [.. rows.Skip(hasHeader ? 1 : 0).Where(row => row.Length > pathColumn && row[pathColumn].Trim() != "")];
        var withoutPath = rows.Count - (hasHeader ? 1 : 0) - pictures.Length;
        string[][] used = labelColumn is { } label ? [.. pictures.Where(row => row.Length > label && row[label].Trim() != "")] : pictures;
        var notes = new List<string>();
        if (withoutPath > 0)
            notes.Add($"Rows of '{path}' that name no picture and are left out: {withoutPath}.");
        if (used.Length < pictures.Length)
            notes.Add($"Rows of '{path}' that have no label and are left out: {pictures.Length - used.Length}.");
        if (used.Length == 0)
            throw new InvalidDataException($"The CSV file '{path}' names no pictures{(labelColumn is null ? "" : " with a label")}.");
        var view = ml.Data.LoadFromImageFiles(
            used.Select(row => Path.Combine(folder, row[pathColumn].Trim())),
            labelColumn is { } column ? used.Select(row => row[column].Trim()) : null,
            skipUnreadable: true,
            background: background);
        return new(view, labelColumn is not null, notes);
    }

    private static List<string[]> ReadCsv(string path)
    {
        using var reader = new StreamReader(path);
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture) { DetectDelimiter = true });
        var rows = new List<string[]>();
        try
        {
            while (parser.Read())
                rows.Add(parser.Record!);
        }
        catch (CsvHelperException e)
        {
            throw new InvalidDataException($"The CSV file '{path}' cannot be read beyond row {rows.Count}: a quotation mark stands where none may.", e);
        }

        return rows;
    }

    private static (int Path, int? Label, bool HasHeader) ColumnsOf(string[] first, string folder, string file)
    {
        var path = Array.FindIndex(first, cell => s_pathHeaders.Contains(cell.Trim().ToLowerInvariant()));
        if (path >= 0)
        {
            var label = Array.FindIndex(first, cell => s_labelHeaders.Contains(cell.Trim().ToLowerInvariant()));
            return (path, label < 0 ? null : label, true);
        }

        if (File.Exists(Path.Combine(folder, first[0].Trim())))
            return (0, first.Length > 1 ? 1 : null, false);
        throw new InvalidDataException(
            $"The CSV file '{file}' names no pictures: its first line must have a column {string.Join(", ", s_pathHeaders.Take(3))} (and may have {string.Join(" or ", s_labelHeaders.Take(2))}), " +
            $"or begin with the path of a picture; '{first[0]}' is neither. Paths are relative to the file.");
    }

    private static string? IdxImagesIn(string folder) => Directory.EnumerateFiles(folder, "*images*idx3*").Order(StringComparer.Ordinal) is var files
        ? files.FirstOrDefault(file => Path.GetFileName(file).StartsWith("train", StringComparison.Ordinal)) ?? files.FirstOrDefault()
        : null;

    private static PictureSource OpenIdx(MLContext ml, string images)
    {
        var name = Path.GetFileName(images).Replace("images", "labels", StringComparison.Ordinal).Replace("idx3", "idx1", StringComparison.Ordinal).Replace("idx4", "idx1", StringComparison.Ordinal);
        var labels = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(images))!, name);
        if (labels == Path.GetFullPath(images) || !File.Exists(labels))
            return new(ml.Data.LoadFromIdx(images), false, [$"There is no file of labels '{name}' beside the images: no classes."]);
        var view = ml.Data.LoadFromIdx(images, labels);
        return new(ml.Transforms.Conversion.ConvertType(Label, outputKind: DataKind.String).Fit(view).Transform(view), true, [$"Read: {images} and {name}."]);
    }
}
