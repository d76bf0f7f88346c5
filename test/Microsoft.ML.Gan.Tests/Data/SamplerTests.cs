namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>Samplers of a system's own decide which rows an epoch has.</summary>
[TestClass]
public class SamplerTests
{
    [TestMethod]
    public void Next_own_sampler_decides_rows_and_order()
    {
        using var rows = Open(TestRows.Bytes(20));
        var numbers = TestRows.Numbers(rows, 10);

        // 10 rows an epoch are two batches of 5: the rows of class 1 in their order, each twice or once as the epoch says.
        CollectionAssert.AreEqual(new[] { 1, 4, 7, 10, 13, 16, 19, 1, 4, 7 }, numbers[..10]);
        CollectionAssert.AreEqual(new[] { 19, 16, 13, 10, 7, 4, 1, 19, 16, 13 }, numbers[10..20]);
        CollectionAssert.AreEqual(numbers[..10], numbers[20..30]);
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(4)]
    public void Position_own_sampler_goes_on_with_the_same_rows(int batches)
    {
        using var whole = Open(TestRows.Bytes(20));
        TestRows.Numbers(whole, batches);
        using var resumed = Open(TestRows.Bytes(20), start: whole.Position);
        CollectionAssert.AreEqual(TestRows.Numbers(whole, 6), TestRows.Numbers(resumed, 6));
    }

    [TestMethod]
    public void RowBatches_rows_do_not_fit_in_memory_own_sampler_is_refused()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Open(TestRows.Bytes(20), memory: 1));
        Assert.Contains("Image column 'Image': rows of class 1 can only be found among rows that are kept in memory", error.Message);
    }

    private static RowBatches Open(IDataView data, long memory = RowBatches.DefaultMemoryBudget, RowPosition start = default)
    {
        var rows = new LabeledRows(data, ImageColumn.Create(data.Schema, "Image"), ConditionColumns.Create(data.Schema, "Label"));
        return new RowBatches(rows.Source, batchSize: 5, seed: 1, memory, start, sampler: new OneClass(rows.Condition));
    }

    /// <summary>Ten rows of class 1 an epoch, in even epochs forward and in odd ones backward.</summary>
    private sealed class OneClass(ConditionColumnReader label) : ISampler
    {
        public string Purpose => "rows of class 1 can only be found";

        public IEpochOrder Over(KeptRows rows) =>
            new Rows([.. Enumerable.Range(0, rows.Count).Where(row => label.ClassOf(rows.Value(row, label)) == 1)]);

        private sealed class Rows(int[] rows) : IEpochOrder
        {
            public int Length => 10;

            public void Order(Span<int> order, long epoch, CounterRandom random)
            {
                for (var i = 0; i < order.Length; i++)
                    order[i] = epoch % 2 == 0 ? rows[i % rows.Length] : rows[^(1 + (i % rows.Length))];
            }
        }
    }
}
