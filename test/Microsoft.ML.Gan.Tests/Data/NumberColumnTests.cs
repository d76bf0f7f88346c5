using Microsoft.ML.Data;
using TorchSharp;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>Rows of numbers, as tables have them: no image among the columns.</summary>
[TestClass]
public class NumberColumnTests
{
    private const long NoMemory = 1;

    [TestMethod]
    [DataRow(RowBatches.DefaultMemoryBudget)]
    [DataRow(NoMemory)]
    public void Next_gives_the_numbers_of_each_row_once_an_epoch(long memory)
    {
        using var scope = torch.NewDisposeScope();
        using var rows = Open(Data(12), memory);

        for (var epoch = 0; epoch < 3; epoch++)
        {
            var first = new List<float>();
            for (var i = 0; i < 3; i++)
            {
                var batch = rows.Next();
                CollectionAssert.AreEqual(new long[] { 4, 3 }, batch["features"].shape);
                CollectionAssert.AreEqual(new long[] { 4, 1 }, batch["amount"].shape);
                CollectionAssert.AreEqual(new long[] { 4, 2 }, batch[Batch.Condition].shape);
                var (features, amounts, classes) = (Values(batch["features"]), Values(batch["amount"]), Values(batch[Batch.Condition]));
                for (var row = 0; row < 4; row++)
                {
                    var number = features[3 * row];
                    first.Add(number);
                    CollectionAssert.AreEqual(new[] { number, number + 0.5f, -number }, features[(3 * row)..(3 * (row + 1))]);
                    Assert.AreEqual(1000 * number, amounts[row]);
                    Assert.AreEqual(1, classes[(2 * row) + ((int)number % 2)]);
                }
            }

            CollectionAssert.AreEquivalent(Enumerable.Range(0, 12).Select(number => (float)number).ToArray(), first);
        }
    }

    [TestMethod]
    [DataRow(RowBatches.DefaultMemoryBudget)]
    [DataRow(NoMemory)]
    public void Position_opened_where_another_stands_goes_on_with_the_same_numbers(long memory)
    {
        using var scope = torch.NewDisposeScope();
        using var whole = Open(Data(30), memory);
        for (var i = 0; i < 11; i++)
            whole.Next();
        using var resumed = Open(Data(30), memory, whole.Position);
        for (var i = 0; i < 11; i++)
            CollectionAssert.AreEqual(Values(whole.Next()["features"]), Values(resumed.Next()["features"]));
    }

    [TestMethod]
    public void RowBatches_number_that_is_not_finite_names_column_and_row()
    {
        var data = Data(5, badRow: 3);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Open(data));
        Assert.AreEqual("Number column 'Features', row 3: value NaN at index 1 is not a finite number.", error.Message);
    }

    [TestMethod]
    public void RowBatches_bad_rows_are_skipped_says_how_many()
    {
        var told = new List<string>();
        using (var rows = Open(Data(5, badRow: 3), skipBadRows: told.Add))
            Assert.AreEqual(4, rows.RowCount);
        Assert.AreEqual("1 of 5 rows were skipped. Number column 'Features', row 3: value NaN at index 1 is not a finite number.", told.Single());
    }

    [TestMethod]
    public void RowBatches_no_rows_are_refused()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Open(Data(0)));
        Assert.AreEqual("Number column 'Features': the data have no rows.", error.Message);
    }

    [TestMethod]
    public void Constructor_column_of_text_is_refused()
    {
        var schema = new MLContext(1).Data.LoadFromEnumerable(new[] { new { Name = "one" } }).Schema;
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new NumberColumnReader(schema, "Name", "features"));
        Assert.Contains("Schema mismatch for number column 'Name': expected a vector of Single of known size, or a Single, got String", error.Message);
    }

    private static RowBatches Open(
        IDataView data, long memory = RowBatches.DefaultMemoryBudget, RowPosition start = default, Action<string>? skipBadRows = null) => new(
        new RowSource(
            data,
            [
                new NumberColumnReader(data.Schema, "Features", "features"),
                new NumberColumnReader(data.Schema, "Amount", "amount"),
                new ConditionColumnReader(ConditionColumns.Create(data.Schema, "Label")),
            ]),
        batchSize: 4,
        seed: 1,
        memory,
        start,
        skipBadRows);

    private static float[] Values(torch.Tensor tensor) => tensor.data<float>().ToArray();

    private static IDataView Data(int count, int badRow = -1) => new MLContext(1).Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Row
    {
        Features = [i, i == badRow ? float.NaN : i + 0.5f, -i],
        Amount = 1000 * i,
        Label = (uint)(i % 2),
    }));

    private sealed class Row
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        public float Amount { get; set; }

        [KeyType(2)]
        public uint Label { get; set; }
    }
}
