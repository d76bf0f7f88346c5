namespace Microsoft.ML.Gan;

public sealed partial class ImageAugmentation
{
    /// <inheritdoc cref="BrightnessAugmentation"/>
    /// <param name="range">The factor is between 1 − range (at least 0) and 1 + range.</param>
    public ImageAugmentation Brightness(double range) => Then(new BrightnessAugmentation { Range = range });

    /// <inheritdoc cref="ContrastAugmentation"/>
    /// <param name="range">The factor is between 1 − range (at least 0) and 1 + range.</param>
    public ImageAugmentation Contrast(double range) => Then(new ContrastAugmentation { Range = range });

    /// <inheritdoc cref="SaturationAugmentation"/>
    /// <param name="range">The factor is between 1 − range (at least 0) and 1 + range.</param>
    public ImageAugmentation Saturation(double range) => Then(new SaturationAugmentation { Range = range });

    /// <inheritdoc cref="HueAugmentation"/>
    /// <param name="range">The part of the circle lies between −range and range; 0.5 is half the circle.</param>
    public ImageAugmentation Hue(double range) => Then(new HueAugmentation { Range = range });

    /// <inheritdoc cref="ColorJitterAugmentation"/>
    /// <param name="brightness">The factor is between 1 − brightness (at least 0) and 1 + brightness.</param>
    /// <param name="contrast">The factor is between 1 − contrast (at least 0) and 1 + contrast.</param>
    /// <param name="saturation">The factor is between 1 − saturation (at least 0) and 1 + saturation.</param>
    /// <param name="hue">The part of the circle of hues lies between −hue and hue.</param>
    public ImageAugmentation ColorJitter(double brightness = 0, double contrast = 0, double saturation = 0, double hue = 0) =>
        Then(new ColorJitterAugmentation { Brightness = brightness, Contrast = contrast, Saturation = saturation, Hue = hue });

    /// <inheritdoc cref="GammaAugmentation"/>
    /// <param name="gamma">The power: less than 1 makes dark parts lighter.</param>
    public ImageAugmentation Gamma(ValueRange gamma) => Then(new GammaAugmentation { Gamma = gamma });

    /// <inheritdoc cref="GrayscaleAugmentation"/>
    /// <param name="probability">The probability that an image is made gray.</param>
    public ImageAugmentation Grayscale(double probability = 0.1) => Then(new GrayscaleAugmentation { Probability = probability });

    /// <inheritdoc cref="InvertAugmentation"/>
    /// <param name="probability">The probability that an image is inverted.</param>
    public ImageAugmentation Invert(double probability = 0.5) => Then(new InvertAugmentation { Probability = probability });

    /// <inheritdoc cref="PosterizeAugmentation"/>
    /// <param name="bits">The number of upper bits that are kept.</param>
    /// <param name="probability">The probability that an image is changed.</param>
    public ImageAugmentation Posterize(int bits, double probability = 0.5) =>
        Then(new PosterizeAugmentation { Bits = bits, Probability = probability });

    /// <inheritdoc cref="SolarizeAugmentation"/>
    /// <param name="threshold">The least value that is inverted.</param>
    /// <param name="probability">The probability that an image is changed.</param>
    public ImageAugmentation Solarize(double threshold = 128, double probability = 0.5) =>
        Then(new SolarizeAugmentation { Threshold = threshold, Probability = probability });

    /// <inheritdoc cref="EqualizeAugmentation"/>
    /// <param name="probability">The probability that an image is changed.</param>
    public ImageAugmentation Equalize(double probability = 0.5) => Then(new EqualizeAugmentation { Probability = probability });

    /// <inheritdoc cref="AutoContrastAugmentation"/>
    /// <param name="probability">The probability that an image is changed.</param>
    public ImageAugmentation AutoContrast(double probability = 0.5) => Then(new AutoContrastAugmentation { Probability = probability });

    /// <inheritdoc cref="SharpnessAugmentation"/>
    /// <param name="factor">0 softens, 1 changes nothing, more sharpens.</param>
    /// <param name="probability">The probability that an image is changed.</param>
    public ImageAugmentation Sharpness(double factor, double probability = 0.5) =>
        Then(new SharpnessAugmentation { Factor = factor, Probability = probability });

    /// <inheritdoc cref="GaussianBlurAugmentation"/>
    /// <param name="kernelSize">The number of pixels under the kernel, in either direction; odd.</param>
    /// <param name="sigma">The standard deviation in pixels; null: 0.1 to 2.</param>
    public ImageAugmentation GaussianBlur(int kernelSize = 5, ValueRange? sigma = null)
    {
        var blur = new GaussianBlurAugmentation { KernelSize = kernelSize };
        return Then(blur with { Sigma = sigma ?? blur.Sigma });
    }

    /// <inheritdoc cref="GaussianNoiseAugmentation"/>
    /// <param name="standardDeviation">The noise's standard deviation, as a part of the range of values.</param>
    public ImageAugmentation GaussianNoise(double standardDeviation = 0.05) =>
        Then(new GaussianNoiseAugmentation { StandardDeviation = standardDeviation });
}
