using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML;

public static class ImageEstimatorsCatalog
{
    public static ImageGrayscalingEstimator ConvertToGrayscale(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null)
        => new(CatalogUtils.GetEnvironment(catalog), (outputColumnName, inputColumnName ?? outputColumnName));

    public static ImageLoadingEstimator LoadImages(this TransformsCatalog catalog, string outputColumnName, string? imageFolder, string? inputColumnName = null)
        => new(CatalogUtils.GetEnvironment(catalog), imageFolder, type: true, (outputColumnName, inputColumnName ?? outputColumnName));

    public static ImageLoadingEstimator LoadRawImageBytes(this TransformsCatalog catalog, string outputColumnName, string? imageFolder, string? inputColumnName = null)
        => new(CatalogUtils.GetEnvironment(catalog), imageFolder, type: false, (outputColumnName, inputColumnName ?? outputColumnName));

    public static ImagePixelExtractingEstimator ExtractPixels(this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        ImagePixelExtractingEstimator.ColorBits colorsToExtract = ImagePixelExtractingEstimator.ColorBits.Rgb,
        ImagePixelExtractingEstimator.ColorsOrder orderOfExtraction = ImagePixelExtractingEstimator.ColorsOrder.ARGB,
        bool interleavePixelColors = false,
        float offsetImage = 0f,
        float scaleImage = 1f,
        bool outputAsFloatArray = true)
        => new(CatalogUtils.GetEnvironment(catalog), new ImagePixelExtractingEstimator.ColumnOptions(outputColumnName, inputColumnName,
            colorsToExtract, orderOfExtraction, interleavePixelColors, offsetImage, scaleImage, outputAsFloatArray));

    public static ImageResizingEstimator ResizeImages(this TransformsCatalog catalog,
        string outputColumnName,
        int imageWidth,
        int imageHeight,
        string? inputColumnName = null,
        ImageResizingEstimator.ResizingKind resizing = ImageResizingEstimator.ResizingKind.IsoCrop,
        ImageResizingEstimator.Anchor cropAnchor = ImageResizingEstimator.Anchor.Center)
        => new(CatalogUtils.GetEnvironment(catalog),
            new ImageResizingEstimator.ColumnOptions(outputColumnName, imageWidth, imageHeight, inputColumnName, resizing, cropAnchor));

    public static VectorToImageConvertingEstimator ConvertToImage(this TransformsCatalog catalog,
        int imageHeight,
        int imageWidth,
        string outputColumnName,
        string? inputColumnName = null,
        ImagePixelExtractingEstimator.ColorBits colorsPresent = ImagePixelExtractingEstimator.ColorBits.Rgb,
        ImagePixelExtractingEstimator.ColorsOrder orderOfColors = ImagePixelExtractingEstimator.ColorsOrder.ARGB,
        bool interleavedColors = false,
        float scaleImage = 1f,
        float offsetImage = 0f,
        int defaultAlpha = 255,
        int defaultRed = 0,
        int defaultGreen = 0,
        int defaultBlue = 0)
        => new(CatalogUtils.GetEnvironment(catalog), new VectorToImageConvertingEstimator.ColumnOptions(outputColumnName, imageHeight, imageWidth,
            inputColumnName, colorsPresent, orderOfColors, interleavedColors, scaleImage, offsetImage, defaultAlpha, defaultRed, defaultGreen, defaultBlue));
}
