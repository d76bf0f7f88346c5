using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Data;

[TestClass]
public class ConditionColumnTests
{
    [TestMethod]
    public void A_key_is_one_hot()
    {
        var data = new Keys(3);
        var column = ConditionColumn.Create(data.Schema, "Label");
        Assert.AreEqual(4, column.Size);
        CollectionAssert.AreEqual(new float[] { 0, 0, 1, 0 }, Read(data, column));
    }

    [TestMethod]
    [DataRow(0u, "row 0: the class is missing (key 0)")]
    [DataRow(5u, "row 0: class 5 is beyond the 4 classes of the column")]
    public void A_class_that_is_not_there_is_reported(uint key, string expected)
    {
        var data = new Keys(key);
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Read(data, ConditionColumn.Create(data.Schema, "Label")));
        StringAssert.Contains(e.Message, "Label column 'Label', " + expected);
    }

    [TestMethod]
    public void Numbers_are_taken_as_they_are()
    {
        var data = new MLContext(1).Data.LoadFromEnumerable([new NumberRow { Label = [0.5f, -2] }]);
        CollectionAssert.AreEqual(new[] { 0.5f, -2 }, Read(data, ConditionColumn.Create(data.Schema, "Label")));
    }

    [TestMethod]
    public void Numbers_must_be_finite()
    {
        var data = new MLContext(1).Data.LoadFromEnumerable([new NumberRow { Label = [0, float.PositiveInfinity] }]);
        Assert.ThrowsExactly<InvalidOperationException>(() => Read(data, ConditionColumn.Create(data.Schema, "Label")));
    }

    [TestMethod]
    public void A_text_says_what_makes_it_a_key()
    {
        var data = new MLContext(1).Data.LoadFromEnumerable([new TextRow { Label = "cat" }]);
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ConditionColumn.Create(data.Schema, "Label"));
        StringAssert.Contains(e.Message, "expected a key (MapValueToKey makes one) or a vector of Single of known size, got String");
    }

    [TestMethod]
    public void The_batch_has_each_rows_condition()
    {
        var data = TestRows.Bytes(9);
        using var reader = TestRows.Batches(data, ImageColumn.Create(data.Schema, "Image"), ConditionColumns.Create(data.Schema, "Label"), 9, 1);
        var batch = reader.NextOnHost();
        for (var i = 0; i < 9; i++)
        {
            var expected = new float[3];
            expected[batch.Pixels()[i * 4] % 3] = 1;
            CollectionAssert.AreEqual(expected, batch.Conditions().AsSpan(i * 3, 3).ToArray());
        }
    }

    private static float[] Read(IDataView data, ConditionColumn column)
    {
        using var cursor = data.GetRowCursor([column.Column]);
        var reader = column.OpenReader(cursor);
        var condition = new float[column.Size];
        cursor.MoveNext();
        reader.Read(condition);
        return condition;
    }

    /// <summary>One row with any key value of a column with four classes; ML.NET's own sources would refuse an invalid one.</summary>
    private sealed class Keys(uint key) : SourceView(Schema4()), ISourceRows
    {
        private bool _read;

        public override long? GetRowCount() => 1;

        public bool MoveNext() => !_read && (_read = true);

        public Delegate CreateGetter(int column) => new ValueGetter<uint>((ref uint value) => value = key);

        public void Dispose()
        {
        }

        protected override ISourceRows Open(bool[] active) => this;

        private static DataViewSchema Schema4()
        {
            var builder = new DataViewSchema.Builder();
            builder.AddColumn("Label", new KeyDataViewType(typeof(uint), 4));
            return builder.ToSchema();
        }
    }

    private sealed class NumberRow
    {
        [VectorType(2)]
        public float[] Label { get; set; } = [];
    }

    private sealed class TextRow
    {
        public string Label { get; set; } = "";
    }
}
