using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>Generation through cursors and rows.</summary>
[TestClass]
public class GanRowTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void GetDependencies_of_the_generated_column_are_what_generating_reads()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.LatentColumnName = "Noise");
        var mapper = transformer.GetRowToRowMapper(NoiseRow.Load(_ml).Schema);

        var needed = mapper.GetDependencies([mapper.OutputSchema["Generated"]]);

        CollectionAssert.AreEquivalent(new[] { "Noise", "Label" }, needed.Select(column => column.Name).ToArray());
    }

    [TestMethod]
    public void GetDependencies_of_an_input_column_is_that_column()
    {
        using var transformer = TinyGan.Fit(_ml);
        var mapper = transformer.GetRowToRowMapper(LabelRow.Load(_ml, 1).Schema);

        var needed = mapper.GetDependencies([mapper.OutputSchema["Index"]]);

        CollectionAssert.AreEqual(new[] { "Index" }, needed.Select(column => column.Name).ToArray());
    }

    [TestMethod]
    public void Transform_nobody_asks_for_images_generates_none()
    {
        using var watched = new Watched(_ml);
        var made = watched.Transformer.Transform(LabelRow.LoadMany(_ml, 10));

        var indexes = made.GetColumn<float>("Index").ToArray();

        Assert.HasCount(10, indexes);
        Assert.IsEmpty(watched.Batches);
    }

    [TestMethod]
    public void GetRowCursor_images_active_but_never_read_generates_none()
    {
        using var watched = new Watched(_ml);
        var made = watched.Transformer.Transform(LabelRow.LoadMany(_ml, 10));

        using var cursor = made.GetRowCursor(made.Schema);
        while (cursor.MoveNext())
        {
        }

        Assert.IsEmpty(watched.Batches);
    }

    [TestMethod]
    public void GetRowCursor_many_rows_generates_whole_batches()
    {
        using var watched = new Watched(_ml, generationBatchSize: 4);

        Values.Images(watched.Transformer.Transform(LabelRow.LoadMany(_ml, 10)));

        CollectionAssert.AreEqual(new long[] { 4, 4, 2 }, watched.Batches);
    }

    [TestMethod]
    public void GetRowCursor_first_row_of_many_taken_generates_one_batch()
    {
        using var watched = new Watched(_ml, generationBatchSize: 4);
        var made = watched.Transformer.Transform(LabelRow.LoadMany(_ml, 1000));

        Values.Images(_ml.Data.TakeRows(made, 1));

        CollectionAssert.AreEqual(new long[] { 4 }, watched.Batches);
    }

    [TestMethod]
    public void GetGetter_same_row_asked_twice_gives_two_images_of_one_generation()
    {
        using var watched = new Watched(_ml, generationBatchSize: 4);
        var made = watched.Transformer.Transform(LabelRow.LoadMany(_ml, 4));
        using var cursor = made.GetRowCursor(made.Schema);
        var getter = cursor.GetGetter<MLImage>(made.Schema["Generated"]);
        cursor.MoveNext();

        MLImage first = null!, second = null!;
        getter(ref first);
        getter(ref second);

        using (first)
        using (second)
        {
            Assert.AreNotSame(first, second);
            CollectionAssert.AreEqual(first.Pixels.ToArray(), second.Pixels.ToArray());
            CollectionAssert.AreEqual(new long[] { 4 }, watched.Batches);
        }
    }

    [TestMethod]
    public void GetRow_over_a_cursor_gives_the_images_of_transform()
    {
        using var transformer = TinyGan.Fit(_ml);
        var data = LabelRow.LoadMany(_ml, 6);
        var mapper = transformer.GetRowToRowMapper(data.Schema);
        using var cursor = data.GetRowCursor(data.Schema);
        using var row = mapper.GetRow(cursor, mapper.OutputSchema);
        var getter = row.GetGetter<MLImage>(mapper.OutputSchema["Generated"]);
        var images = new List<byte[]>();
        while (cursor.MoveNext())
        {
            MLImage image = null!;
            getter(ref image);
            using (image)
                images.Add(image.Pixels.ToArray());
        }

        Values.AssertWithinOneLevel(Values.Images(transformer.Transform(data)), images);
    }

    [TestMethod]
    public void GetRow_row_of_another_schema_throws()
    {
        using var transformer = TinyGan.Fit(_ml);
        var mapper = transformer.GetRowToRowMapper(LabelRow.Load(_ml, 1).Schema);
        var other = LabelRow.Load(_ml, 1);
        using var cursor = other.GetRowCursor(other.Schema);

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => mapper.GetRow(cursor, mapper.OutputSchema));
    }

    [TestMethod]
    public void GetRow_image_not_active_does_not_give_it()
    {
        using var transformer = TinyGan.Fit(_ml);
        var data = LabelRow.Load(_ml, 1);
        var mapper = transformer.GetRowToRowMapper(data.Schema);
        using var cursor = data.GetRowCursor(data.Schema);
        using var row = mapper.GetRow(cursor, [mapper.OutputSchema["Index"]]);
        var generated = mapper.OutputSchema["Generated"];

        Assert.IsFalse(row.IsColumnActive(generated));
        Assert.ThrowsExactly<InvalidOperationException>(() => row.GetGetter<MLImage>(generated));
    }

    [TestMethod]
    public void GetRowCursor_image_not_asked_for_is_not_active()
    {
        using var transformer = TinyGan.Fit(_ml);
        var made = transformer.Transform(LabelRow.Load(_ml, 1));
        using var cursor = made.GetRowCursor([made.Schema["Index"]]);

        Assert.IsTrue(cursor.IsColumnActive(made.Schema["Index"]));
        Assert.IsFalse(cursor.IsColumnActive(made.Schema["Generated"]));
        Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<MLImage>(made.Schema["Generated"]));
    }

    [TestMethod]
    public void GetGetter_of_another_type_throws_and_names_the_column()
    {
        using var transformer = TinyGan.Fit(_ml);
        var made = transformer.Transform(LabelRow.Load(_ml, 1));
        using var cursor = made.GetRowCursor(made.Schema);

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(made.Schema["Generated"]));

        Assert.Contains("'Generated'", error.Message);
    }

    [TestMethod]
    public void GetRowCursorSet_all_cursors_together_give_the_rows_of_one()
    {
        using var transformer = TinyGan.Fit(_ml);
        var made = transformer.Transform(LabelRow.LoadMany(_ml, 20));

        var cursors = made.GetRowCursorSet(made.Schema, 3);
        var byIndex = new SortedDictionary<float, byte[]>();
        foreach (var cursor in cursors)
        {
            using (cursor)
                Collect(cursor, byIndex);
        }

        Values.AssertWithinOneLevel(Values.Images(made), [.. byIndex.Values]);
    }

    [TestMethod]
    public void GetRowCursor_two_cursors_in_turns_do_not_disturb_each_other()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.Generation.BatchSize = 3);
        var made = transformer.Transform(LabelRow.LoadMany(_ml, 8));
        using var first = made.GetRowCursor(made.Schema);
        using var second = made.GetRowCursor(made.Schema);
        var (fromFirst, fromSecond) = (first.GetGetter<MLImage>(made.Schema["Generated"]), second.GetGetter<MLImage>(made.Schema["Generated"]));
        second.MoveNext(); // one ahead

        var expected = Values.Images(made);
        for (var row = 0; row < 7; row++)
        {
            Assert.IsTrue(first.MoveNext() && second.MoveNext());
            AssertImage(expected[row], fromFirst);
            AssertImage(expected[row + 1], fromSecond);
        }
    }

    [TestMethod]
    public void Transform_on_several_threads_at_once_gives_each_the_same_images()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.Generation.BatchSize = 5);
        var data = LabelRow.LoadMany(_ml, 40);
        var expected = Values.Images(transformer.Transform(data));

        var found = new List<byte[]>[4];
        Parallel.For(0, found.Length, i => found[i] = Values.Images(transformer.Transform(data)));

        foreach (var images in found)
            Values.AssertSame(expected, images);
    }

    [TestMethod]
    public void Transform_input_that_changes_when_read_again_says_so()
    {
        using var transformer = TinyGan.Fit(_ml);
        var reads = 0;
        // Ids of filtered rows are those of the source, so other rows on a second reading are other ids.
        var data = _ml.Data.LoadFromEnumerable(Changing());
        var made = transformer.Transform(_ml.Data.FilterRowsByColumn(data, "Index", lowerBound: 1));

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Values.Images(made));

        Assert.Contains("AppendCacheCheckpoint", error.Message);

        IEnumerable<LabelRow> Changing()
        {
            var reading = reads++;
            for (var row = 0; row < 6; row++)
                yield return new LabelRow { Index = (row + reading) % 2 };
        }
    }

    [TestMethod]
    public void Transform_row_count_is_that_of_the_input()
    {
        using var transformer = TinyGan.Fit(_ml);

        Assert.AreEqual(7, transformer.Transform(LabelRow.LoadMany(_ml, 7)).GetRowCount());
    }

    [TestMethod]
    public void Transform_columns_of_the_input_keep_their_values()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.Generation.BatchSize = 3);
        var made = transformer.Transform(LabelRow.Load(_ml, 3, 1, 0, 2));
        using var cursor = made.GetRowCursor(made.Schema);
        var (label, index) = (cursor.GetGetter<uint>(made.Schema["Label"]), cursor.GetGetter<float>(made.Schema["Index"]));
        var rows = new List<(uint, float)>();
        while (cursor.MoveNext())
        {
            uint labelOfRow = 0;
            float indexOfRow = 0;
            label(ref labelOfRow);
            index(ref indexOfRow);
            rows.Add((labelOfRow, indexOfRow));
        }

        CollectionAssert.AreEqual(new (uint, float)[] { (4, 0), (2, 1), (1, 2), (3, 3) }, rows);
    }

    [TestMethod]
    public void Preview_shows_the_first_rows()
    {
        using var watched = new Watched(_ml, generationBatchSize: 4);

        var preview = watched.Transformer.Transform(LabelRow.LoadMany(_ml, 100)).Preview(maxRows: 3);

        Assert.HasCount(3, preview.RowView);
        CollectionAssert.AreEqual(new long[] { 4 }, watched.Batches);
    }

    private static void AssertImage(byte[] expected, ValueGetter<MLImage> getter)
    {
        MLImage image = null!;
        getter(ref image);
        using (image)
            CollectionAssert.AreEqual(expected, image.Pixels.ToArray());
    }

    private static void Collect(DataViewRowCursor cursor, SortedDictionary<float, byte[]> byIndex)
    {
        var (index, image) = (cursor.GetGetter<float>(cursor.Schema["Index"]), cursor.GetGetter<MLImage>(cursor.Schema["Generated"]));
        while (cursor.MoveNext())
        {
            float indexOfRow = 0;
            MLImage imageOfRow = null!;
            index(ref indexOfRow);
            image(ref imageOfRow);
            using (imageOfRow)
                byIndex.Add(indexOfRow, imageOfRow.Pixels.ToArray());
        }
    }

    /// <summary>A transformer and the sizes of the batches that it has generated since it was trained.</summary>
    private sealed class Watched : IDisposable
    {
        private readonly WatchedArchitecture _architecture = new(new EchoArchitecture());

        public Watched(MLContext ml, int generationBatchSize = 64)
        {
            Transformer = TinyGan.Fit(ml, options =>
                (options.Architecture, options.Generation.BatchSize) = (_architecture, generationBatchSize));
            _architecture.Batches.Clear();
        }

        public GanTransformer Transformer { get; }

        public List<long> Batches => _architecture.Batches;

        public void Dispose() => Transformer.Dispose();
    }
}
