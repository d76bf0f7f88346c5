using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Data;

[TestClass]
public class RowBatchesTests
{
    /// <summary>Too few bytes for any row: the reader must stream.</summary>
    private const long NoMemory = 1;

    [TestMethod]
    [DataRow(RowBatches.DefaultMemoryBudget)]
    [DataRow(NoMemory)]
    public void Each_epoch_is_a_permutation_and_each_another(long memory)
    {
        using var reader = TestRows.Reader(TestRows.Bytes(300), 10, memory: memory);
        Assert.AreEqual(memory != NoMemory, reader.IsCached);
        var first = TestRows.Numbers(reader, 30);
        var second = TestRows.Numbers(reader, 30);

        CollectionAssert.AreEquivalent(Enumerable.Range(0, 300).ToArray(), first);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 300).ToArray(), second);
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 300).ToArray(), first);
        CollectionAssert.AreNotEqual(first, second);
    }

    [TestMethod]
    [DataRow(RowBatches.DefaultMemoryBudget)]
    [DataRow(NoMemory)]
    public void Same_seed_same_batches(long memory)
    {
        using var one = TestRows.Reader(TestRows.Bytes(100), 7, seed: 5, memory: memory);
        using var same = TestRows.Reader(TestRows.Bytes(100), 7, seed: 5, memory: memory);
        using var other = TestRows.Reader(TestRows.Bytes(100), 7, seed: 6, memory: memory);
        var expected = TestRows.Numbers(one, 40);
        CollectionAssert.AreEqual(expected, TestRows.Numbers(same, 40));
        CollectionAssert.AreNotEqual(expected, TestRows.Numbers(other, 40));
    }

    [TestMethod]
    public void A_batch_that_ends_an_epoch_is_filled_from_the_next()
    {
        using var reader = TestRows.Reader(TestRows.Bytes(10), 4);
        var numbers = TestRows.Numbers(reader, 5);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 10).ToArray(), numbers[..10]);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 10).ToArray(), numbers[10..]);
        Assert.AreEqual(new RowPosition(1, 10), reader.Position);
    }

    [TestMethod]
    public void Fewer_rows_than_a_batch_repeat()
    {
        using var reader = TestRows.Reader(TestRows.Bytes(3), 8);
        var numbers = TestRows.Numbers(reader, 3);
        Assert.AreEqual(3, reader.RowCount);
        foreach (var row in Enumerable.Range(0, 3))
            Assert.AreEqual(8, numbers.Count(number => number == row));
    }

    [TestMethod]
    [DataRow(RowBatches.DefaultMemoryBudget, 0)]
    [DataRow(RowBatches.DefaultMemoryBudget, 14)]
    [DataRow(RowBatches.DefaultMemoryBudget, 37)]
    [DataRow(NoMemory, 5)]
    [DataRow(NoMemory, 14)]
    [DataRow(NoMemory, 37)]
    public void A_reader_opened_where_another_stands_goes_on_with_the_same_batches(long memory, int batches)
    {
        var data = Augmented(TestRows.Bytes(98));
        using var whole = TestRows.Reader(data, 7, memory: memory);
        for (var i = 0; i < batches; i++)
            whole.NextOnHost();

        using var resumed = TestRows.Reader(data, 7, memory: memory, start: whole.Position);
        for (var i = 0; i < 20; i++)
        {
            var expected = whole.NextOnHost();
            var actual = resumed.NextOnHost();
            CollectionAssert.AreEqual(expected.Pixels(), actual.Pixels());
            CollectionAssert.AreEqual(expected.Rows, actual.Rows);
            Assert.AreEqual(whole.Position, resumed.Position);
        }
    }

    [TestMethod]
    public void Empty_data_are_refused()
    {
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => TestRows.Reader(TestRows.Bytes(0), 1));
        StringAssert.Contains(e.Message, "Image column 'Image': the data have no rows");
    }

    [TestMethod]
    public void Streaming_reads_as_many_rows_as_it_needs_at_first()
    {
        var read = 0;
        var rows = Enumerable.Range(0, 1_000_000).Select(i =>
        {
            Interlocked.Increment(ref read);
            return new TestRows.ByteRow { Image = [1, 2, 3, 4] };
        });
        using var reader = TestRows.Reader(new MLContext(1).Data.LoadFromEnumerable(rows), 4, memory: NoMemory);
        reader.NextOnHost();
        Assert.IsLessThan(1000, read);
    }

    [TestMethod]
    public void An_error_on_the_reading_thread_reaches_the_caller()
    {
        var passes = 0;
        IEnumerable<TestRows.FloatRow> Rows()
        {
            // The first pass finds that the data do not fit; the error is in a later one.
            var pass = ++passes;
            for (var i = 0; i < 100; i++)
                yield return new TestRows.FloatRow { Image = [100, 100, 100, pass > 1 && i == 70 ? float.NaN : 100] };
        }

        using var reader = TestRows.Reader(new MLContext(1).Data.LoadFromEnumerable(Rows()), 10, memory: NoMemory);
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => TestRows.Numbers(reader, 20));
        StringAssert.Contains(e.Message, "row 70: value NaN");
    }

    [TestMethod]
    public void Waiting_for_a_batch_can_be_cancelled()
    {
        using var gate = new ManualResetEventSlim();
        IEnumerable<TestRows.ByteRow> Rows()
        {
            for (var i = 0; i < 1000; i++)
            {
                if (i == 500)
                    gate.Wait();
                yield return new TestRows.ByteRow { Image = [1, 1, 1, 1] };
            }
        }

        using var reader = TestRows.Reader(new MLContext(1).Data.LoadFromEnumerable(Rows()), 400, memory: NoMemory);
        reader.NextOnHost();
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        try
        {
            Assert.ThrowsExactly<OperationCanceledException>(() => reader.NextOnHost(cancel.Token));
        }
        finally
        {
            gate.Set();
        }
    }

    [TestMethod]
    public void Augmented_data_are_drawn_anew_each_epoch_from_rows_kept_as_they_are()
    {
        using var reader = TestRows.Reader(Augmented(TestRows.Bytes(16)), 16);
        Assert.IsTrue(reader.IsCached);
        var epochs = new List<byte[]>();
        for (var epoch = 0; epoch < 8; epoch++)
        {
            var batch = reader.NextOnHost();
            var row = Array.IndexOf(batch.Rows, 5UL);
            epochs.Add(batch.Pixels().AsSpan(row * 4, 4).ToArray());
        }

        Assert.IsGreaterThan(2, epochs.Select(Convert.ToHexString).Distinct().Count());
    }

    [TestMethod]
    public void Cache_and_stream_and_cursor_augment_a_row_the_same_way()
    {
        var view = (AugmentedDataView)Augmented(TestRows.Bytes(20));
        byte[][] Epoch(RowBatches reader, int epoch)
        {
            var rows = new byte[20][];
            for (var i = 0; i < 2 * (epoch + 1); i++)
            {
                var batch = reader.NextOnHost();
                for (var j = 0; j < batch.Count && batch.Epoch == epoch; j++)
                    rows[batch.Rows[j]] = batch.Pixels().AsSpan(j * 4, 4).ToArray();
            }

            return rows;
        }

        using var cached = TestRows.Reader(view, 10);
        using var streamed = TestRows.Reader(view, 10, memory: NoMemory);
        var fromCursor = view.Over(view.Source, new EpochPass(2)).GetColumn<byte[]>("Image").Select(Convert.ToHexString).ToArray();
        CollectionAssert.AreEqual(fromCursor, Epoch(cached, 2).Select(Convert.ToHexString).ToArray());
        CollectionAssert.AreEqual(fromCursor, Epoch(streamed, 2).Select(Convert.ToHexString).ToArray());
    }

    /// <summary>A chain of stages, one that chooses columns, and a filter, which ML.NET can only apply again by saving and loading it.</summary>
    [TestMethod]
    [DataRow("copy")]
    [DataRow("chain")]
    [DataRow("select")]
    [DataRow("filter")]
    public void Augmented_data_are_drawn_anew_below_other_transforms_too(string transform)
    {
        var ml = new MLContext(1);
        var view = Augmented(TestRows.Bytes(20));
        var copied = ml.Transforms.CopyColumns("Picture", "Image").Fit(view).Transform(view);
        copied = transform switch
        {
            "chain" => ml.Transforms.CopyColumns("Copy", "Picture").Append(ml.Transforms.DropColumns("Image")).Fit(copied).Transform(copied),
            "select" => ml.Transforms.SelectColumns("Picture", "Label").Fit(copied).Transform(copied),
            "filter" => ml.Data.FilterRowsByKeyColumnFraction(copied, "Label"),
            _ => copied,
        };
        using var direct = TestRows.Reader(view, 20);
        using var reader = TestRows.Batches(copied, ImageColumn.Create(copied.Schema, "Picture"), null, 20, 1);
        Assert.IsFalse(reader.IsCached);
        for (var epoch = 0; epoch < 4; epoch++)
        {
            var expected = direct.NextOnHost();
            var actual = reader.NextOnHost();
            for (var i = 0; i < 20; i++)
            {
                var j = Array.IndexOf(actual.Rows, expected.Rows[i]);
                CollectionAssert.AreEqual(expected.Pixels().AsSpan(4 * i, 4).ToArray(), actual.Pixels().AsSpan(4 * j, 4).ToArray());
            }
        }
    }

    [TestMethod]
    public void Augmented_images_that_nobody_reads_do_not_keep_rows_out_of_memory()
    {
        var ml = new MLContext(1);
        var plain = ml.Transforms.CopyColumns("Plain", "Image").Fit(TestRows.Bytes(20)).Transform(TestRows.Bytes(20));
        var data = Augmented(plain);
        data = ml.Transforms.CopyColumns("Picture", "Plain").Fit(data).Transform(data);
        using var reader = TestRows.Batches(data, ImageColumn.Create(data.Schema, "Picture"), null, 20, 1);
        Assert.IsTrue(reader.IsCached);
    }

    [TestMethod]
    public void Several_augmentations_follow_each_other()
    {
        var data = Augmented(TestRows.Bytes(4));
        var twice = new MLContext(1).Transforms.AugmentImages("Image", a => a.RandomCrop(1, 1), seed: 3).Fit(data).Transform(data);
        using var reader = TestRows.Reader(twice, 4);
        Assert.AreEqual(new ImageShape(1, 1, 1), reader.NextOnHost().Shape());
        Assert.HasCount(4, reader.NextOnHost().Pixels());
    }

    [TestMethod]
    public void A_disposed_reader_says_so()
    {
        var reader = TestRows.Reader(TestRows.Bytes(3), 2);
        reader.Dispose();
        reader.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => reader.NextOnHost());
    }

    private static IDataView Augmented(IDataView data) =>
        new MLContext(1).Transforms.AugmentImages("Image", a => a.HorizontalFlip().RandomCrop(padding: 1, fill: 200).Brightness(0.5), seed: 11)
            .Fit(data).Transform(data);
}
