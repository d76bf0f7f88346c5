using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>The batch reader where bad rows are skipped.</summary>
[TestClass]
public class SkipBadRowsTests
{
    /// <summary>Too little for any row: the data are read again in each epoch.</summary>
    private const long NoMemory = 1;

    private readonly List<string> _told = [];

    [TestMethod]
    [DataRow(RowBatches.DefaultMemoryBudget)]
    [DataRow(NoMemory)]
    public void The_good_rows_come_once_an_epoch(long memory)
    {
        using (var reader = Reader(Rows(), batchSize: 4, memory))
        {
            CollectionAssert.AreEqual(new[] { 1, 4, 7, 9 }, TestRows.Numbers(reader, 1).Order().ToArray());
            CollectionAssert.AreEqual(new[] { 1, 4, 7, 9 }, TestRows.Numbers(reader, 1).Order().ToArray());
            TestRows.Numbers(reader, 4);
            Assert.AreEqual(memory == NoMemory ? null : 4, reader.RowCount); // what is read on the way is not known when training begins
        }

        Assert.HasCount(1, _told);
        StringAssert.StartsWith(_told[0], "6 of 10 rows were skipped. Image column 'Image', row 0: there is no image.");
        StringAssert.Contains(_told[0], "row 2: value NaN at index 1 is not a finite number.");
        StringAssert.Contains(_told[0], "And 1 others.");
    }

    [TestMethod]
    [DataRow(RowBatches.DefaultMemoryBudget)]
    [DataRow(NoMemory)]
    public void The_same_seed_gives_the_same_rows(long memory)
    {
        using var first = Reader(Rows(), batchSize: 3, memory);
        using var second = Reader(Rows(), batchSize: 3, memory);
        CollectionAssert.AreEqual(TestRows.Numbers(first, 20), TestRows.Numbers(second, 20));
    }

    [TestMethod]
    [DataRow(RowBatches.DefaultMemoryBudget)]
    [DataRow(NoMemory)]
    public void A_reader_goes_on_where_another_stood(long memory)
    {
        using var first = Reader(Rows(), batchSize: 3, memory);
        TestRows.Numbers(first, 7);
        var position = first.Position;
        var expected = TestRows.Numbers(first, 7);
        using var second = Reader(Rows(), batchSize: 3, memory, position);
        CollectionAssert.AreEqual(expected, TestRows.Numbers(second, 7));
    }

    [TestMethod]
    [DataRow(RowBatches.DefaultMemoryBudget)]
    [DataRow(NoMemory)]
    public void Nothing_but_bad_rows_is_as_no_rows(long memory)
    {
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Reader(TestRows.Floats([], [float.NaN, 0, 0, 0]), 2, memory));
        StringAssert.StartsWith(e.Message, "Image column 'Image': the data have no valid rows");
        StringAssert.Contains(e.Message, "row 0: there is no image");
    }

    [TestMethod]
    public void Without_the_option_the_first_bad_row_is_an_error()
    {
        var data = Rows();
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => TestRows.Batches(data, Column(data), null, 2, 1));
        Assert.AreEqual("Image column 'Image', row 0: there is no image.", e.Message);
    }

    [TestMethod]
    public void Nothing_is_told_where_nothing_is_skipped()
    {
        using (var reader = Reader(TestRows.Floats([1, 1, 1, 0], [2, 2, 2, 0]), 2, NoMemory))
            TestRows.Numbers(reader, 5);
        Assert.HasCount(0, _told);
    }

    [TestMethod]
    public void Images_that_are_missing_or_of_another_size_than_the_first_are_skipped()
    {
        using MLImage one = TestRows.Image(TestRows.Shape, 1, 1, 1, 0), two = TestRows.Image(TestRows.Shape, 2, 2, 2, 0);
        using var wide = TestRows.Image(new ImageShape(1, 2, 3), 5, 5, 5, 5, 5, 5);
        using (var reader = Reader(TestRows.Images(null, one, wide, two), 2, RowBatches.DefaultMemoryBudget))
            CollectionAssert.AreEqual(new[] { 1, 2 }, TestRows.Numbers(reader, 1).Order().ToArray());
        StringAssert.Contains(_told.Single(), "2 of 4 rows were skipped");
        StringAssert.Contains(_told[0], "row 2: the image is 2×3 pixels, where 2×2 was expected");
    }

    [TestMethod]
    public void A_size_that_was_asked_for_is_the_right_one_whatever_comes_first()
    {
        using MLImage one = TestRows.Image(TestRows.Shape, 1, 1, 1, 0), wide = TestRows.Image(new ImageShape(1, 2, 3), 5, 5, 5, 5, 5, 5);
        var data = TestRows.Images(wide, one, one);
        using var reader = TestRows.Batches(
            data, ImageColumn.Create(data.Schema, "Image", shape: TestRows.Shape), null, 2, 1, skipBadRows: _told.Add);
        Assert.AreEqual(TestRows.Shape, reader.NextOnHost().Shape());
        Assert.AreEqual(2, reader.RowCount);
    }

    [TestMethod]
    public void A_skipped_row_does_not_turn_gray_pictures_to_colour()
    {
        using var gray = TestRows.Image(TestRows.Shape, 1, 1, 1, 0);
        using var color = TestRows.Image(new ImageShape(3, 2, 3), [.. Enumerable.Range(0, 18).Select(i => (byte)i)]);
        using var reader = Reader(TestRows.Images(gray, color, gray), 2, RowBatches.DefaultMemoryBudget);
        Assert.AreEqual(TestRows.Shape, reader.NextOnHost().Shape());
    }

    [TestMethod]
    public void Rows_without_a_label_are_skipped()
    {
        var data = new MLContext(1).Data.LoadFromEnumerable(Enumerable.Range(0, 6).Select(i => new TestRows.ByteRow
        {
            Image = [(byte)i, (byte)i, (byte)i, 0],
            Label = i % 2 == 0 ? 3u : (uint)(i % 3), // 3 is one beyond the classes, which is a missing label
        }));
        using (var reader = TestRows.Batches(data, Column(data), ConditionColumns.Create(data.Schema, "Label"), 3, 1, skipBadRows: _told.Add))
            CollectionAssert.AreEqual(new[] { 1, 3, 5 }, TestRows.Numbers(reader, 1).Order().ToArray());
        StringAssert.Contains(_told.Single(), "3 of 6 rows were skipped. Label column 'Label', row 0: the class is missing (key 0).");
    }

    [TestMethod]
    [DataRow(RowBatches.DefaultMemoryBudget)]
    [DataRow(NoMemory)]
    public void Pictures_that_a_loader_cannot_decode_are_skipped(long memory)
    {
        var folder = Directory.CreateTempSubdirectory("mlgan").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "1.png"), PictureFixture.Encoded("png rgb"));
            File.WriteAllText(Path.Combine(folder, "2.png"), "no picture");
            File.WriteAllBytes(Path.Combine(folder, "3.png"), PictureFixture.Encoded("png gray"));
            var ml = new MLContext(1);
            var paths = ml.Data.LoadFromEnumerable(new[] { "1.png", "2.png", "3.png", "4.png" }.Select(path => new PathRow { Path = path }));
            var data = ml.Transforms.LoadImages("Image", folder, "Path").Fit(paths).Transform(paths);
            using (var reader = Reader(data, 2, memory))
            {
                reader.NextOnHost();
                reader.NextOnHost();
                Assert.AreEqual(new ImageShape(3, 6, 8), reader.NextOnHost().Shape());
            }

            StringAssert.Contains(_told.Single(), "2 of 4 rows were skipped. Image column 'Image', row 1: getting it failed");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void Training_that_ends_within_an_epoch_says_what_it_skipped()
    {
        using (var reader = Reader(TestRows.Floats([[], .. Enumerable.Range(0, 9000).Select(i => new float[] { i % 256, 0, 0, 0 })]), 2, NoMemory))
            reader.NextOnHost();
        StringAssert.Contains(_told.Single(), "1 rows were skipped before training ended. Image column 'Image', row 0");
    }

    private static IDataView Rows() => TestRows.Floats(
        [], [1, 200, 1, 0], [2, float.NaN, 2, 0], [3, 3, 3, 300], [4, 4, 4, 0], [], [6, 6, float.PositiveInfinity, 0], [7, 7, 7, 0], [], [9, 9, 9, 0]);

    private static ImageColumn Column(IDataView data) => ImageColumn.Create(
        data.Schema, "Image", shape: data.Schema["Image"].Type is VectorDataViewType ? TestRows.Shape : null);

    private RowBatches Reader(IDataView data, int batchSize, long memory, RowPosition start = default) =>
        TestRows.Batches(data, Column(data), null, batchSize, 1, memory, start, skipBadRows: _told.Add);

    private sealed class PathRow
    {
        public string Path { get; set; } = "";
    }
}
