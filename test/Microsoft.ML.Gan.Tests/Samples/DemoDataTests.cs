using FashionMnist;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Samples;

/// <summary>The demo with images other than Fashion-MNIST.</summary>
[TestClass]
public class DemoDataTests
{
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void End() => _folder.Dispose();

    [TestMethod]
    public void What_it_was_given_is_counted()
    {
        Write(count: 90, new ImageShape(1, 20, 16), index => (byte)(3 + (index % 4)));

        var data = Dataset.Load(new MLContext(1), _folder[""]);

        Assert.AreEqual(90, data.Count);
        Assert.AreEqual("20×16", data.Size);
        CollectionAssert.AreEqual(new byte[] { 3, 4, 5, 6 }, data.Classes.ToArray());
    }

    [TestMethod]
    public void An_epoch_is_as_long_as_the_data()
    {
        var options = new DemoOptions { Data = "", Output = "" };
        Assert.AreEqual(63, Recipe.For(options, 9_000).Kimg);
        Assert.AreEqual(420, Recipe.For(options, 60_000).Kimg);
        Assert.AreEqual(9, Recipe.For(options with { Epochs = 1 }, 9_000).Kimg);
        Assert.AreEqual(640, Recipe.For(options with { Steps = 10_000 }, 9_000).Kimg, 1e-9);
    }

    [TestMethod]
    public void Images_in_colour_are_refused()
    {
        Write(count: 3, new ImageShape(3, 4, 4), _ => 0);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Dataset.Load(new MLContext(1), _folder[""]));
        Assert.Contains("holds images in colour", error.Message);
    }

    private void Write(int count, ImageShape shape, Func<int, byte> labelOf)
    {
        var pixels = Enumerable.Range(0, count).Select(index => (ReadOnlyMemory<byte>)Enumerable.Range(0, shape.Length).Select(at => (byte)(at + index)).ToArray());
        IdxFile.WriteImages(_folder["train-images-idx3-ubyte.gz"], pixels, shape);
        IdxFile.WriteLabels(_folder["train-labels-idx1-ubyte"], Enumerable.Range(0, count).Select(labelOf));
    }
}
