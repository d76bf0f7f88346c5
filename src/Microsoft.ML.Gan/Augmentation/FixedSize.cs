namespace Microsoft.ML.Gan.Augmentation;

/// <summary>
/// The deterministic part of a list of augmentations: the change of the image size. Deterministic operations
/// (<see cref="PadAugmentation"/>, <see cref="CenterCropAugmentation"/>) stay; a random window becomes the centred one
/// (<see cref="RandomCropAugmentation"/>), and for anything else the largest window of the new proportions is stretched.
/// </summary>
internal static class FixedSize
{
    // Two input shapes distinguish an augmentation that keeps the size from one with a constant output size.
    private static readonly ImageShape[] _probes = [new(3, 61, 67), new(3, 1024, 1021)];

    public static ImageAugmentation Of(ImageAugmentation list) => list.Operations.Where(ChangesSize).Aggregate(
        ImageAugmentation.None,
        (result, operation) => result.Then(operation is PadAugmentation or CenterCropAugmentation ? operation : new MiddleWindow(operation)));

    private static bool ChangesSize(IImageAugmentation operation) => Array.Exists(_probes, probe =>
    {
        try
        {
            return operation.GetOutputShape(probe) != probe;
        }
        catch (ArgumentOutOfRangeException)
        {
            return true; // it needs images of another size
        }
    });

    private sealed class MiddleWindow(IImageAugmentation operation) : IImageAugmentation
    {
        public string Name => operation.Name;

        public ImageShape GetOutputShape(ImageShape image) => operation.GetOutputShape(image);

        public void Apply(WorkingImage image, AugmentationRandom random)
        {
            var (from, to) = (image.Shape, GetOutputShape(image.Shape));
            if (to == from)
                return;
            if (to.Channels != from.Channels)
                throw new ArgumentOutOfRangeException(nameof(image), $"The augmentation '{Name}' changes the channels of an image, which cannot be done without it.");
            if (operation is RandomCropAugmentation crop)
            {
                Window.Cut(image, (from.Height - to.Height) / 2, (from.Width - to.Width) / 2, to.Height, to.Width, crop.Mode, crop.Fill);
                return;
            }

            var height = Math.Clamp((int)Math.Round(from.Width * (double)to.Height / to.Width), 1, from.Height);
            var width = Math.Clamp((int)Math.Round(from.Height * (double)to.Width / to.Height), 1, from.Width);
            Resizing.Apply(image, (from.Height - height) / 2, (from.Width - width) / 2, height, width, to, ImageInterpolation.Bilinear);
        }
    }
}
