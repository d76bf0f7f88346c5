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

        /// <summary>The augmentations.</summary>
        /// <value>Default: nothing.</value>
        public ImageAugmentation Augmentation { get; set; } = ImageAugmentation.None;

        /// <summary>The pixel layout of a vector column; ignored for an image column.</summary>
        /// <value>Default: as <c>ExtractPixels</c> makes them.</value>
        public PixelLayout PixelLayout { get; set; } = PixelLayout.Default;

        /// <summary>The shape of the images in a vector column; needed if neither its dimensions nor a square length give it.</summary>
        /// <value>Default: <see langword="null"/>, from the column's type.</value>
        public ImageShape? ImageShape { get; set; }

        /// <summary>The random seed; draws depend on it, the epoch and the row.</summary>
        /// <value>Default: <see langword="null"/>, derived from the <c>MLContext</c>.</value>
        public int? Seed { get; set; }

        /// <summary>
        /// The number of augmented rows per input row, each with its own draws. Useful for trainers that read the rows only once or cache them; the
        /// trainers of this library use new draws in each epoch without it.
        /// </summary>
        /// <value>Default: 1.</value>
        public int Variants { get; set; } = 1;

        /// <summary>
        /// Which rows the fitted transformer changes. Other rows pass unchanged, one row each. If an augmentation changes the image size, they get
        /// that size without randomness (cropped to the middle for <c>RandomCrop</c>, stretched for <c>RandomResizedCrop</c>).
        /// </summary>
        /// <value>Default: <see cref="AugmentedRows.Fitted"/>, so that unchanged images are scored.</value>
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
