namespace Microsoft.ML.Gan;

public sealed partial class ImageAugmentation
{
    /// <inheritdoc cref="HorizontalFlipAugmentation"/>
    /// <param name="probability">The probability that an image is mirrored.</param>
    public ImageAugmentation HorizontalFlip(double probability = 0.5) =>
        Then(new HorizontalFlipAugmentation { Probability = probability });

    /// <inheritdoc cref="VerticalFlipAugmentation"/>
    /// <param name="probability">The probability that an image is turned upside down.</param>
    public ImageAugmentation VerticalFlip(double probability = 0.5) =>
        Then(new VerticalFlipAugmentation { Probability = probability });

    /// <summary>Pads the image on all sides and crops a window of its original size at a random position.</summary>
    /// <param name="padding">Pixels added on each side.</param>
    /// <param name="mode">How the added pixels are filled.</param>
    /// <param name="fill">Their value if <paramref name="mode"/> is <see cref="PaddingMode.Constant"/>.</param>
    public ImageAugmentation RandomCrop(int padding, PaddingMode mode = PaddingMode.Constant, byte fill = 0) =>
        Then(new RandomCropAugmentation { Padding = padding, Mode = mode, Fill = fill });

    /// <summary>Crops a window of a given size at a random position, after padding the image on all sides.</summary>
    /// <param name="height">The height of the window.</param>
    /// <param name="width">The width of the window.</param>
    /// <param name="padding">Pixels added on each side.</param>
    /// <param name="mode">How the added pixels are filled.</param>
    /// <param name="fill">Their value if <paramref name="mode"/> is <see cref="PaddingMode.Constant"/>.</param>
    public ImageAugmentation RandomCrop(int height, int width, int padding = 0, PaddingMode mode = PaddingMode.Constant, byte fill = 0) =>
        Then(new RandomCropAugmentation { Height = height, Width = width, Padding = padding, Mode = mode, Fill = fill });

    /// <inheritdoc cref="RandomResizedCropAugmentation"/>
    /// <param name="height">The height of the result; null for that of the image.</param>
    /// <param name="width">The width of the result; null for that of the image.</param>
    /// <param name="scale">The window's share of the image's area; null: 0.08 to 1.</param>
    /// <param name="ratio">The window's width divided by its height; null: 3/4 to 4/3.</param>
    /// <param name="interpolation">How values between pixels are computed.</param>
    public ImageAugmentation RandomResizedCrop(
        int? height = null,
        int? width = null,
        ValueRange? scale = null,
        ValueRange? ratio = null,
        ImageInterpolation interpolation = ImageInterpolation.Bilinear)
    {
        var crop = new RandomResizedCropAugmentation { Height = height, Width = width, Interpolation = interpolation };
        return Then(crop with { Scale = scale ?? crop.Scale, Ratio = ratio ?? crop.Ratio });
    }

    /// <inheritdoc cref="CenterCropAugmentation"/>
    /// <param name="height">The height of the window.</param>
    /// <param name="width">The width of the window.</param>
    public ImageAugmentation CenterCrop(int height, int width) =>
        Then(new CenterCropAugmentation { Height = height, Width = width });

    /// <summary>Adds the same number of pixels on all sides. torchvision's <c>Pad</c>.</summary>
    /// <param name="padding">Pixels added on each side.</param>
    /// <param name="mode">How the added pixels are filled.</param>
    /// <param name="fill">Their value if <paramref name="mode"/> is <see cref="PaddingMode.Constant"/>.</param>
    public ImageAugmentation Pad(int padding, PaddingMode mode = PaddingMode.Constant, byte fill = 0) =>
        Pad(padding, padding, padding, padding, mode, fill);

    /// <inheritdoc cref="PadAugmentation"/>
    /// <param name="left">Pixels added on the left.</param>
    /// <param name="top">Pixels added above.</param>
    /// <param name="right">Pixels added on the right.</param>
    /// <param name="bottom">Pixels added below.</param>
    /// <param name="mode">How the added pixels are filled.</param>
    /// <param name="fill">Their value if <paramref name="mode"/> is <see cref="PaddingMode.Constant"/>.</param>
    public ImageAugmentation Pad(int left, int top, int right, int bottom, PaddingMode mode = PaddingMode.Constant, byte fill = 0) =>
        Then(new PadAugmentation { Left = left, Top = top, Right = right, Bottom = bottom, Mode = mode, Fill = fill });

    /// <inheritdoc cref="ShiftAugmentation"/>
    /// <param name="maxFraction">The maximum shift, as a fraction of its height and width.</param>
    /// <param name="mode">How pixels beyond the edges are filled.</param>
    /// <param name="fill">Their value if <paramref name="mode"/> is <see cref="PaddingMode.Constant"/>.</param>
    public ImageAugmentation Shift(double maxFraction, PaddingMode mode = PaddingMode.Constant, byte fill = 0) =>
        Then(new ShiftAugmentation { MaxFraction = maxFraction, Mode = mode, Fill = fill });

    /// <inheritdoc cref="RotationAugmentation"/>
    /// <param name="degrees">The angle is between −degrees and degrees.</param>
    /// <param name="interpolation">How values between pixels are computed.</param>
    /// <param name="fill">The value of pixels beyond the edges.</param>
    public ImageAugmentation Rotation(
        double degrees, ImageInterpolation interpolation = ImageInterpolation.Nearest, byte fill = 0) =>
        Then(new RotationAugmentation { Degrees = degrees, Interpolation = interpolation, Fill = fill });

    /// <inheritdoc cref="ZoomAugmentation"/>
    /// <param name="scale">The factor; more than 1 magnifies.</param>
    /// <param name="interpolation">How values between pixels are computed.</param>
    /// <param name="fill">The value of pixels beyond the edges.</param>
    public ImageAugmentation Zoom(
        ValueRange scale, ImageInterpolation interpolation = ImageInterpolation.Nearest, byte fill = 0) =>
        Then(new ZoomAugmentation { Scale = scale, Interpolation = interpolation, Fill = fill });

    /// <inheritdoc cref="AffineAugmentation"/>
    /// <param name="degrees">The angle is between −degrees and degrees.</param>
    /// <param name="translate">The maximum shift along x and y, as fractions of its width and height.</param>
    /// <param name="scale">The factor; null: 1.</param>
    /// <param name="shear">The greatest shear along x and y in degrees.</param>
    /// <param name="interpolation">How values between pixels are computed.</param>
    /// <param name="fill">The value of pixels beyond the edges.</param>
    public ImageAugmentation Affine(
        double degrees = 0,
        (double X, double Y) translate = default,
        ValueRange? scale = null,
        (double X, double Y) shear = default,
        ImageInterpolation interpolation = ImageInterpolation.Nearest,
        byte fill = 0) =>
        Then(new AffineAugmentation
        {
            Degrees = degrees,
            TranslateX = translate.X,
            TranslateY = translate.Y,
            Scale = scale ?? (1, 1),
            ShearX = shear.X,
            ShearY = shear.Y,
            Interpolation = interpolation,
            Fill = fill,
        });

    /// <inheritdoc cref="PerspectiveAugmentation"/>
    /// <param name="distortion">The maximum shift of the corners towards the middle, as a fraction of half the image.</param>
    /// <param name="probability">The probability that an image is tilted.</param>
    /// <param name="interpolation">How values between pixels are computed.</param>
    /// <param name="fill">The value of pixels beyond the edges.</param>
    public ImageAugmentation Perspective(
        double distortion = 0.5,
        double probability = 0.5,
        ImageInterpolation interpolation = ImageInterpolation.Bilinear,
        byte fill = 0) =>
        Then(new PerspectiveAugmentation { Distortion = distortion, Probability = probability, Interpolation = interpolation, Fill = fill });

    /// <inheritdoc cref="ElasticAugmentation"/>
    /// <param name="alpha">The strength: displacements are half of it in pixels, times smoothed random numbers between −1 and 1.</param>
    /// <param name="sigma">The standard deviation of the smoothing, in pixels.</param>
    /// <param name="interpolation">How values between pixels are computed.</param>
    /// <param name="fill">The value of pixels beyond the edges.</param>
    public ImageAugmentation Elastic(
        double alpha = 50, double sigma = 5, ImageInterpolation interpolation = ImageInterpolation.Bilinear, byte fill = 0) =>
        Then(new ElasticAugmentation { Alpha = alpha, Sigma = sigma, Interpolation = interpolation, Fill = fill });

    /// <inheritdoc cref="RandomErasingAugmentation"/>
    /// <param name="probability">The probability that a window is erased.</param>
    /// <param name="scale">The window's share of the image's area; null: 0.02 to 0.33.</param>
    /// <param name="ratio">The window's height divided by its width; null: 0.3 to 3.3.</param>
    /// <param name="fill">The value of the erased pixels.</param>
    public ImageAugmentation RandomErasing(double probability = 0.5, ValueRange? scale = null, ValueRange? ratio = null, byte fill = 0)
    {
        var erasing = new RandomErasingAugmentation { Probability = probability, Fill = fill };
        return Then(erasing with { Scale = scale ?? erasing.Scale, Ratio = ratio ?? erasing.Ratio });
    }

    /// <inheritdoc cref="CutoutAugmentation"/>
    /// <param name="size">The length of the square's sides in pixels.</param>
    /// <param name="fill">The value of the painted over pixels.</param>
    public ImageAugmentation Cutout(int size, byte fill = 0) => Then(new CutoutAugmentation { Size = size, Fill = fill });
}
