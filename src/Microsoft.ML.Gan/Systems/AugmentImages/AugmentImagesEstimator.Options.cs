namespace Microsoft.ML.Gan;

public sealed partial class AugmentImagesEstimator
{
    /// <summary>The options of <see cref="AugmentImagesEstimator"/>.</summary>
    public sealed class Options
    {
        /// <summary>The column of the augmented images.</summary>
        /// <value>Default: <c>Image</c>.</value>
        public string OutputColumnName { get; set; } = "Image";

        /// <summary>The column of the images.</summary>
        /// <value>Default: <see langword="null"/>, the same as <see cref="OutputColumnName"/>.</value>
        public string? InputColumnName { get; set; }

        /// <summary>What is done to the images.</summary>
        /// <value>Default: nothing.</value>
        public ImageAugmentation Augmentation { get; set; } = ImageAugmentation.None;

        /// <summary>How the pixels lie in a column of vectors. An image column has no use for it.</summary>
        /// <value>Default: as <c>ExtractPixels</c> makes them.</value>
        public PixelLayout PixelLayout { get; set; } = PixelLayout.Default;

        /// <summary>The shape of the images in a column of vectors, where neither their dimensions nor a square number tell it.</summary>
        /// <value>Default: <see langword="null"/>, as the column says.</value>
        public ImageShape? ImageShape { get; set; }

        /// <summary>What all chance is drawn from, together with epoch and row.</summary>
        /// <value>Default: <see langword="null"/>, drawn from the <c>MLContext</c>.</value>
        public int? Seed { get; set; }

        /// <summary>
        /// How many rows are made of each row, each augmented by its own draws. For what reads the rows only once, or keeps them; the
        /// trainers of this library draw each image anew in each epoch without it.
        /// </summary>
        /// <value>Default: 1.</value>
        public int Variants { get; set; } = 1;

        /// <summary>
        /// Which rows the fitted transformer changes. Others pass as they are, one row each; where an augmentation gives images of
        /// another size, they get that size without chance (the middle of a <c>RandomCrop</c>, the whole stretched for a
        /// <c>RandomResizedCrop</c>).
        /// </summary>
        /// <value>Default: <see cref="AugmentedRows.Fitted"/>, so that scoring sees images as they are.</value>
        public AugmentedRows AppliesTo { get; set; } = AugmentedRows.Fitted;

        internal void Validate()
        {
            Check.Positive(Variants);
            Check.That(Enum.IsDefined(AppliesTo), nameof(AppliesTo), $"is unknown: {AppliesTo}");
            Check.That(!string.IsNullOrWhiteSpace(OutputColumnName), nameof(OutputColumnName), "must name a column");
            Check.That(InputColumnName is null || !string.IsNullOrWhiteSpace(InputColumnName), nameof(InputColumnName), "must name a column");
            Check.That(Augmentation is not null, nameof(Augmentation), "must not be null");
            Check.That(PixelLayout is not null, nameof(PixelLayout), "must not be null");
            PixelLayout!.Validate();
            Check.That(
                ImageShape is null or { Channels: 1 or 3, Height: > 0, Width: > 0 },
                nameof(ImageShape),
                $"must be of 1 or 3 channels and at least one pixel, but is {ImageShape}");
        }
    }
}
