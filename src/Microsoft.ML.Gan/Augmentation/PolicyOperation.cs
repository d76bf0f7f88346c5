namespace Microsoft.ML.Gan.Augmentation;

/// <summary>The operations of learned and random policies; all but the last are used by RandAugment and TrivialAugment.</summary>
internal enum PolicyOperation
{
    Identity,
    ShearX,
    ShearY,
    TranslateX,
    TranslateY,
    Rotate,
    Brightness,
    Color,
    Contrast,
    Sharpness,
    Posterize,
    Solarize,
    AutoContrast,
    Equalize,
    Invert,
}

/// <summary>The operations of <see cref="PolicyOperation"/> with a given magnitude, whose meaning depends on the operation.</summary>
internal static class PolicyOperations
{
    /// <summary>The number of operations, from the first on, that a random policy draws from.</summary>
    public const int Random = (int)PolicyOperation.Invert;

    /// <summary>Whether a policy draws the sign of the magnitude.</summary>
    public static bool IsSigned(this PolicyOperation operation) => operation is >= PolicyOperation.ShearX and <= PolicyOperation.Sharpness;

    public static void Apply(this PolicyOperation operation, WorkingImage image, double magnitude, ImageInterpolation interpolation, byte fill)
    {
        var shape = image.Shape;
        var origin = (-0.5 * shape.Width, -0.5 * shape.Height);
        switch (operation)
        {
            case PolicyOperation.ShearX:
                Resampling.Apply(image, new AffineMap(shape, shearX: double.RadiansToDegrees(Math.Atan(magnitude)), center: origin), interpolation, fill);
                break;
            case PolicyOperation.ShearY:
                Resampling.Apply(image, new AffineMap(shape, shearY: double.RadiansToDegrees(Math.Atan(magnitude)), center: origin), interpolation, fill);
                break;
            case PolicyOperation.TranslateX:
                Window.Cut(image, 0, -(int)magnitude, shape.Height, shape.Width, PaddingMode.Constant, fill);
                break;
            case PolicyOperation.TranslateY:
                Window.Cut(image, -(int)magnitude, 0, shape.Height, shape.Width, PaddingMode.Constant, fill);
                break;
            case PolicyOperation.Rotate:
                RotationAugmentation.Rotate(image, magnitude, interpolation, fill);
                break;
            case PolicyOperation.Brightness:
                BrightnessAugmentation.Adjust(image.Pixels, 1 + magnitude);
                break;
            case PolicyOperation.Color:
                SaturationAugmentation.Adjust(image.Pixels, shape.Channels, 1 + magnitude);
                break;
            case PolicyOperation.Contrast:
                ContrastAugmentation.Adjust(image.Pixels, shape.Channels, 1 + magnitude);
                break;
            case PolicyOperation.Sharpness:
                SharpnessAugmentation.Adjust(image, 1 + magnitude);
                break;
            case PolicyOperation.Posterize:
                PosterizeAugmentation.Posterize(image.Pixels, (int)magnitude);
                break;
            case PolicyOperation.Solarize:
                SolarizeAugmentation.Solarize(image.Pixels, magnitude);
                break;
            case PolicyOperation.AutoContrast:
                AutoContrastAugmentation.Stretch(image.Pixels, shape.Channels);
                break;
            case PolicyOperation.Equalize:
                EqualizeAugmentation.Equalize(image.Pixels, shape.Channels);
                break;
            case PolicyOperation.Invert:
                InvertAugmentation.Invert(image.Pixels);
                break;
        }
    }
}
