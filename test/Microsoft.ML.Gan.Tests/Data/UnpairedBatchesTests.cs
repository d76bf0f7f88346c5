using TorchSharp;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>Batches of two views with unpaired rows.</summary>
[TestClass]
public class UnpairedBatchesTests
{
    private const long NoMemory = 1;
    private const int BatchSize = 5;

    [TestMethod]
    public void Next_each_view_has_its_own_epochs()
    {
        using var scope = torch.NewDisposeScope();
        using var batches = Open(RowBatches.DefaultMemoryBudget);

        // 10 rows of one view are two batches, 15 of the other three.
        var (a, b) = (new List<int>(), new List<int>());
        for (var i = 0; i < 6; i++)
        {
            var batch = batches.Next();
            Assert.AreEqual(BatchSize, batch.Count);
            a.AddRange(Numbers(batch["a"]));
            b.AddRange(Numbers(batch["b"]));
        }

        foreach (var epoch in a.Chunk(10))
            CollectionAssert.AreEquivalent(Enumerable.Range(0, 10).ToArray(), epoch);
        foreach (var epoch in b.Chunk(15))
            CollectionAssert.AreEquivalent(Enumerable.Range(0, 15).ToArray(), epoch);
        CollectionAssert.AreNotEqual(a[..10], b.Where(number => number < 10).Take(10).ToList(), "the views have orders of their own");
    }

    [TestMethod]
    [DataRow(RowBatches.DefaultMemoryBudget, 0)]
    [DataRow(RowBatches.DefaultMemoryBudget, 7)]
    [DataRow(NoMemory, 7)]
    public void Capture_opened_where_the_state_says_goes_on_with_the_same_batches(long memory, int before)
    {
        using var scope = torch.NewDisposeScope();
        using var whole = Open(memory);
        for (var i = 0; i < before; i++)
            whole.Next();
        using var state = new TrainingState();
        whole.Capture(state, "data");

        using var resumed = Open(memory, UnpairedBatches.PositionIn(state, "data", 0), UnpairedBatches.PositionIn(state, "data", 1));

        for (var i = 0; i < 12; i++)
        {
            var (expected, actual) = (whole.Next(), resumed.Next());
            foreach (var name in new[] { "a", "b" })
                CollectionAssert.AreEqual(expected[name].data<float>().ToArray(), actual[name].data<float>().ToArray(), $"{name}, batch {i}");
            CollectionAssert.AreEqual(whole.Positions.ToArray(), resumed.Positions.ToArray());
        }
    }

    [TestMethod]
    public void Next_cancelled_between_the_views_neither_moves_on()
    {
        using var scope = torch.NewDisposeScope();
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

        var a = View(TestRows.Bytes(2000), "a", RowBatches.DefaultMemoryBudget, default, batchSize: 400);
        var b = View(new MLContext(1).Data.LoadFromEnumerable(Rows()), "b", NoMemory, default, batchSize: 400);
        using var batches = new UnpairedBatches(a, b);
        try
        {
            batches.Next();
            var before = batches.Positions.ToArray();
            using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
            Assert.ThrowsExactly<OperationCanceledException>(() => batches.Next(cancel.Token));
            CollectionAssert.AreEqual(before, batches.Positions.ToArray());
        }
        finally
        {
            gate.Set();
        }

        batches.Next();
        Assert.AreEqual(new RowPosition(0, 800), batches.Positions[0]);
    }

    [TestMethod]
    public void Constructor_two_tensors_of_one_name_are_refused()
    {
        using RowBatches one = View(TestRows.Bytes(5), "a", NoMemory, default), other = View(TestRows.Bytes(5), "a", NoMemory, default);
        var error = Assert.ThrowsExactly<ArgumentException>(() => new UnpairedBatches(one, other));
        Assert.Contains("Two views have a tensor 'a'", error.Message);
    }

    [TestMethod]
    public void Constructor_batches_of_two_sizes_are_refused()
    {
        using RowBatches one = View(TestRows.Bytes(5), "a", NoMemory, default), other = View(TestRows.Bytes(5), "b", NoMemory, default, batchSize: 4);
        var error = Assert.ThrowsExactly<ArgumentException>(() => new UnpairedBatches(one, other));
        Assert.Contains("5, 4 rows", error.Message);
    }

    private static UnpairedBatches Open(long memory, RowPosition ofA = default, RowPosition ofB = default)
    {
        var ml = new MLContext(1);
        var data = TestRows.Bytes(15);
        var augmented = ml.Transforms.AugmentImages("Image", images => images.HorizontalFlip().VerticalFlip(), seed: 4).Fit(data).Transform(data);
        return new UnpairedBatches(View(TestRows.Bytes(10), "a", memory, ofA), View(augmented, "b", memory, ofB, seed: 2));
    }

    private static RowBatches View(IDataView data, string name, long memory, RowPosition start, int seed = 1, int batchSize = BatchSize) =>
        new(new RowSource(data, [new ImageColumnReader(ImageColumn.Create(data.Schema, "Image"), name)]), batchSize, seed, memory, start);

    /// <summary>The row's number is the brightest of its pixels; the other one of its bytes is 0 in these few rows.</summary>
    private static IEnumerable<int> Numbers(torch.Tensor images) => Pixels.ToBytes(images).Chunk(TestRows.Shape.Length).Select(image => (int)image.Max());
}
