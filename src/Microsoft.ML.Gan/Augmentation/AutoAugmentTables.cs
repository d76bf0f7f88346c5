using static Microsoft.ML.Gan.Augmentation.PolicyOperation;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>One operation of a learned policy.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Probability">Its probability.</param>
/// <param name="Bin">The bin of its magnitude, 0 to 9; ignored by operations without magnitude.</param>
internal readonly record struct PolicyStep(PolicyOperation Operation, double Probability, int Bin = 0);

/// <summary>The learned policies: for each dataset 25 pairs of operations (Cubuk et al., 2019, appendix).</summary>
internal static class AutoAugmentTables
{
    public static readonly (PolicyStep First, PolicyStep Second)[] ImageNet =
    [
        (new(Posterize, 0.4, 8), new(Rotate, 0.6, 9)),
        (new(Solarize, 0.6, 5), new(AutoContrast, 0.6)),
        (new(Equalize, 0.8), new(Equalize, 0.6)),
        (new(Posterize, 0.6, 7), new(Posterize, 0.6, 6)),
        (new(Equalize, 0.4), new(Solarize, 0.2, 4)),
        (new(Equalize, 0.4), new(Rotate, 0.8, 8)),
        (new(Solarize, 0.6, 3), new(Equalize, 0.6)),
        (new(Posterize, 0.8, 5), new(Equalize, 1)),
        (new(Rotate, 0.2, 3), new(Solarize, 0.6, 8)),
        (new(Equalize, 0.6), new(Posterize, 0.4, 6)),
        (new(Rotate, 0.8, 8), new(Color, 0.4, 0)),
        (new(Rotate, 0.4, 9), new(Equalize, 0.6)),
        (new(Equalize, 0), new(Equalize, 0.8)),
        (new(Invert, 0.6), new(Equalize, 1)),
        (new(Color, 0.6, 4), new(Contrast, 1, 8)),
        (new(Rotate, 0.8, 8), new(Color, 1, 2)),
        (new(Color, 0.8, 8), new(Solarize, 0.8, 7)),
        (new(Sharpness, 0.4, 7), new(Invert, 0.6)),
        (new(ShearX, 0.6, 5), new(Equalize, 1)),
        (new(Color, 0.4, 0), new(Equalize, 0.6)),
        (new(Equalize, 0.4), new(Solarize, 0.2, 4)),
        (new(Solarize, 0.6, 5), new(AutoContrast, 0.6)),
        (new(Invert, 0.6), new(Equalize, 1)),
        (new(Color, 0.6, 4), new(Contrast, 1, 8)),
        (new(Equalize, 0.8), new(Equalize, 0.6)),
    ];

    public static readonly (PolicyStep First, PolicyStep Second)[] Cifar10 =
    [
        (new(Invert, 0.1), new(Contrast, 0.2, 6)),
        (new(Rotate, 0.7, 2), new(TranslateX, 0.3, 9)),
        (new(Sharpness, 0.8, 1), new(Sharpness, 0.9, 3)),
        (new(ShearY, 0.5, 8), new(TranslateY, 0.7, 9)),
        (new(AutoContrast, 0.5), new(Equalize, 0.9)),
        (new(ShearY, 0.2, 7), new(Posterize, 0.3, 7)),
        (new(Color, 0.4, 3), new(Brightness, 0.6, 7)),
        (new(Sharpness, 0.3, 9), new(Brightness, 0.7, 9)),
        (new(Equalize, 0.6), new(Equalize, 0.5)),
        (new(Contrast, 0.6, 7), new(Sharpness, 0.6, 5)),
        (new(Color, 0.7, 7), new(TranslateX, 0.5, 8)),
        (new(Equalize, 0.3), new(AutoContrast, 0.4)),
        (new(TranslateY, 0.4, 3), new(Sharpness, 0.2, 6)),
        (new(Brightness, 0.9, 6), new(Color, 0.2, 8)),
        (new(Solarize, 0.5, 2), new(Invert, 0)),
        (new(Equalize, 0.2), new(AutoContrast, 0.6)),
        (new(Equalize, 0.2), new(Equalize, 0.6)),
        (new(Color, 0.9, 9), new(Equalize, 0.6)),
        (new(AutoContrast, 0.8), new(Solarize, 0.2, 8)),
        (new(Brightness, 0.1, 3), new(Color, 0.7, 0)),
        (new(Solarize, 0.4, 5), new(AutoContrast, 0.9)),
        (new(TranslateY, 0.9, 9), new(TranslateY, 0.7, 9)),
        (new(AutoContrast, 0.9), new(Solarize, 0.8, 3)),
        (new(Equalize, 0.8), new(Invert, 0.1)),
        (new(TranslateY, 0.7, 9), new(AutoContrast, 0.9)),
    ];

    public static readonly (PolicyStep First, PolicyStep Second)[] Svhn =
    [
        (new(ShearX, 0.9, 4), new(Invert, 0.2)),
        (new(ShearY, 0.9, 8), new(Invert, 0.7)),
        (new(Equalize, 0.6), new(Solarize, 0.6, 6)),
        (new(Invert, 0.9), new(Equalize, 0.6)),
        (new(Equalize, 0.6), new(Rotate, 0.9, 3)),
        (new(ShearX, 0.9, 4), new(AutoContrast, 0.8)),
        (new(ShearY, 0.9, 8), new(Invert, 0.4)),
        (new(ShearY, 0.9, 5), new(Solarize, 0.2, 6)),
        (new(Invert, 0.9), new(AutoContrast, 0.8)),
        (new(Equalize, 0.6), new(Rotate, 0.9, 3)),
        (new(ShearX, 0.9, 4), new(Solarize, 0.3, 3)),
        (new(ShearY, 0.8, 8), new(Invert, 0.7)),
        (new(Equalize, 0.9), new(TranslateY, 0.6, 6)),
        (new(Invert, 0.9), new(Equalize, 0.6)),
        (new(Contrast, 0.3, 3), new(Rotate, 0.8, 4)),
        (new(Invert, 0.8), new(TranslateY, 0, 2)),
        (new(ShearY, 0.7, 6), new(Solarize, 0.4, 8)),
        (new(Invert, 0.6), new(Rotate, 0.8, 4)),
        (new(ShearY, 0.3, 7), new(TranslateX, 0.9, 3)),
        (new(ShearX, 0.1, 6), new(Invert, 0.6)),
        (new(Solarize, 0.7, 2), new(TranslateY, 0.6, 7)),
        (new(ShearY, 0.8, 4), new(Invert, 0.8)),
        (new(ShearX, 0.7, 9), new(TranslateY, 0.8, 3)),
        (new(ShearY, 0.8, 5), new(AutoContrast, 0.7)),
        (new(ShearX, 0.7, 2), new(Invert, 0.1)),
    ];
}
