using System.Drawing;
using Microsoft.ML.Gan;

namespace Microsoft.ML;

/// <summary>Pictures among <c>mlContext.Data</c>.</summary>
public static class GanDataCatalog
{
    /// <summary>
    /// The images and labels of the MNIST family (IDX files, compressed with gzip or not), read as they are asked for: an image
    /// column of known size and a label column of bytes.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="imagesPath">The file of the images: N×H×W, or N×H×W×3 in colour.</param>
    /// <param name="labelsPath">The file of the labels; null: there is no label column.</param>
    /// <param name="imageColumnName">The column of the images.</param>
    /// <param name="labelColumnName">The column of the labels.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">
    /// A file is not what it should be, or they do not belong together. Damage beyond the header is found when the rows are read.
    /// </exception>
    public static IDataView LoadFromIdx(
        this DataOperationsCatalog catalog,
        string imagesPath,
        string? labelsPath = null,
        string imageColumnName = "Image",
        string labelColumnName = "Label")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return IdxView.Open(imagesPath, labelsPath, imageColumnName, labelColumnName);
    }

    /// <summary>
    /// The pictures in a folder and the folders below it, decoded as they are asked for: an image column (of any sizes;
    /// <c>ResizeImages</c> makes them one), the path of each picture, and its label if its folder tells it. The order is that of
    /// the paths, image2 before image10, on every machine.
    /// </summary>
    /// <remarks>
    /// <para>
    /// PNG, JPEG, BMP, GIF and WebP are read; the content tells which, not the name. Files without a usual extension are read if
    /// their content is a picture; other files, and what systems add (Thumbs.db, .DS_Store), are left out and counted in
    /// <c>MLContext.Log</c>. Links are followed, but no folder is read twice. Names stay as they are.
    /// </para>
    /// <para>
    /// A file that is truncated or corrupt, that is a picture of another kind (TIFF, HEIC, AVIF), or whose header asks for more
    /// pixels than <paramref name="maxPixels"/>, cannot be read; what follows, <paramref name="skipUnreadable"/> says.
    /// </para>
    /// <para>
    /// Images are opaque. Of several frames the first is taken. Of 16 bits a value the upper 8 are kept; of a picture with a
    /// colour profile the values as they are stored, CMYK converted without one. The log says how many pictures have transparent
    /// parts where no background is chosen, 16 bits, or several frames.
    /// </para>
    /// </remarks>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The folder.</param>
    /// <param name="labelFromFolder">Whether the first folder below <paramref name="path"/> is a picture's label.</param>
    /// <param name="imageColumnName">The column of the pictures.</param>
    /// <param name="labelColumnName">The column of the labels, if there are any.</param>
    /// <param name="imagePathColumnName">The column of the pictures' paths.</param>
    /// <param name="maxPixels">The most pixels, width times height, that a picture may have; a picture takes 4 bytes a pixel.</param>
    /// <param name="skipUnreadable">
    /// What happens to a picture that cannot be read: false, an exception that names it when it is asked for; true, there is no
    /// row for it, and <c>MLContext.Log</c> says how many and which. To find them out, the first pass over the data decodes
    /// every picture, whatever columns it is for.
    /// </param>
    /// <param name="background">
    /// The opaque colour behind transparent parts, put there before anything else is done with the picture. Null: white, and a
    /// warning if there are such pictures.
    /// </param>
    /// <param name="applyOrientation">
    /// Whether a JPEG or WebP is turned and mirrored as its EXIF orientation says, so that it is upright; else its pixels come as
    /// they are stored.
    /// </param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidOperationException">There are no pictures, or one without a label folder.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxPixels"/> is not positive, or <paramref name="background"/> not opaque.</exception>
    public static IDataView LoadFromImageFolder(
        this DataOperationsCatalog catalog,
        string path,
        bool labelFromFolder = false,
        string imageColumnName = "Image",
        string labelColumnName = "Label",
        string imagePathColumnName = "ImagePath",
        int maxPixels = 100_000_000,
        bool skipUnreadable = false,
        Color? background = null,
        bool applyOrientation = true)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(imageColumnName);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(imagePathColumnName);
        return ImageFolderView.Open(
            MlNet.EnvironmentOf(catalog),
            path,
            labelFromFolder,
            (imageColumnName, labelColumnName, imagePathColumnName),
            PictureOptions.Of(maxPixels, background, applyOrientation),
            skipUnreadable);
    }

    /// <summary>
    /// The pictures of a list of files, as a table or a database has them, in its order: columns and everything else as in
    /// <see cref="LoadFromImageFolder"/>.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="paths">The files.</param>
    /// <param name="labels">The label of each file, as many as files; null: there is no label column.</param>
    /// <param name="imageColumnName">The column of the pictures.</param>
    /// <param name="labelColumnName">The column of the labels, if there are any.</param>
    /// <param name="imagePathColumnName">The column of the pictures' paths.</param>
    /// <param name="maxPixels">The most pixels, width times height, that a picture may have; a picture takes 4 bytes a pixel.</param>
    /// <param name="skipUnreadable">
    /// What happens to a picture that cannot be read, or is not there: false, an exception that names it when it is asked for; true,
    /// there is no row for it, and <c>MLContext.Log</c> says how many and which.
    /// </param>
    /// <param name="background">The opaque colour behind transparent parts. Null: white, and a warning if there are such pictures.</param>
    /// <param name="applyOrientation">Whether a JPEG or WebP is turned and mirrored as its EXIF orientation says.</param>
    /// <exception cref="ArgumentException">There are not as many labels as files, or one of either is null.</exception>
    /// <exception cref="InvalidOperationException">The list is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxPixels"/> is not positive, or <paramref name="background"/> not opaque.</exception>
    public static IDataView LoadFromImageFiles(
        this DataOperationsCatalog catalog,
        IEnumerable<string> paths,
        IEnumerable<string>? labels = null,
        string imageColumnName = "Image",
        string labelColumnName = "Label",
        string imagePathColumnName = "ImagePath",
        int maxPixels = 100_000_000,
        bool skipUnreadable = false,
        Color? background = null,
        bool applyOrientation = true)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentException.ThrowIfNullOrEmpty(imageColumnName);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(imagePathColumnName);
        string[] files = [.. paths];
        string[]? classes = labels is null ? null : [.. labels];
        if (Array.Exists(files, string.IsNullOrEmpty))
            throw new ArgumentException("A path is empty.", nameof(paths));
        if (classes is not null && (classes.Length != files.Length || Array.Exists(classes, label => label is null)))
            throw new ArgumentException($"There must be a label for each of the {files.Length} files, but there are {classes.Length}, or one is null.", nameof(labels));
        return ImageFolderView.OpenFiles(
            MlNet.EnvironmentOf(catalog),
            files,
            classes,
            (imageColumnName, labelColumnName, imagePathColumnName),
            PictureOptions.Of(maxPixels, background, applyOrientation),
            skipUnreadable);
    }

    /// <summary>
    /// The rows of a dataset and, after them, rows with images that a GAN makes: as many as it takes until classes are balanced or
    /// the data are so many times as large. They are made as they are asked for; a column marks them.
    /// </summary>
    /// <remarks>
    /// <para>
    /// A synthetic row has an image and the class that it was made for; of all other columns it has the missing value (NaN, an empty
    /// text, the key 0), or zero where the type has none. The same seed gives the same rows, whoever reads them in whatever order.
    /// </para>
    /// <para>
    /// Nothing but <paramref name="data"/> is read. So rows that are kept for testing stay unseen as long as they are not in
    /// <paramref name="data"/>, and were not among the rows that the GAN, or the classifier that filters, was trained on:
    /// <c>TrainTestSplit</c> comes first, everything else is done with its <c>TrainSet</c>.
    /// </para>
    /// <para>To change the rows at random as well, put <c>AugmentImages</c> behind it: its draws are new in each epoch.</para>
    /// </remarks>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The real rows; their labels are read once, to count the classes.</param>
    /// <param name="gan">Makes the images; it must live as long as rows are read.</param>
    /// <param name="options">How many rows, and which images are good enough; copied. Null: twice as many rows, as they come.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An option has no meaning, or a column is missing or does not fit the GAN or the classifier; the message names it.
    /// </exception>
    public static IDataView AugmentWithGan(
        this DataOperationsCatalog catalog, IDataView data, GanTransformer gan, AugmentWithGanOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(gan);
        return GanExtension.Of(MlNet.EnvironmentOf(catalog), data, gan, options ?? new AugmentWithGanOptions(), maker: new object());
    }
}
