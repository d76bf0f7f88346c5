namespace Microsoft.ML.Gan;

/// <summary>
/// A random change of an image. An augmentation has no state but its options. It is saved with a pipeline by its <see cref="Name"/> and created again
/// when the pipeline is loaded (see <see cref="ImageAugmentation.Register"/>). Instances are used by several threads.
/// </summary>
public interface IImageAugmentation
{
    /// <summary>The name under which the augmentation is registered and saved with a pipeline, for example <c>horizontal-flip</c>.</summary>
    string Name { get; }

    /// <summary>The shape of the result for images of a shape; the same for every draw.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The augmentation cannot be applied to images of this shape.</exception>
    ImageShape GetOutputShape(ImageShape image) => image;

    /// <summary>Draws its parameters and changes the image.</summary>
    /// <param name="image">The image; see <see cref="WorkingImage"/> for how to change it.</param>
    /// <param name="random">The only random generator that an augmentation may use; it depends on seed, epoch and row.</param>
    void Apply(WorkingImage image, AugmentationRandom random);
}
