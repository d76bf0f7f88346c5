namespace Microsoft.ML.Gan;

public sealed partial class ImageAugmentation
{
    /// <inheritdoc cref="AutoAugmentPolicy"/>
    /// <param name="dataset">The images on which the policy was learned.</param>
    /// <param name="interpolation">How values between pixels are computed.</param>
    /// <param name="fill">The value of pixels beyond the edges.</param>
    public ImageAugmentation AutoAugment(
        AutoAugmentDataset dataset, ImageInterpolation interpolation = ImageInterpolation.Nearest, byte fill = 0) =>
        Then(new AutoAugmentPolicy { Dataset = dataset, Interpolation = interpolation, Fill = fill });

    /// <inheritdoc cref="RandAugmentPolicy"/>
    /// <param name="operations">The number of operations applied.</param>
    /// <param name="magnitude">Their magnitude, of 31 bins.</param>
    /// <param name="interpolation">How values between pixels are computed.</param>
    /// <param name="fill">The value of pixels beyond the edges.</param>
    public ImageAugmentation RandAugment(
        int operations = 2, int magnitude = 9, ImageInterpolation interpolation = ImageInterpolation.Nearest, byte fill = 0) =>
        Then(new RandAugmentPolicy { Operations = operations, Magnitude = magnitude, Interpolation = interpolation, Fill = fill });

    /// <inheritdoc cref="TrivialAugmentWidePolicy"/>
    /// <param name="interpolation">How values between pixels are computed.</param>
    /// <param name="fill">The value of pixels beyond the edges.</param>
    public ImageAugmentation TrivialAugmentWide(ImageInterpolation interpolation = ImageInterpolation.Nearest, byte fill = 0) =>
        Then(new TrivialAugmentWidePolicy { Interpolation = interpolation, Fill = fill });
}
