namespace Microsoft.ML.Gan.Augmentation;

/// <summary>The maximum magnitudes of a policy's operations: torchvision's <c>_augmentation_space</c>.</summary>
/// <param name="Shear">The greatest shear, as the tangent of its angle.</param>
/// <param name="Right">The greatest translation along x, in pixels.</param>
/// <param name="Down">The greatest translation along y, in pixels.</param>
/// <param name="Degrees">The greatest rotation.</param>
/// <param name="Factor">The largest difference of a blend factor from 1.</param>
/// <param name="Bits">The largest number of bits that posterizing removes.</param>
internal readonly record struct PolicySpace(float Shear, float Right, float Down, float Degrees, float Factor, int Bits)
{
    /// <summary>AutoAugment's and RandAugment's, whose translations were found on images of 331 pixels.</summary>
    public static PolicySpace For(ImageShape image) =>
        new(0.3f, (float)(150.0 / 331 * image.Width), (float)(150.0 / 331 * image.Height), 30, 0.9f, 4);

    /// <summary>TrivialAugment's wide one, the same for all images.</summary>
    public static PolicySpace Wide => new(0.99f, 32, 32, 135, 0.99f, 6);

    /// <summary>The magnitude of a bin; 0 for operations without magnitude.</summary>
    public double Magnitude(PolicyOperation operation, int bin, int bins) => operation switch
    {
        PolicyOperation.ShearX or PolicyOperation.ShearY => Step(0, Shear, bin, bins),
        PolicyOperation.TranslateX => Step(0, Right, bin, bins),
        PolicyOperation.TranslateY => Step(0, Down, bin, bins),
        PolicyOperation.Rotate => Step(0, Degrees, bin, bins),
        >= PolicyOperation.Brightness and <= PolicyOperation.Sharpness => Step(0, Factor, bin, bins),
        PolicyOperation.Posterize => 8 - MathF.Round(bin / ((bins - 1) / (float)Bits)),
        PolicyOperation.Solarize => Step(255, 0, bin, bins),
        _ => 0,
    };

    /// <summary>Counted from the nearer end, in single precision.</summary>
    private static float Step(float begin, float end, int bin, int bins)
    {
        var step = (end - begin) / (bins - 1);
        return bin < bins / 2 ? begin + (step * bin) : end - (step * (bins - 1 - bin));
    }
}
