using System.Drawing;
using Microsoft.ML.Gan;

namespace Microsoft.ML;

/// <summary>Loaders for images, in <c>mlContext.Data</c>.</summary>
public static class GanDataCatalog
{
    /// <summary>
    /// The images and labels of the MNIST family (IDX files, compressed with gzip or not), read on demand: an image column of known size and a label
    /// column of bytes.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="imagesPath">The file of the images: N×H×W, or N×H×W×3 in colour.</param>
    /// <param name="labelsPath">The file of the labels; null for no label column.</param>
    /// <param name="imageColumnName">The column of the images.</param>
    /// <param name="labelColumnName">The column of the labels.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">
    /// A file is not a valid IDX file, or the two files do not match. Damage after the header is found when the rows are read.
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
    /// Loads the pictures in a folder and its subfolders, decoded on demand: an image column (of any sizes; use <c>ResizeImages</c> for one size),
    /// the path of each picture, and optionally the folder's name as label. The rows are ordered by path, image2 before image10, on every machine.
    /// </summary>
    /// <remarks>
    /// <para> PNG, JPEG, BMP, GIF and WebP are read and recognized by content, not by name. Files without a usual extension are read if their content
    /// is a picture; other files and system files (Thumbs.db, .DS_Store) are skipped and counted in <c>MLContext.Log</c>. Links are followed, but no
    /// folder is read twice. Names are not changed.
    /// </para>
    /// <para> A file that is truncated or corrupt, has another format (TIFF, HEIC, AVIF), or has more pixels than <paramref name="maxPixels"/> by its
    /// header, cannot be read; see <paramref name="skipUnreadable"/>.
    /// </para>
    /// <para> Images are opaque. Only the first of several frames is read. Values of 16 bits are reduced to the upper 8. Colour profiles are not
    /// applied; CMYK is converted without one. The log says how many pictures have 16 bits, several frames, or transparent parts without a given
    /// background.
    /// </para>
    /// </remarks>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The folder.</param>
    /// <param name="labelFromFolder">Whether the name of the first folder below <paramref name="path"/> is the label.</param>
    /// <param name="imageColumnName">The column of the pictures.</param>
    /// <param name="labelColumnName">The column of the labels, if <paramref name="labelFromFolder"/>.</param>
    /// <param name="imagePathColumnName">The column of the pictures' paths.</param>
    /// <param name="maxPixels">The maximum number of pixels, width times height, of a picture; decoding takes 4 bytes per pixel.</param>
    /// <param name="skipUnreadable"> What happens with a picture that cannot be read. False: reading it throws an exception that names it. True: it
    /// has no row, and <c>MLContext.Log</c> says how many there are and which. To find them, the first pass over the data decodes every picture,
    /// whichever columns it reads.
    /// </param>
    /// <param name="background"> The opaque colour onto which transparent parts are blended, before anything else is done with the picture. Null:
    /// white, and a warning if there are such pictures.
    /// </param>
    /// <param name="applyOrientation">
    /// Whether the EXIF orientation of a JPEG or WebP is applied, so that it is upright; if not, its pixels stay as they are stored.
    /// </param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidOperationException">There are no pictures, or one has no label folder.</exception>
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
    /// Appends rows with images generated by a GAN to a dataset, to balance its classes or to enlarge it by a factor. Synthetic rows are generated on
    /// demand and marked by a column.
    /// </summary>
    /// <remarks>
    /// <para> A synthetic row has an image and its intended class; all other columns have the missing value (NaN, an empty text, the key 0), or zero
    /// if the type has none. The same seed gives the same rows, in any order of reading.
    /// </para>
    /// <para> Only <paramref name="data"/> is read. Test rows must not be in <paramref name="data"/>, nor among the rows that the GAN or the
    /// filtering classifier was trained on: call <c>TrainTestSplit</c> first, and do everything else with its <c>TrainSet</c>.
    /// </para>
    /// <para>To augment the rows as well, put <c>AugmentImages</c> after it: its draws are new in each epoch.</para>
    /// </remarks>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The real rows; the labels are read once to count the classes.</param>
    /// <param name="gan">Generates the images; it must not be disposed while rows are read.</param>
    /// <param name="options">The number of synthetic rows and their filters; copied. Null: twice as many rows, unfiltered.</param>
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
