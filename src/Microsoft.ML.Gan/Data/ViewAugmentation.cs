namespace Microsoft.ML.Gan.Data;

/// <summary>What a view of AugmentImages does to images.</summary>
/// <param name="List">The operations.</param>
/// <param name="Seed">What they are drawn from.</param>
/// <param name="IsSeedGiven">Whether the user chose the seed.</param>
internal readonly record struct ViewAugmentation(ImageAugmentation List, ulong Seed, bool IsSeedGiven);
