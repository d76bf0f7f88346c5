namespace Microsoft.ML.Gan.Tests.Augmentation;

[TestClass]
public class ImageAugmentationTests
{
    private static readonly ImageShape Shape = new(1, 8, 8);

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Flip_mirrors_rows_of_any_width(int channels)
    {
        for (var width = 1; width <= 33; width++)
        {
            var shape = new ImageShape(channels, 3, width);
            var pixels = new byte[3 * width * channels];
            new Random(width).NextBytes(pixels);
            byte[] expected = [.. pixels.Chunk(width * channels).SelectMany(row => row.Chunk(channels).Reverse()).SelectMany(pixel => pixel)];

            HorizontalFlipAugmentation.Flip(pixels, shape);

            CollectionAssert.AreEqual(expected, pixels, $"{width}");
        }
    }

    [TestMethod]
    public void The_same_seed_epoch_and_row_give_the_same_image()
    {
        var augmentation = ImageAugmentation.None.HorizontalFlip().RandomCrop(padding: 3).Brightness(0.4).Contrast(0.4);
        var expected = Apply(augmentation, 1, 2, 3);
        Apply(augmentation, 9, 9, 9);
        CollectionAssert.AreEqual(expected, Apply(augmentation, 1, 2, 3));
        CollectionAssert.AreNotEqual(expected, Apply(augmentation, 2, 2, 3));
        CollectionAssert.AreNotEqual(expected, Apply(augmentation, 1, 3, 3));
        CollectionAssert.AreNotEqual(expected, Apply(augmentation, 1, 2, 4));
    }

    [TestMethod]
    public void An_operation_draws_the_same_whatever_those_before_it_draw()
    {
        // A flip with probability 0 draws one number; a crop without padding draws two. The shift after them must not depend on this.
        var after = ImageAugmentation.None.HorizontalFlip(0).Shift(0.5);
        var afterOther = ImageAugmentation.None.RandomCrop(padding: 0).Shift(0.5);
        for (ulong row = 0; row < 20; row++)
            CollectionAssert.AreEqual(Apply(after, 1, 0, row), Apply(afterOther, 1, 0, row));
    }

    [TestMethod]
    public void A_flip_happens_as_often_as_it_should()
    {
        var original = Apply(ImageAugmentation.None, 0, 0, 0);
        var flipped = Enumerable.Range(0, 2000).Count(row => !Apply(ImageAugmentation.None.HorizontalFlip(0.25), 1, 0, (ulong)row).SequenceEqual(original));
        Assert.AreEqual(500, flipped, 60);
    }

    [TestMethod]
    public void A_crop_visits_every_place()
    {
        var places = Enumerable.Range(0, 2000).Select(row => Convert.ToHexString(Apply(ImageAugmentation.None.RandomCrop(padding: 1), 1, 0, (ulong)row))).Distinct();
        Assert.AreEqual(9, places.Count());
    }

    [TestMethod]
    public void A_shift_stays_within_its_fraction()
    {
        var white = Enumerable.Repeat((byte)255, Shape.Length).ToArray();
        var most = 0;
        for (ulong row = 0; row < 500; row++)
        {
            var image = Apply(ImageAugmentation.None.Shift(0.25), 1, 0, row, white);
            most = Math.Max(most, Enumerable.Range(0, 8).Count(y => Enumerable.Range(0, 8).All(x => image[(8 * y) + x] == 0)));
        }

        Assert.AreEqual(2, most);
    }

    [TestMethod]
    public void A_crop_of_its_own_size_changes_the_shape()
    {
        var augmentation = ImageAugmentation.None.RandomCrop(height: 5, width: 3);
        Assert.AreEqual(new ImageShape(1, 5, 3), augmentation.GetOutputShape(Shape));
        Assert.HasCount(15, Apply(augmentation, 1, 0, 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ImageAugmentation.None.RandomCrop(height: 9, width: 3).GetOutputShape(Shape));
    }

    [TestMethod]
    public void A_list_is_never_changed()
    {
        var flip = ImageAugmentation.None.HorizontalFlip();
        flip.VerticalFlip();
        Assert.HasCount(1, flip.Operations);
        Assert.HasCount(0, ImageAugmentation.None.Operations);
    }

    [TestMethod]
    public void Options_without_a_meaning_are_named()
    {
        Assert.AreEqual("Probability", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ImageAugmentation.None.HorizontalFlip(1.5)).ParamName);
        Assert.AreEqual("Padding", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ImageAugmentation.None.RandomCrop(-1)).ParamName);
        Assert.AreEqual("Range", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ImageAugmentation.None.Brightness(double.NaN)).ParamName);
        Assert.AreEqual("MaxFraction", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ImageAugmentation.None.Shift(2)).ParamName);
    }

    private static byte[] Apply(ImageAugmentation augmentation, ulong seed, long epoch, ulong row, byte[]? pixels = null)
    {
        var image = new WorkingImage();
        (pixels ?? [.. Enumerable.Range(0, Shape.Length).Select(i => (byte)(3 * i))]).CopyTo(image.Start(Shape));
        augmentation.Apply(image, new AugmentationRandom(), seed, epoch, row);
        return image.Pixels.ToArray();
    }
}
