namespace Microsoft.ML.Gan;

/// <summary>The operations of <see cref="DiscriminatorAugmentation.DiffAugment"/>.</summary>
[Flags]
public enum DiffAugmentPolicy
{
    /// <summary>No operation.</summary>
    None = 0,

    /// <summary>Brightness, saturation (of images in colour) and contrast.</summary>
    Color = 1,

    /// <summary>Translation by up to an eighth of the image in both directions, filled with gray, the middle of [-1, 1].</summary>
    Translation = 2,

    /// <summary>A rectangle of half the height and width becomes gray.</summary>
    Cutout = 4,
}
