using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Gan.Tests.Augmentation;

/// <summary>Properties of every augmentation of the library.</summary>
[TestClass]
public class AllAugmentationsTests
{
    private static readonly ImageShape _color = new(3, 16, 20);
    private static readonly ImageShape _gray = new(1, 16, 20);

    /// <summary>One or more of each, with no option at its default.</summary>
    private static readonly ImageAugmentation _all = ImageAugmentation.None
        .HorizontalFlip(0.7)
        .VerticalFlip(0.7)
        .RandomCrop(14, 15, 2, PaddingMode.Reflect, 3)
        .RandomResizedCrop(13, 17, (0.3, 0.9), (0.5, 1.5), ImageInterpolation.Nearest)
        .RandomResizedCrop(18, 9, (0.3, 0.9))
        .CenterCrop(12, 22)
        .Pad(1, 2, 3, 4, PaddingMode.Edge, 5)
        .Shift(0.3, PaddingMode.Symmetric, 4)
        .Rotation(40, ImageInterpolation.Bilinear, 6)
        .Zoom((0.7, 1.4), ImageInterpolation.Bilinear, 7)
        .Affine(20, (0.1, 0.2), (0.8, 1.3), (5, 6), ImageInterpolation.Bilinear, 8)
        .Perspective(0.4, 0.9, ImageInterpolation.Nearest, 9)
        .Elastic(30, 3, ImageInterpolation.Nearest, 10)
        .RandomErasing(0.9, (0.1, 0.2), (0.5, 2), 11)
        .Cutout(5, 12)
        .Brightness(0.4)
        .Contrast(0.4)
        .Saturation(0.6)
        .Hue(0.3)
        .ColorJitter(0.1, 0.2, 0.3, 0.4)
        .Gamma((0.5, 2))
        .Grayscale(0.6)
        .Invert(0.6)
        .Posterize(3, 0.8)
        .Solarize(99, 0.8)
        .Equalize(0.8)
        .AutoContrast(0.8)
        .Sharpness(3, 0.8)
        .GaussianBlur(7, (0.4, 1.1))
        .GaussianNoise(0.1)
        .AutoAugment(AutoAugmentDataset.Svhn, ImageInterpolation.Bilinear, 13)
        .RandAugment(3, 12, ImageInterpolation.Bilinear, 14)
        .TrivialAugmentWide(ImageInterpolation.Bilinear, 15);

    private static IEnumerable<ImageAugmentation> Each => _all.Operations.Select(ImageAugmentation.None.Then);

    [TestMethod]
    public void None_is_missing_here()
    {
        var types = typeof(IImageAugmentation).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IImageAugmentation)) && type is { IsClass: true, IsPublic: true });
        CollectionAssert.AreEquivalent(types.ToArray(), _all.Operations.Select(operation => operation.GetType()).Distinct().ToArray());
    }

    [TestMethod]
    public void What_is_saved_and_loaded_is_equal_and_does_the_same()
    {
        foreach (var operation in _all.Operations)
        {
            var json = JsonSerializer.SerializeToElement(operation, operation.GetType());
            var loaded = ImageAugmentation.Create(operation.Name, json);
            Assert.AreEqual(operation, loaded);
            for (ulong row = 0; row < 5; row++)
            {
                CollectionAssert.AreEqual(
                    PatternImage.Augment(ImageAugmentation.None.Then(operation), _color, 1, 0, row),
                    PatternImage.Augment(ImageAugmentation.None.Then(loaded), _color, 1, 0, row));
            }
        }
    }

    [TestMethod]
    public void Images_get_the_promised_shape()
    {
        foreach (var augmentation in Each)
        {
            foreach (var shape in new[] { _color, _gray })
            {
                var image = PatternImage.Create(1, shape);
                augmentation.Apply(image, new AugmentationRandom(), 1, 0, 0);
                Assert.AreEqual(augmentation.GetOutputShape(shape), image.Shape, augmentation.Operations[0].Name);
            }
        }

        Assert.AreEqual(new ImageShape(3, 14, 15), ImageAugmentation.None.Then(_all.Operations[2]).GetOutputShape(_color));
        Assert.AreEqual(new ImageShape(3, 18, 28), ImageAugmentation.None.CenterCrop(12, 24).Pad(1, 2, 3, 4).GetOutputShape(_color));
        Assert.AreEqual(new ImageShape(3, 5, 20), ImageAugmentation.None.RandomResizedCrop(height: 5).GetOutputShape(_color));
    }

    [TestMethod]
    public void Each_is_repeatable_and_differs_from_row_to_row_and_epoch_to_epoch()
    {
        foreach (var augmentation in Each)
        {
            var name = augmentation.Operations[0].Name;
            byte[][] Rows(ulong seed, long epoch) =>
                [.. Enumerable.Range(0, 12).Select(row => PatternImage.Augment(augmentation, _color, seed, epoch, (ulong)row))];
            var rows = Rows(1, 0);
            var again = Rows(1, 0);
            for (var row = 0; row < rows.Length; row++)
                CollectionAssert.AreEqual(rows[row], again[row], name);
            if (name is CenterCropAugmentation.RegisteredName or PadAugmentation.RegisteredName)
                continue;
            Assert.IsGreaterThan(1, rows.Select(Convert.ToHexString).Distinct().Count(), name);
            Assert.AreNotEqual(Text(rows), Text(Rows(1, 1)), name);
            Assert.AreNotEqual(Text(rows), Text(Rows(2, 0)), name);
        }

        static string Text(byte[][] rows) => string.Concat(rows.Select(Convert.ToHexString));
    }

    [TestMethod]
    public void Buffers_that_larger_images_left_behind_do_not_show()
    {
        var used = new WorkingImage();
        var random = new AugmentationRandom();
        foreach (var augmentation in Each)
        {
            used.Start(new ImageShape(3, 40, 50)).Fill(77);
            augmentation.Apply(used, random, 3, 0, 0);
            PatternImage.Pixels(1, _gray).CopyTo(used.Start(_gray));
            augmentation.Apply(used, random, 1, 0, 4);
            CollectionAssert.AreEqual(PatternImage.Augment(augmentation, _gray, 1, 0, 4), used.Pixels.ToArray(), augmentation.Operations[0].Name);
        }
    }

    [TestMethod]
    public void Nothing_is_allocated_once_the_buffers_are_there()
    {
        var image = new WorkingImage();
        var random = new AugmentationRandom();
        var pixels = PatternImage.Pixels(1, _color);
        void Augment(ImageAugmentation augmentation, ulong row)
        {
            pixels.CopyTo(image.Start(_color));
            augmentation.Apply(image, random, 1, 0, row);
        }

        foreach (var augmentation in Each)
        {
            for (ulong row = 0; row < 20; row++)
                Augment(augmentation, row);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (ulong row = 0; row < 20; row++)
                Augment(augmentation, row);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            // Math.NET's solver, which finds the plane of a perspective, has small arrays of its own.
            var allowed = augmentation.Operations.Any(one => one.Name == "perspective") ? 20 * 8192 : 0;
            Assert.IsInRange(0, allowed, allocated, augmentation.Operations[0].Name);
        }
    }

    [TestMethod]
    public void The_smallest_images_can_be_augmented()
    {
        foreach (var augmentation in Each.Where(augmentation => augmentation.Operations[0] is not RandomCropAugmentation))
        {
            foreach (var shape in new ImageShape[] { new(1, 1, 1), new(3, 1, 2), new(3, 3, 1) })
            {
                for (ulong row = 0; row < 20; row++)
                {
                    var image = PatternImage.Create(1, shape);
                    augmentation.Apply(image, new AugmentationRandom(), 1, 0, row);
                    Assert.AreEqual(augmentation.GetOutputShape(shape), image.Shape);
                }
            }
        }
    }

    [TestMethod]
    public void Threads_may_share_an_augmentation()
    {
        var expected = Enumerable.Range(0, 24).Select(row => Convert.ToHexString(PatternImage.Augment(_all, _color, 1, 0, (ulong)row))).ToArray();
        var actual = new string[expected.Length];
        Parallel.For(0, expected.Length, row => actual[row] = Convert.ToHexString(PatternImage.Augment(_all, _color, 1, 0, (ulong)row)));
        CollectionAssert.AreEqual(expected, actual);
    }

    [TestMethod]
    public void Nothing_happens_at_magnitude_zero()
    {
        var expected = PatternImage.Pixels(1, _color);
        foreach (var augmentation in new[]
        {
            ImageAugmentation.None.Rotation(0), ImageAugmentation.None.Rotation(0, ImageInterpolation.Bilinear),
            ImageAugmentation.None.Zoom((1, 1), ImageInterpolation.Bilinear), ImageAugmentation.None.Affine(),
            ImageAugmentation.None.Perspective(distortion: 0, probability: 1), ImageAugmentation.None.Elastic(alpha: 0),
            ImageAugmentation.None.RandomResizedCrop(scale: (1, 1), ratio: (1.25, 1.25)), ImageAugmentation.None.CenterCrop(16, 20),
            ImageAugmentation.None.Pad(0), ImageAugmentation.None.RandomErasing(probability: 0),
            ImageAugmentation.None.Brightness(0), ImageAugmentation.None.Contrast(0), ImageAugmentation.None.Saturation(0),
            ImageAugmentation.None.Hue(0), ImageAugmentation.None.ColorJitter(), ImageAugmentation.None.Gamma((1, 1)),
            ImageAugmentation.None.Posterize(8, 1), ImageAugmentation.None.Sharpness(1, 1), ImageAugmentation.None.GaussianBlur(1),
            ImageAugmentation.None.GaussianNoise(0), ImageAugmentation.None.Invert(0), ImageAugmentation.None.Equalize(0),
            ImageAugmentation.None.AutoContrast(0), ImageAugmentation.None.Solarize(probability: 0), ImageAugmentation.None.Grayscale(0),
        })
        {
            for (ulong row = 0; row < 4; row++)
                CollectionAssert.AreEqual(expected, PatternImage.Augment(augmentation, _color, 1, 0, row), augmentation.Operations[0].ToString());
        }
    }

    [TestMethod]
    public void Options_without_a_meaning_are_named()
    {
        foreach (var (name, make) in new (string, Func<ImageAugmentation, ImageAugmentation>)[]
        {
            ("Degrees", a => a.Rotation(-1)), ("Degrees", a => a.Affine(double.NaN)), ("TranslateX", a => a.Affine(translate: (1.1, 0))),
            ("TranslateY", a => a.Affine(translate: (0, -0.1))), ("ShearX", a => a.Affine(shear: (90, 0))), ("ShearY", a => a.Affine(shear: (0, -1))),
            ("Scale", a => a.Affine(scale: (0, 1))), ("Scale", a => a.Zoom((2, 1))), ("Scale", a => a.RandomResizedCrop(scale: (0.5, 1.5))),
            ("Ratio", a => a.RandomResizedCrop(ratio: (double.NaN, 1))), ("Height", a => a.RandomResizedCrop(height: 0)),
            ("Width", a => a.CenterCrop(1, 1 << 20)), ("Left", a => a.Pad(-1)), ("Bottom", a => a.Pad(0, 0, 0, 1 << 20)),
            ("Distortion", a => a.Perspective(1.5)), ("Probability", a => a.Perspective(probability: 2)), ("Alpha", a => a.Elastic(-1)),
            ("Sigma", a => a.Elastic(sigma: 51)), ("Probability", a => a.RandomErasing(-0.1)), ("Scale", a => a.RandomErasing(scale: (0, 1))),
            ("Ratio", a => a.RandomErasing(ratio: (3, 1))), ("Size", a => a.Cutout(0)), ("Range", a => a.Saturation(-1)), ("Range", a => a.Hue(0.6)),
            ("Brightness", a => a.ColorJitter(-1)), ("Contrast", a => a.ColorJitter(contrast: double.PositiveInfinity)),
            ("Saturation", a => a.ColorJitter(saturation: -1)), ("Hue", a => a.ColorJitter(hue: 1)), ("Gamma", a => a.Gamma((-1, 1))),
            ("Probability", a => a.Grayscale(2)), ("Probability", a => a.Invert(2)), ("Bits", a => a.Posterize(9)), ("Threshold", a => a.Solarize(256)),
            ("Probability", a => a.Equalize(2)), ("Probability", a => a.AutoContrast(2)), ("Factor", a => a.Sharpness(-1)),
            ("KernelSize", a => a.GaussianBlur(4)), ("Sigma", a => a.GaussianBlur(3, (0, 1))), ("StandardDeviation", a => a.GaussianNoise(-1)),
            ("Dataset", a => a.AutoAugment((AutoAugmentDataset)3)), ("Operations", a => a.RandAugment(0)), ("Magnitude", a => a.RandAugment(magnitude: -1)),
            ("Bins", a => a.Then(new RandAugmentPolicy { Bins = 1 })), ("Bins", a => a.Then(new TrivialAugmentWidePolicy { Bins = 1 })),
        })
        {
            var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => make(ImageAugmentation.None));
            Assert.AreEqual(name, e.ParamName);
            StringAssert.StartsWith(e.Message, name + " ");
        }
    }

    [TestMethod]
    public void A_file_with_an_option_out_of_range_is_refused()
    {
        var e = Assert.ThrowsExactly<InvalidDataException>(() => ImageAugmentation.Create("zoom", Options("""{"Scale":{"Low":2,"High":1}}""")));
        StringAssert.Contains(e.Message, "'zoom'");
        StringAssert.Contains(e.Message, "Scale");
        Assert.ThrowsExactly<InvalidDataException>(() => ImageAugmentation.Create("auto-augment", Options("""{"Dataset":7}""")));
        Assert.ThrowsExactly<InvalidDataException>(() => ImageAugmentation.Create("rotation", Options("null")));

        static JsonElement Options(string json) => JsonSerializer.SerializeToElement(JsonNode.Parse(json));
    }
}
