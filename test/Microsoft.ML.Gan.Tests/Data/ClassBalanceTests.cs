namespace Microsoft.ML.Gan.Tests.Data;

[TestClass]
public class ClassBalanceTests
{
    /// <summary>Of 100 rows, 90 are of class 0, 9 of class 2 and one is of class 1.</summary>
    private static readonly int[] _classes = [.. Enumerable.Range(0, 100).Select(row => row == 41 ? 1 : row % 11 == 3 ? 2 : 0)];

    [TestMethod]
    public void Each_round_has_every_class_once()
    {
        foreach (var round in Order(epoch: 3).Chunk(3))
            CollectionAssert.AreEquivalent(new[] { 0, 1, 2 }, round.Select(row => _classes[row]).ToArray());
    }

    [TestMethod]
    public void Rows_of_a_class_come_equally_often_but_for_one()
    {
        var counts = Order(epoch: 3).CountBy(row => row).Select(entry => (Class: _classes[entry.Key], entry.Value)).GroupBy(entry => entry.Class, entry => entry.Value);
        foreach (var ofClass in counts)
            Assert.IsLessThanOrEqualTo(1, ofClass.Max() - ofClass.Min(), $"class {ofClass.Key}");
    }

    [TestMethod]
    public void An_epoch_has_as_many_rows_as_the_data_in_whole_rounds() => Assert.HasCount(102, Order(epoch: 0));

    [TestMethod]
    public void Epochs_differ_and_can_be_gone_through_again()
    {
        CollectionAssert.AreEqual(Order(epoch: 5), Order(epoch: 5));
        CollectionAssert.AreNotEqual(Order(epoch: 5), Order(epoch: 6));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(11)]
    [DataRow(40)]
    public void A_reader_gives_every_class_equally_often_and_goes_on_where_another_stands(int batches)
    {
        using var whole = Reader(default);
        var counts = new int[3];
        for (var i = 0; i < batches; i++)
            Count(whole.NextOnHost(), counts);
        CollectionAssert.AreEqual(new[] { 2 * batches, 2 * batches, 2 * batches }, counts);

        using var resumed = Reader(whole.Position);
        for (var i = 0; i < 20; i++)
            CollectionAssert.AreEqual(whole.NextOnHost().Rows, resumed.NextOnHost().Rows);
    }

    [TestMethod]
    public void Rows_that_do_not_fit_in_memory_are_refused()
    {
        var data = TestRows.Bytes(98);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => TestRows.Batches(
            data,
            ImageColumn.Create(data.Schema, "Image"),
            ConditionColumns.Create(data.Schema, "Label"),
            6,
            seed: 1,
            memoryBudget: 1,
            balancesClasses: true));
        Assert.Contains("Input.CacheBytes", error.Message);
    }

    private static int[] Order(ulong epoch)
    {
        var balance = new ClassBalance(_classes);
        var order = new int[balance.Length];
        balance.Order(order, (long)epoch, new CounterRandom(1, stream: 901, epoch));
        return order;
    }

    /// <summary>100 rows of three classes, so that 102 are an epoch and batches of 6 end with it.</summary>
    private static RowBatches Reader(RowPosition start)
    {
        var data = TestRows.Bytes(100);
        return TestRows.Batches(
            data, ImageColumn.Create(data.Schema, "Image"), ConditionColumns.Create(data.Schema, "Label"), 6, seed: 1, start: start, balancesClasses: true);
    }

    private static void Count(HostBatch batch, int[] counts)
    {
        for (var i = 0; i < batch.Conditions().Length; i++)
            counts[i % counts.Length] += (int)batch.Conditions()[i];
    }
}
