using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>Two image columns of the same rows get the same augmentation.</summary>
[TestClass]
public class PairedColumnsTests
{
    private const long NoMemory = 1;
    private const int Count = 40;

    private readonly MLContext _ml = new(1);

    /// <summary>Both columns hold the same image, the second inverted, so each batch shows whether both were augmented alike.</summary>
    [TestMethod]
    [DataRow(RowBatches.DefaultMemoryBudget)]
    [DataRow(NoMemory)]
    public void Next_pair_is_cropped_and_flipped_both_show_the_same_place(long memory)
    {
        using var rows = Pairs(Augmented(Data(), seedOfA: null, seedOfB: null), memory);
        Assert.AreEqual(memory != NoMemory, rows.IsCached);

        var looks = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            var (batch, a, b) = NextPair(rows);
            for (var j = 0; j < a.Length; j++)
                Assert.AreEqual((byte)(255 - a[j]), b[j], $"batch {i}, byte {j}");
            if (Array.IndexOf(batch.Rows, 7UL) is >= 0 and var place)
                looks.Add(Convert.ToHexString(a.AsSpan(4 * place, 4)));
        }

        Assert.IsGreaterThan(2, looks.Count, "the pair is drawn anew in each epoch");
    }

    [TestMethod]
    public void Next_colours_are_paired_both_change_alike()
    {
        var data = Data(inverts: false);
        data = _ml.Transforms.AugmentImages("A", images => images.Brightness(0.5))
            .Append(_ml.Transforms.AugmentImages("B", images => images.Brightness(0.5)))
            .Fit(data)
            .Transform(data);
        using var rows = Pairs(data);

        for (var i = 0; i < 8; i++)
        {
            var (_, a, b) = NextPair(rows);
            CollectionAssert.AreEqual(a, b);
        }
    }

    [TestMethod]
    [DataRow(5, null)]
    [DataRow(null, 5)]
    [DataRow(5, 5)]
    public void Next_one_seed_is_given_both_draw_from_it(int? seedOfA, int? seedOfB)
    {
        using var rows = Pairs(Augmented(Data(), seedOfA, seedOfB));
        using var expected = Pairs(Augmented(Data(), 5, 5));

        for (var i = 0; i < 8; i++)
            CollectionAssert.AreEqual(NextPair(expected).A, NextPair(rows).A);
    }

    [TestMethod]
    [DataRow(RowBatches.DefaultMemoryBudget)]
    [DataRow(NoMemory)]
    public void Position_opened_where_another_stands_goes_on_with_the_same_pairs(long memory)
    {
        var data = Augmented(Data(), 3, 3);
        using var whole = Pairs(data, memory);
        for (var i = 0; i < 9; i++)
            whole.NextOnHost();

        using var resumed = Pairs(data, memory, whole.Position);

        for (var i = 0; i < 9; i++)
        {
            var (expected, actual) = (NextPair(whole), NextPair(resumed));
            CollectionAssert.AreEqual(expected.A, actual.A);
            CollectionAssert.AreEqual(expected.B, actual.B);
        }
    }

    [TestMethod]
    public void RowSource_seeds_of_a_checkpoint_serve_both_columns()
    {
        var (a, b) = Readers(Augmented(Data(), null, null), out var data);
        var source = new RowSource(data, [a, b]);

        source.Reseed([17, 17]);

        CollectionAssert.AreEqual(new ulong[] { 17, 17 }, source.Augmentations.Select(augmentation => augmentation.Seed).ToArray());
    }

    [TestMethod]
    public void RowSource_two_seeds_are_refused()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Pairs(Augmented(Data(), 1, 2)));
        Assert.Contains("Image columns 'A' and 'B'", error.Message);
        Assert.Contains("seed 1 and seed 2", error.Message);
    }

    [TestMethod]
    public void RowSource_only_one_column_is_augmented_is_refused()
    {
        var data = Data();
        data = _ml.Transforms.AugmentImages("A", images => images.HorizontalFlip()).Fit(data).Transform(data);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Pairs(data));
        Assert.Contains("horizontal-flip to 'A' and nothing to 'B'", error.Message);
    }

    [TestMethod]
    public void RowSource_other_options_of_the_same_operation_are_refused()
    {
        var data = Data();
        data = _ml.Transforms.AugmentImages("A", images => images.RandomCrop(padding: 1))
            .Append(_ml.Transforms.AugmentImages("B", images => images.RandomCrop(padding: 2)))
            .Fit(data)
            .Transform(data);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Pairs(data));
        Assert.Contains("the same operations with the same options", error.Message);
    }

    [TestMethod]
    public void RowBatches_pair_is_augmented_below_other_transforms_is_refused()
    {
        var data = Augmented(Data(), 1, 1);
        data = _ml.Transforms.CopyColumns("Copy", "A").Fit(data).Transform(data);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Pairs(data));
        Assert.Contains("must come last", error.Message);
    }

    [TestMethod]
    public void RowBatches_augmented_pair_of_two_sizes_is_refused()
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, Count).Select(i => new SizesRow { A = new byte[16], B = new byte[12] }));
        data = _ml.Transforms.AugmentImages("A", images => images.HorizontalFlip())
            .Append(_ml.Transforms.AugmentImages("B", images => images.HorizontalFlip()))
            .Fit(data)
            .Transform(data);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Pairs(data));
        Assert.Contains("are 4×4 and 2×2 pixels", error.Message);
    }

    [TestMethod]
    [DataRow(RowBatches.DefaultMemoryBudget)]
    [DataRow(NoMemory)]
    public void Next_pair_of_two_sizes_each_tensor_has_its_own_shape(long memory)
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, Count).Select(i => new SizesRow
        {
            A = [.. Enumerable.Repeat((byte)i, 16)],
            B = [.. Enumerable.Repeat((byte)(i + 100), 12)],
        }));
        using var rows = Pairs(data, memory);
        using var scope = TorchSharp.torch.NewDisposeScope();

        for (var i = 0; i < 10; i++)
        {
            var batch = rows.Next();
            CollectionAssert.AreEqual(new long[] { 8, 1, 4, 4 }, batch["a"].shape);
            CollectionAssert.AreEqual(new long[] { 8, 3, 2, 2 }, batch["b"].shape);
            var (a, b) = (Pixels.ToBytes(batch["a"]), Pixels.ToBytes(batch["b"]));
            for (var row = 0; row < 8; row++)
                Assert.AreEqual(a[16 * row] + 100, b[12 * row], "the images of one row stay together");
        }
    }

    [TestMethod]
    public void RowBatches_second_image_is_bad_the_row_is_skipped_and_teaches_nothing()
    {
        using MLImage gray = TestRows.Image(TestRows.Shape, 1, 1, 1, 1), wide = TestRows.Image(new ImageShape(1, 2, 3), 5, 5, 5, 5, 5, 5);
        using var color = TestRows.Image(TestRows.Shape with { Channels = 3 }, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        var data = _ml.Data.LoadFromEnumerable(new[]
        {
            new ImagesRow { A = wide, B = null },
            new ImagesRow { A = gray, B = gray },
            new ImagesRow { A = color, B = wide },
            new ImagesRow { A = gray, B = color },
        });
        var told = new List<string>();
        var (a, b) = Readers(data, out _);
        using (var rows = new RowBatches(new RowSource(data, [a, b]), 2, seed: 1, skipBadRows: told.Add))
        {
            Assert.AreEqual(TestRows.Shape, a.Shape);
            Assert.AreEqual(TestRows.Shape with { Channels = 3 }, b.Shape);
            var batch = rows.NextOnHost();
            var (first, second) = (Array.IndexOf(batch.Rows, 1UL), Array.IndexOf(batch.Rows, 3UL));
            var pixels = batch.Values<ImageValues>("b").Pixels;
            CollectionAssert.AreEqual(Enumerable.Repeat((byte)1, 12).ToArray(), pixels.AsSpan(12 * first, 12).ToArray());
            CollectionAssert.AreEqual(Enumerable.Range(1, 12).Select(value => (byte)value).ToArray(), pixels.AsSpan(12 * second, 12).ToArray());
        }

        Assert.AreEqual(
            "2 of 4 rows were skipped. Image column 'B', row 0: there is no image. " +
            "Image column 'B', row 2: the image is 2×3 pixels, where 2×2 was expected; all images must have one size (ResizeImages makes them so).",
            told.Single());
    }

    private IDataView Data(bool inverts = true) => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, Count).Select(i =>
    {
        byte[] image = [.. Enumerable.Range(0, 16).Select(pixel => (byte)((16 * (i % 10)) + pixel))];
        return new PairRow { A = image, B = inverts ? [.. image.Select(value => (byte)(255 - value))] : image };
    }));

    private IDataView Augmented(IDataView data, int? seedOfA, int? seedOfB) =>
        _ml.Transforms.AugmentImages("A", images => images.HorizontalFlip().RandomCrop(3, 3).RandomCrop(2, 2).VerticalFlip(), seed: seedOfA)
            .Append(_ml.Transforms.AugmentImages("B", images => images.HorizontalFlip().RandomCrop(3, 3).RandomCrop(2, 2).VerticalFlip(), seed: seedOfB))
            .Fit(data)
            .Transform(data);

    private static RowBatches Pairs(IDataView view, long memory = RowBatches.DefaultMemoryBudget, RowPosition start = default)
    {
        var (a, b) = Readers(view, out var data);
        return new RowBatches(new RowSource(data, [a, b]), batchSize: 8, seed: 1, memory, start);
    }

    private static (ImageColumnReader A, ImageColumnReader B) Readers(IDataView view, out IDataView data)
    {
        data = view;
        return (new(ImageColumn.Create(view.Schema, "A"), "a"), new(ImageColumn.Create(view.Schema, "B"), "b"));
    }

    private static (HostBatch Batch, byte[] A, byte[] B) NextPair(RowBatches rows)
    {
        var batch = rows.NextOnHost();
        return (batch, [.. batch.Values<ImageValues>("a").Pixels], [.. batch.Values<ImageValues>("b").Pixels]);
    }

    private sealed class PairRow
    {
        [VectorType(1, 4, 4)]
        public byte[] A { get; set; } = [];

        [VectorType(1, 4, 4)]
        public byte[] B { get; set; } = [];
    }

    private sealed class SizesRow
    {
        [VectorType(1, 4, 4)]
        public byte[] A { get; set; } = [];

        [VectorType(3, 2, 2)]
        public byte[] B { get; set; } = [];
    }

    private sealed class ImagesRow
    {
        public MLImage? A { get; set; }

        public MLImage? B { get; set; }
    }
}
