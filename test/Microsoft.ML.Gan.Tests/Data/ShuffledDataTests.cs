using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>Data that shuffle themselves, with image columns; the reader's pool shuffles further.</summary>
[TestClass]
public class ShuffledDataTests
{
    private const int Count = 150;
    private const int BatchSize = 10;
    private const int BatchesPerEpoch = Count / BatchSize;
    private const long NoMemory = 1;

    [TestMethod]
    public void Stream_each_epoch_is_a_permutation_and_each_another()
    {
        var data = new ShufflableView(Images());
        using var reader = Reader(data);
        Assert.IsFalse(reader.IsCached);

        var first = Numbers(reader);
        var second = Numbers(reader);

        CollectionAssert.AreEquivalent(Enumerable.Range(0, Count).ToArray(), first);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, Count).ToArray(), second);
        CollectionAssert.AreNotEqual(first, second);
        Assert.IsGreaterThanOrEqualTo(2, data.Shuffles);
    }

    /// <summary>The pool holds 64 rows: without the data's own shuffle, no row could come 64 rows early.</summary>
    [TestMethod]
    public void Stream_rows_come_earlier_than_the_pool_reaches()
    {
        using var shuffled = Reader(new ShufflableView(Images()));
        using var plain = Reader(Images());

        Assert.IsGreaterThan(64, Lead(Numbers(shuffled)));
        Assert.IsLessThan(64, Lead(Numbers(plain)));

        static int Lead(int[] numbers) => numbers.Select((number, place) => number - place).Max();
    }

    [TestMethod]
    public void Stream_same_seed_same_batches()
    {
        using var one = Reader(new ShufflableView(Images()), seed: 5);
        using var same = Reader(new ShufflableView(Images()), seed: 5);
        using var other = Reader(new ShufflableView(Images()), seed: 6);
        var expected = Numbers(one, 2 * BatchesPerEpoch);

        CollectionAssert.AreEqual(expected, Numbers(same, 2 * BatchesPerEpoch));
        CollectionAssert.AreNotEqual(expected, Numbers(other, 2 * BatchesPerEpoch));
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(BatchesPerEpoch)]
    [DataRow(BatchesPerEpoch + 4)]
    public void Stream_opened_where_another_stands_goes_on_with_the_same_batches(int batches)
    {
        var data = new ShufflableView(Images());
        using var whole = Reader(data);
        Numbers(whole, batches);

        using var resumed = Reader(data, start: whole.Position);

        CollectionAssert.AreEqual(Numbers(whole, BatchesPerEpoch), Numbers(resumed, BatchesPerEpoch));
        Assert.AreEqual(whole.Position, resumed.Position);
    }

    [TestMethod]
    public void Stream_labels_and_ids_stay_with_their_images()
    {
        var data = new ShufflableView(Images());
        using var reader = TestRows.Batches(
            data, ImageColumn.Create(data.Schema, "Image"), ConditionColumns.Create(data.Schema, ["Label"]), BatchSize, seed: 2, memoryBudget: NoMemory);

        for (var i = 0; i < BatchesPerEpoch; i++)
        {
            var batch = reader.NextOnHost();
            for (var row = 0; row < BatchSize; row++)
            {
                var number = batch.Pixels()[row * TestRows.Shape.Length];
                Assert.AreEqual(number, batch.Rows[row]);
                Assert.AreEqual(1, batch.Conditions()[(row * 3) + (number % 3)]);
            }
        }
    }

    [TestMethod]
    public void Stream_augmented_rows_look_as_their_ids_say()
    {
        var ml = new MLContext(1);
        var data = Images();
        using var expected = Reader(Augmented(data));
        using var actual = Reader(Augmented(new ShufflableView(data)));

        CollectionAssert.AreEqual(ByRow(expected), ByRow(actual));

        IDataView Augmented(IDataView view) =>
            ml.Transforms.AugmentImages("Image", images => images.HorizontalFlip().Brightness(0.5), seed: 4).Fit(view).Transform(view);

        static string[] ByRow(RowBatches reader)
        {
            var rows = new string[Count];
            for (var i = 0; i < BatchesPerEpoch; i++)
            {
                var batch = reader.NextOnHost();
                for (var row = 0; row < BatchSize; row++)
                    rows[batch.Rows[row]] = Convert.ToHexString(batch.Pixels(), row * TestRows.Shape.Length, TestRows.Shape.Length);
            }

            return rows;
        }
    }

    [TestMethod]
    public void Fit_data_that_shuffle_is_repeatable()
    {
        var ml = new MLContext(1);

        string Weights()
        {
            var data = new ShufflableView(Squares.Load(ml, 80));
            using var transformer = TinyGan.Estimator(ml, options => options.Input.CacheBytes = 1).Fit(data);
            Assert.IsGreaterThan(0, data.Shuffles);
            return transformer.WeightsSha256;
        }

        Assert.AreEqual(Weights(), Weights());
    }

    private static RowBatches Reader(IDataView data, int seed = 1, RowPosition start = default) =>
        TestRows.Reader(data, BatchSize, seed, NoMemory, start);

    private static int[] Numbers(RowBatches reader, int batches = BatchesPerEpoch) => TestRows.Numbers(reader, batches);

    private static IDataView Images() => new MLContext(1).Data.LoadFromEnumerable(Enumerable.Range(0, Count).Select(i => new Row
    {
        Image = TestRows.Image(TestRows.Shape, (byte)i, (byte)i, (byte)i, 0),
        Label = (uint)(i % 3),
    }).ToArray());

    private sealed class Row
    {
        [ImageType(2, 2)]
        public MLImage? Image { get; set; }

        [KeyType(3)]
        public uint Label { get; set; }
    }
}
