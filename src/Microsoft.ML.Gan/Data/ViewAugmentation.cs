namespace Microsoft.ML.Gan.Data;

/// <summary>The augmentation of an AugmentImages view.</summary>
/// <param name="List">The operations.</param>
/// <param name="Seed">The seed.</param>
/// <param name="IsSeedGiven">Whether the user chose the seed.</param>
internal readonly record struct ViewAugmentation(ImageAugmentation List, ulong Seed, bool IsSeedGiven);
