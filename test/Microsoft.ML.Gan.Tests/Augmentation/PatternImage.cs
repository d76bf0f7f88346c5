namespace Microsoft.ML.Gan.Tests.Augmentation;

/// <summary>The images of the augmentation fixtures: images.py makes the same.</summary>
internal static class PatternImage
{
    public static byte[] Pixels(int salt, ImageShape shape)
    {
        using var values = Pattern.Uniform(salt, shape.Height, shape.Width, shape.Channels);
        return [.. values.data<float>().Select(value => (byte)((value + 1) * 128))];
    }

    public static WorkingImage Create(int salt, ImageShape shape) => Create(Pixels(salt, shape), shape);

    public static WorkingImage Create(ReadOnlySpan<byte> pixels, ImageShape shape)
    {
        var image = new WorkingImage();
        pixels.CopyTo(image.Start(shape));
        return image;
    }

    /// <summary>What a list makes of an image of a pattern.</summary>
    public static byte[] Augment(ImageAugmentation augmentation, ImageShape shape, ulong seed, long epoch, ulong row)
    {
        var image = Create(1, shape);
        augmentation.Apply(image, new AugmentationRandom(), seed, epoch, row);
        return image.Pixels.ToArray();
    }
}
