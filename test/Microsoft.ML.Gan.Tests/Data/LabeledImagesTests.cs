using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Data;

[TestClass]
public class LabeledImagesTests
{
    private static readonly ImageShape _shape = new(1, 12, 12);

    [TestMethod]
    public void No_images_are_refused() =>
        Assert.Contains("no images", Assert.ThrowsExactly<ArgumentException>(() => new LabeledImages([], [], 2, _shape)).Message);

    [TestMethod]
    public void Fewer_than_two_classes_are_refused() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LabeledImages(new byte[144], [0], 1, _shape));

    [TestMethod]
    [DataRow(-1)]
    [DataRow(2)]
    public void A_class_that_there_is_not_is_refused(int label)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LabeledImages(new byte[288], [0, label], 2, _shape));
        Assert.Contains($"image 1 is {label}", error.Message);
    }

    [TestMethod]
    public void Images_of_different_sizes_are_refused() =>
        Assert.Contains("one size", Assert.ThrowsExactly<ArgumentException>(() => new LabeledImages(new byte[144 + 100], [0, 1], 2, _shape)).Message);

    [TestMethod]
    public void A_tenth_of_each_class_is_held_out_and_at_least_one()
    {
        // 40 images of class 0, five of class 1, one of class 2.
        int[] labels = [.. Enumerable.Repeat(0, 40), .. Enumerable.Repeat(1, 5), 2];
        var pixels = Enumerable.Range(0, 46 * 144).Select(i => (byte)(i / 144)).ToArray();
        var (kept, heldOut) = new LabeledImages(pixels, labels, 3, _shape).HoldOut(0.1, 1);
        Assert.AreEqual(4, Enumerable.Range(0, heldOut.Count).Count(i => heldOut.Label(i) == 0));
        Assert.AreEqual(1, Enumerable.Range(0, heldOut.Count).Count(i => heldOut.Label(i) == 1));
        Assert.AreEqual(5, heldOut.Count);
        var all = Enumerable.Range(0, kept.Count).Select(i => kept.Pixels(i)[0]).Concat(Enumerable.Range(0, heldOut.Count).Select(i => heldOut.Pixels(i)[0]));
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 46).Select(i => (byte)i).ToArray(), all.ToArray());
    }

    [TestMethod]
    public void What_is_held_out_depends_on_the_seed()
    {
        var images = LabeledSquares.Make(80, 1);
        byte[][] HeldOut(ulong seed)
        {
            var heldOut = images.HoldOut(0.1, seed).HeldOut;
            return [.. Enumerable.Range(0, heldOut.Count).Select(i => heldOut.Pixels(i).ToArray())];
        }

        Assert.IsTrue(HeldOut(1).Zip(HeldOut(1)).All(pair => pair.First.SequenceEqual(pair.Second)));
        Assert.IsFalse(HeldOut(1).Zip(HeldOut(2)).All(pair => pair.First.SequenceEqual(pair.Second)));
    }
}
