using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MLNet.Data;

[TestClass]
public sealed class ObjectDataViewTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class House
    {
        public float Size { get; set; }

        [ColumnName("Street")]
        public string? Address;

        [VectorType(2, 3)]
        public int[]? Grid { get; set; }

        public double[]? Series;

        [KeyType(10)]
        public uint Kind { get; set; }

        [NoColumn]
        public object? Secret { get; set; }

        public VBuffer<float> Sparse;

        public const int Constant = 3;
    }

    private sealed class Pair
    {
        public int A { get; set; }

        public string? B { get; set; }
    }

    private sealed class Unknown
    {
        public Uri? Address { get; set; }
    }

    private sealed class Twice
    {
        public int Name { get; set; }

        [ColumnName("Name")]
        public int Other { get; set; }
    }

    [TestMethod]
    public void Take_of_a_million_rows_touches_only_ten()
    {
        var touched = 0;
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 1_000_000).Select(i =>
        {
            touched++;
            return new Pair { A = i };
        }));

        var rows = _ml.Data.CreateEnumerable<Pair>(_ml.Data.TakeRows(data, 10), reuseRowObject: false, ignoreMissingColumns: true).ToArray();

        Assert.HasCount(10, rows);
        Assert.AreEqual(10, touched);
    }

    [TestMethod]
    public void Members_become_columns_by_their_attributes()
    {
        var schema = _ml.Data.LoadFromEnumerable<House>([]).Schema;

        Assert.AreEqual(NumberDataViewType.Single, schema["Size"].Type);
        Assert.AreEqual(TextDataViewType.Instance, schema["Street"].Type);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Int32, 2, 3), schema["Grid"].Type);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Double), schema["Series"].Type);
        Assert.AreEqual(new KeyDataViewType(typeof(uint), 10), schema["Kind"].Type);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single), schema["Sparse"].Type);
        Assert.HasCount(6, schema);
    }

    [TestMethod]
    public void Objects_survive_the_way_through_a_view()
    {
        House[] houses =
        [
            new() { Size = 1.5f, Address = "Elm", Grid = [1, 2, 3, 4, 5, 6], Series = [0.5], Sparse = new(5, 2, [7, 8], [1, 4]) },
            new() { Size = -2, Address = null, Grid = [6, 5, 4, 3, 2, 1], Series = null },
        ];

        var back = _ml.Data.CreateEnumerable<House>(_ml.Data.LoadFromEnumerable(houses), reuseRowObject: false).ToArray();

        Assert.HasCount(2, back);
        Assert.AreEqual(1.5f, back[0].Size);
        Assert.AreEqual("Elm", back[0].Address);
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4, 5, 6 }, back[0].Grid);
        CollectionAssert.AreEqual(new[] { 0.5 }, back[0].Series);
        CollectionAssert.AreEqual(new float[] { 0, 7, 0, 0, 8 }, back[0].Sparse.DenseValues().ToArray());
        Assert.AreEqual("", back[1].Address);
        Assert.IsEmpty(back[1].Series!);
    }

    [TestMethod]
    public void A_key_member_counts_from_zero_and_its_column_from_one()
    {
        var data = _ml.Data.LoadFromEnumerable([new House { Kind = 0 }, new House { Kind = 9 }, new House { Kind = 10 }]);

        CollectionAssert.AreEqual(new uint[] { 1, 10, 0 }, data.GetColumn<uint>("Kind").ToArray());
    }

    [TestMethod]
    public void A_reused_row_object_is_one_object_and_its_arrays_are_filled_again()
    {
        var data = _ml.Data.LoadFromEnumerable([new House { Grid = [1, 1, 1, 1, 1, 1] }, new House { Grid = [2, 2, 2, 2, 2, 2] }]);

        using var rows = _ml.Data.CreateEnumerable<House>(data, reuseRowObject: true).GetEnumerator();
        rows.MoveNext();
        var first = rows.Current;
        var array = first.Grid;
        rows.MoveNext();

        Assert.AreSame(first, rows.Current);
        Assert.AreSame(array, rows.Current.Grid);
        Assert.AreEqual(2, array![0]);
    }

    [TestMethod]
    public void Objects_of_their_own_have_arrays_of_their_own()
    {
        var data = _ml.Data.LoadFromEnumerable([new House { Grid = [1, 1, 1, 1, 1, 1] }, new House { Grid = [2, 2, 2, 2, 2, 2] }]);

        var rows = _ml.Data.CreateEnumerable<House>(data, reuseRowObject: false).ToArray();

        Assert.AreEqual(1, rows[0].Grid![0]);
        Assert.AreEqual(2, rows[1].Grid![0]);
    }

    [TestMethod]
    public void A_member_without_a_column_is_an_error_unless_ignored()
    {
        var data = _ml.Data.LoadFromEnumerable([new Pair { A = 1 }]);

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.CreateEnumerable<House>(data, reuseRowObject: false));
        Assert.HasCount(1, _ml.Data.CreateEnumerable<House>(data, reuseRowObject: false, ignoreMissingColumns: true).ToArray());
    }

    [TestMethod]
    public void A_member_of_another_type_than_its_column_is_an_error()
    {
        var data = _ml.Data.LoadFromEnumerable([new { A = 1f, B = "x" }]);

        Assert.ThrowsExactly<InvalidOperationException>(() => _ml.Data.CreateEnumerable<Pair>(data, reuseRowObject: false));
    }

    [TestMethod]
    public void A_member_of_an_unknown_type_is_refused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable<Unknown>([]));
    }

    [TestMethod]
    public void Two_members_of_one_column_name_are_refused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable<Twice>([]));
    }

    [TestMethod]
    public void A_null_row_is_an_error_when_it_is_reached()
    {
        using var cursor = _ml.Data.LoadFromEnumerable(new Pair[] { new(), null! }).GetRowCursor([]);

        Assert.IsTrue(cursor.MoveNext());
        Assert.ThrowsExactly<InvalidOperationException>(() => cursor.MoveNext());
    }

    [TestMethod]
    public void A_schema_definition_renames_types_and_annotates()
    {
        var definition = SchemaDefinition.Create(typeof(House));
        definition["Grid"]!.ColumnType = new VectorDataViewType(NumberDataViewType.Int32, 6);
        definition["Grid"]!.AddAnnotation("SlotNames", new[] { "a", "b", "c", "d", "e", "f" }, new VectorDataViewType(TextDataViewType.Instance, 6));
        definition["Size"]!.ColumnName = "Area";

        var schema = _ml.Data.LoadFromEnumerable([new House()], definition).Schema;

        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Int32, 6), schema["Grid"].Type);
        VBuffer<ReadOnlyMemory<char>> names = default;
        schema["Grid"].GetSlotNames(ref names);
        Assert.AreEqual("f", names.GetItemOrDefault(5).ToString());
        Assert.IsNull(schema.GetColumnOrNull("Size"));
        Assert.IsNotNull(schema.GetColumnOrNull("Area"));
    }

    [TestMethod]
    public void A_schema_gives_the_types_and_annotations_of_its_columns()
    {
        var builder = new DataViewSchema.Builder();
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue("Note", NumberDataViewType.Int32, 7);
        builder.AddColumn("Grid", new VectorDataViewType(NumberDataViewType.Int32, 6), annotations.ToAnnotations());

        var schema = _ml.Data.LoadFromEnumerable([new House()], builder.ToSchema()).Schema;

        var note = 0;
        schema["Grid"].Annotations.GetValue("Note", ref note);
        Assert.AreEqual(7, note);
        Assert.AreEqual(6, ((VectorDataViewType)schema["Grid"].Type).Size);
    }

    [TestMethod]
    public void The_row_count_is_known_for_collections_only()
    {
        Assert.AreEqual(2L, _ml.Data.LoadFromEnumerable(new List<Pair> { new(), new() }).GetRowCount());
        Assert.IsNull(_ml.Data.LoadFromEnumerable(Enumerable.Repeat(new Pair(), 2).Where(_ => true)).GetRowCount());
    }

    [TestMethod]
    public void Columns_not_asked_for_cannot_be_read()
    {
        var data = _ml.Data.LoadFromEnumerable([new Pair()]);
        using var cursor = data.GetRowCursor([data.Schema["A"]]);

        Assert.IsTrue(cursor.IsColumnActive(data.Schema["A"]));
        Assert.IsFalse(cursor.IsColumnActive(data.Schema["B"]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["B"]));
    }

    [TestMethod]
    public void A_getter_of_the_wrong_type_is_refused()
    {
        var data = _ml.Data.LoadFromEnumerable([new Pair()]);
        using var cursor = data.GetRowCursor(data.Schema);

        Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(data.Schema["A"]));
    }

    [TestMethod]
    public void Values_cannot_be_read_before_the_first_row()
    {
        var data = _ml.Data.LoadFromEnumerable([new Pair()]);
        using var cursor = data.GetRowCursor(data.Schema);
        var getter = cursor.GetGetter<int>(data.Schema["A"]);

        Assert.AreEqual(-1L, cursor.Position);
        var value = 0;
        Assert.ThrowsExactly<InvalidOperationException>(() => getter(ref value));
    }

    [TestMethod]
    public void Cursors_do_not_disturb_each_other()
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 2_000).Select(i => new Pair { A = i }).ToArray());

        var sums = new long[4];
        Parallel.For(0, sums.Length, i => sums[i] = data.GetColumn<int>("A").Sum(value => (long)value));

        CollectionAssert.AreEqual(Enumerable.Repeat(1_999_000L, 4).ToArray(), sums);
    }
}
