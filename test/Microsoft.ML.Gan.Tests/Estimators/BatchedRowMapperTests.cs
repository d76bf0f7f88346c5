using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>The batched mapper with a computation that is neither a GAN's nor a classifier's: two columns in, two columns out.</summary>
[TestClass]
public class BatchedRowMapperTests
{
    private const int Rows = 7;

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void GetRowCursor_both_outputs_computes_batches_of_the_batch_size()
    {
        var (columns, view) = Map(Source(Rows), batchSize: 3);

        var found = Read(view, view.Schema["Sum"], view.Schema["Pair"]);

        CollectionAssert.AreEqual(Enumerable.Range(0, Rows).Select(i => (i + (10f * i), $"{i}/{10 * i}")).ToArray(), found);
        CollectionAssert.AreEqual(new[] { 3, 3, 1 }, columns.Computed);
        Assert.AreEqual(columns.Opened, columns.Disposed);
    }

    [TestMethod]
    public void GetRowCursor_no_output_asked_for_computes_nothing()
    {
        var (columns, view) = Map(Source(Rows), batchSize: 3);

        using (var cursor = view.GetRowCursor([view.Schema["Left"]]))
        {
            var left = cursor.GetGetter<float>(view.Schema["Left"]);
            var value = 0f;
            for (var i = 0; cursor.MoveNext(); i++)
            {
                left(ref value);
                Assert.AreEqual(i, value);
            }

            Assert.IsFalse(cursor.IsColumnActive(view.Schema["Sum"]));
            Assert.Contains("'Sum' is not active", Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Sum"])).Message);
        }

        Assert.AreEqual(0, columns.Opened);
        Assert.IsEmpty(columns.Computed);
    }

    [TestMethod]
    public void GetRowCursor_output_active_but_not_read_computes_nothing()
    {
        var (columns, view) = Map(Source(Rows), batchSize: 3);

        using (var cursor = view.GetRowCursor([view.Schema["Sum"]]))
        {
            var sum = cursor.GetGetter<float>(view.Schema["Sum"]);
            for (var i = 0; cursor.MoveNext(); i++)
            {
                if (i != 4)
                    continue;
                var value = 0f;
                sum(ref value);
                Assert.AreEqual(44, value);
            }
        }

        CollectionAssert.AreEqual(new[] { 3 }, columns.Computed, "only the batch of row 4 is computed");
    }

    [TestMethod]
    public void GetRowCursorSet_several_cursors_gives_each_row_once()
    {
        var (_, view) = Map(Source(Rows), batchSize: 3);

        var rows = 0;
        foreach (var cursor in view.GetRowCursorSet(view.Schema, 4))
        {
            using (cursor)
            {
                while (cursor.MoveNext())
                    rows++;
            }
        }

        Assert.AreEqual(Rows, rows);
    }

    [TestMethod]
    public void GetGetter_of_another_type_names_the_column()
    {
        var (_, view) = Map(Source(Rows), batchSize: 3);
        using var cursor = view.GetRowCursor(view.Schema);

        Assert.Contains("Column 'Sum'", Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<int>(view.Schema["Sum"])).Message);
    }

    [TestMethod]
    public void OutputSchema_has_the_inputs_columns_then_the_outputs_with_annotations()
    {
        var (_, view) = Map(Source(Rows), batchSize: 3);

        CollectionAssert.AreEqual(new[] { "Left", "Right", "Unused", "Sum", "Pair" }, view.Schema.Select(column => column.Name).ToArray());
        var isNormalized = false;
        view.Schema["Sum"].Annotations.GetValue("IsNormalized", ref isNormalized);
        Assert.IsTrue(isNormalized);
    }

    [TestMethod]
    public void GetDependencies_of_an_output_are_the_two_inputs()
    {
        var source = Source(Rows);
        var mapper = new BatchedRowMapper(source.Schema, new SumAndPair(source.Schema, 3));

        Assert.AreEqual("Left,Right", Names(mapper.GetDependencies([mapper.OutputSchema["Pair"]])));
        Assert.AreEqual("Unused", Names(mapper.GetDependencies([mapper.OutputSchema["Unused"]])));
        Assert.AreEqual("Left,Right,Unused", Names(mapper.GetDependencies([mapper.OutputSchema["Sum"], mapper.OutputSchema["Unused"]])));

        static string Names(IEnumerable<DataViewSchema.Column> columns) => string.Join(',', columns.Select(column => column.Name));
    }

    [TestMethod]
    public void GetRow_several_getters_of_one_row_computes_it_once()
    {
        var source = Source(Rows);
        var columns = new SumAndPair(source.Schema, 3);
        var mapper = new BatchedRowMapper(source.Schema, columns);
        using (var cursor = source.GetRowCursor(source.Schema))
        using (var row = ((IRowToRowMapper)mapper).GetRow(cursor, mapper.OutputSchema))
        {
            var (sum, pair) = (row.GetGetter<float>(mapper.OutputSchema["Sum"]), row.GetGetter<ReadOnlyMemory<char>>(mapper.OutputSchema["Pair"]));
            for (var i = 0; cursor.MoveNext(); i++)
            {
                var (number, text) = (0f, default(ReadOnlyMemory<char>));
                sum(ref number);
                pair(ref text);
                sum(ref number);
                Assert.AreEqual(11 * i, number);
                Assert.AreEqual($"{i}/{10 * i}", text.ToString());
            }
        }

        CollectionAssert.AreEqual(Enumerable.Repeat(1, Rows).ToArray(), columns.Computed);
        Assert.AreEqual(columns.Opened, columns.Disposed);
    }

    [TestMethod]
    public void GetRow_of_another_schema_is_refused()
    {
        var mapper = new BatchedRowMapper(Source(1).Schema, new SumAndPair(Source(1).Schema, 3));
        using var cursor = Source(1).GetRowCursor([]);

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ((IRowToRowMapper)mapper).GetRow(cursor, mapper.OutputSchema));
    }

    private static (SumAndPair Columns, IDataView View) Map(IDataView source, int batchSize)
    {
        var columns = new SumAndPair(source.Schema, batchSize);
        return (columns, new BatchedDataView(new BatchedRowMapper(source.Schema, columns), source));
    }

    private static (float, string)[] Read(IDataView view, DataViewSchema.Column sum, DataViewSchema.Column pair)
    {
        using var cursor = view.GetRowCursor([sum, pair]);
        var (sums, pairs) = (cursor.GetGetter<float>(sum), cursor.GetGetter<ReadOnlyMemory<char>>(pair));
        var found = new List<(float, string)>();
        var (number, text) = (0f, default(ReadOnlyMemory<char>));
        while (cursor.MoveNext())
        {
            sums(ref number);
            pairs(ref text);
            found.Add((number, text.ToString()));
        }

        return [.. found];
    }

    private IDataView Source(int rows) => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, rows).Select(i => new Input { Left = i, Right = 10 * i, Unused = 1 }).ToList());

    private sealed class Input
    {
        public float Left { get; set; }

        public float Right { get; set; }

        public float Unused { get; set; }
    }

    /// <summary>Adds two numbers, and writes them in a text.</summary>
    private sealed class SumAndPair : IBatchedColumns
    {
        public SumAndPair(DataViewSchema input, int batchSize)
        {
            (Inputs, BatchSize) = ([input["Left"], input["Right"]], batchSize);
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
            Outputs = [new("Sum", NumberDataViewType.Single, annotations.ToAnnotations()), new("Pair", TextDataViewType.Instance)];
        }

        public string TransformerName => "sum";

        public IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

        public IReadOnlyList<DataViewSchema.Column> Inputs { get; }

        public int BatchSize { get; }

        public int Opened { get; private set; }

        public int Disposed { get; private set; }

        /// <summary>The size of each batch that was computed.</summary>
        public List<int> Computed { get; } = [];

        public IRowBatch Open(DataViewRow row, int capacity)
        {
            Opened++;
            return new Batch(this, row, capacity);
        }

        private sealed class Batch(SumAndPair columns, DataViewRow row, int capacity) : IRowBatch
        {
            private readonly ValueGetter<float> _left = row.GetGetter<float>(columns.Inputs[0]);
            private readonly ValueGetter<float> _right = row.GetGetter<float>(columns.Inputs[1]);
            private readonly (float Left, float Right)[] _read = new (float, float)[capacity];
            private (float Sum, string Pair)[] _computed = [];

            public void Read(int slot)
            {
                _left(ref _read[slot].Left);
                _right(ref _read[slot].Right);
            }

            public void Compute(int count)
            {
                columns.Computed.Add(count);
                _computed = [.. _read[..count].Select(row => (row.Left + row.Right, $"{row.Left}/{row.Right}"))];
            }

            public Delegate Getter(int output, Func<int> slot) => output == 0
                ? (ValueGetter<float>)((ref float value) =>
                {
                    var current = slot();
                    value = _computed[current].Sum;
                })
                : (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) =>
                {
                    var current = slot();
                    value = _computed[current].Pair.AsMemory();
                });

            public void Dispose() => columns.Disposed++;
        }
    }
}
