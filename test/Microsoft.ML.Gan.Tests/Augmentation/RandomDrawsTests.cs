namespace Microsoft.ML.Gan.Tests.Augmentation;

/// <summary>Random draws have the expected distributions.</summary>
[TestClass]
public class RandomDrawsTests
{
    [TestMethod]
    public void Noise_is_normally_distributed()
    {
        var shape = new ImageShape(1, 200, 200);
        var gray = Enumerable.Repeat((byte)128, shape.Length).ToArray();
        var image = PatternImage.Create(gray, shape);
        ImageAugmentation.None.GaussianNoise(0.1).Apply(image, new AugmentationRandom(), 1, 0, 0);
        var noise = image.Pixels.ToArray().Select(value => (value - 128) / 25.5).ToArray();
        Assert.AreEqual(0, noise.Average(), 0.02);
        Assert.AreEqual(1, noise.Average(x => x * x), 0.03);
        Assert.AreEqual(3, noise.Average(x => x * x * x * x), 0.2);
        Assert.AreEqual(0.1587, noise.Count(x => x > 1) / (double)noise.Length, 0.012);
        // Neighbours come from the same random number; they must be uncorrelated.
        Assert.AreEqual(0, noise.Zip(noise.Skip(1), (a, b) => a * b).Average(), 0.02);
    }

    [TestMethod]
    public void Windows_have_the_area_and_the_shape_asked_for()
    {
        var random = new AugmentationRandom();
        var image = new ImageShape(3, 200, 300);
        var ratios = new List<double>();
        for (ulong row = 0; row < 2000; row++)
        {
            random.Start(1, 0, row, 0);
            var window = RandomWindow.Draw(random, image, (0.1, 0.3), (0.5, 2))!.Value;
            Assert.IsTrue(window.Top >= 0 && window.Left >= 0 && window.Top + window.Height <= 200 && window.Left + window.Width <= 300);
            Assert.AreEqual(0.2, window.Width * window.Height / 60000.0, 0.105);
            ratios.Add(window.Width / (double)window.Height);
        }

        Assert.IsTrue(ratios.All(ratio => ratio is > 0.48 and < 2.08));
        // Wider than high and higher than wide are equally frequent.
        Assert.AreEqual(1000, ratios.Count(ratio => ratio > 1), 100);
    }

    [TestMethod]
    public void A_crop_that_never_fits_is_the_greatest_in_the_middle()
    {
        // A window as large as the image has the image's ratio and no other.
        var shape = new ImageShape(1, 4, 12);
        var cropped = PatternImage.Augment(ImageAugmentation.None.RandomResizedCrop(4, 8, scale: (1, 1), ratio: (2, 2)), shape, 1, 0, 0);
        CollectionAssert.AreEqual(PatternImage.Augment(ImageAugmentation.None.CenterCrop(4, 8), shape, 1, 0, 0), cropped);
    }

    [TestMethod]
    public void A_cutout_may_lie_partly_beyond_the_edge()
    {
        var shape = new ImageShape(3, 10, 12);
        var sizes = new SortedSet<int>();
        for (ulong row = 0; row < 3000; row++)
        {
            var image = PatternImage.Create(new byte[shape.Length], shape);
            ImageAugmentation.None.Cutout(4, fill: 9).Apply(image, new AugmentationRandom(), 1, 0, row);
            sizes.Add(image.Pixels.Count((byte)9) / 3);
        }

        // Two rows or columns at the least, four at the most.
        CollectionAssert.AreEqual(new[] { 4, 6, 8, 9, 12, 16 }, sizes.ToArray());
    }

    [TestMethod]
    public void A_jitter_takes_every_order()
    {
        var results = new HashSet<string>();
        var random = new AugmentationRandom();
        Span<int> order = stackalloc int[4];
        for (ulong row = 0; row < 500; row++)
        {
            random.Start(1, 0, row, 0);
            random.Permute(order);
            results.Add(string.Join(' ', order.ToArray()));
        }

        Assert.HasCount(24, results);
    }

    [TestMethod]
    public void Elastic_displacements_are_smooth()
    {
        // A deformed ramp stays a ramp with gentle waves: the differences of neighbours grow only a little.
        var shape = new ImageShape(1, 40, 40);
        var ramp = Enumerable.Range(0, shape.Length).Select(i => (byte)(40 + (4 * (i % 40)))).ToArray();
        var image = PatternImage.Create(ramp, shape);
        ImageAugmentation.None.Elastic(alpha: 40, sigma: 5).Apply(image, new AugmentationRandom(), 1, 0, 0);
        var pixels = image.Pixels.ToArray();
        CollectionAssert.AreNotEqual(ramp, pixels);
        for (var y = 8; y < 32; y++)
        {
            for (var x = 8; x < 31; x++)
                Assert.AreEqual(4, pixels[(40 * y) + x + 1] - pixels[(40 * y) + x], 4);
        }
    }
}
