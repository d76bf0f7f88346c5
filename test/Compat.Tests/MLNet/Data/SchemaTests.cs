using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MLNet.Data;

[TestClass]
public sealed class SchemaTests
{
    [TestMethod]
    public void The_last_column_of_a_name_hides_those_before_it()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Int32);
        builder.AddColumn("B", NumberDataViewType.Int32);
        builder.AddColumn("A", NumberDataViewType.Single);
        var schema = builder.ToSchema();

        Assert.HasCount(3, schema);
        Assert.IsTrue(schema[0].IsHidden);
        Assert.IsFalse(schema[2].IsHidden);
        Assert.AreEqual(2, schema["A"].Index);
        Assert.AreEqual(2, schema.GetColumnOrNull("A")!.Value.Index);
    }

    [TestMethod]
    public void An_unknown_column_is_out_of_range()
    {
        var schema = new DataViewSchema.Builder().ToSchema();

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => schema["A"]);
        Assert.IsNull(schema.GetColumnOrNull("A"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => schema[0]);
    }

    [TestMethod]
    public void Annotations_give_their_values_and_refuse_others()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue("Note", TextDataViewType.Instance, "hello".AsMemory());
        builder.Add("Weights", new VectorDataViewType(NumberDataViewType.Single, 2), (ref VBuffer<float> dst) => dst = new(2, [1f, 2f]));
        var annotations = builder.ToAnnotations();

        ReadOnlyMemory<char> note = default;
        annotations.GetValue("Note", ref note);
        Assert.AreEqual("hello", note.ToString());
        var number = 0;
        Assert.ThrowsExactly<InvalidOperationException>(() => annotations.GetValue("Note", ref number));
        Assert.ThrowsExactly<InvalidOperationException>(() => annotations.GetValue("Other", ref number));
    }

    [TestMethod]
    public void Annotations_are_passed_on_by_selection()
    {
        var source = new DataViewSchema.Annotations.Builder();
        source.AddPrimitiveValue("Keep", NumberDataViewType.Int32, 1);
        source.AddPrimitiveValue("Drop", NumberDataViewType.Int32, 2);
        var target = new DataViewSchema.Annotations.Builder();
        target.Add(source.ToAnnotations(), name => name == "Keep");

        Assert.AreEqual("Keep", target.ToAnnotations().ToString());
    }

    [TestMethod]
    public void An_annotation_of_another_type_than_its_getter_is_refused()
    {
        var builder = new DataViewSchema.Annotations.Builder();

        Assert.ThrowsExactly<ArgumentException>(() => builder.Add("A", NumberDataViewType.Int32, (ref float dst) => dst = 1));
    }

    [TestMethod]
    public void Vectors_are_equal_when_items_and_dimensions_are()
    {
        var flat = new VectorDataViewType(NumberDataViewType.Single, 6);

        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 6), flat);
        Assert.AreNotEqual(new VectorDataViewType(NumberDataViewType.Single, 2, 3), flat);
        Assert.AreNotEqual(new VectorDataViewType(NumberDataViewType.Double, 6), flat);
        Assert.AreEqual("Vector<Single, 2, 3>", new VectorDataViewType(NumberDataViewType.Single, 2, 3).ToString());
        Assert.AreEqual("Vector<Single>", new VectorDataViewType(NumberDataViewType.Single).ToString());
    }

    [TestMethod]
    public void A_key_needs_an_unsigned_type_that_holds_its_count()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(int), 5));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(byte), 256));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), 0));
        Assert.AreEqual(255UL, new KeyDataViewType(typeof(byte), 255).Count);
        Assert.AreEqual("Key<UInt32, 0-9>", new KeyDataViewType(typeof(uint), 10).ToString());
    }

    [TestMethod]
    public void Slot_and_key_names_count_only_in_the_right_size()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add("KeyValues", new VectorDataViewType(TextDataViewType.Instance, 2), (ref VBuffer<ReadOnlyMemory<char>> dst) => { });
        var columns = new DataViewSchema.Builder();
        columns.AddColumn("Right", new KeyDataViewType(typeof(uint), 2), builder.ToAnnotations());
        columns.AddColumn("Wrong", new KeyDataViewType(typeof(uint), 3), builder.ToAnnotations());
        var schema = columns.ToSchema();

        Assert.IsTrue(schema["Right"].HasKeyValues());
        Assert.IsFalse(schema["Right"].HasKeyValues(NumberDataViewType.Int32));
        Assert.IsFalse(schema["Wrong"].HasKeyValues());
    }

    [TestMethod]
    public void A_schema_shape_leaves_out_hidden_columns_and_key_counts()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Int32);
        builder.AddColumn("A", new KeyDataViewType(typeof(uint), 3));
        builder.AddColumn("V", new VectorDataViewType(NumberDataViewType.Single));
        var shape = SchemaShape.Create(builder.ToSchema());

        Assert.HasCount(2, shape);
        Assert.IsTrue(shape[0].IsKey);
        Assert.AreEqual(NumberDataViewType.UInt32, shape[0].ItemType);
        Assert.AreEqual(SchemaShape.Column.VectorKind.VariableVector, shape[1].Kind);
        Assert.AreEqual("VarVector<Single>", shape[1].GetTypeString());
    }

    [TestMethod]
    public void Row_ids_make_other_row_ids()
    {
        var id = new DataViewRowId(1, 2);
        DataViewRowId[] all = [id, id.Fork(), id.Next(), id.Combine(new(3, 4)), new DataViewRowId(3, 4).Combine(id)];

        Assert.HasCount(all.Length, all.Distinct());
        Assert.AreEqual(id.Fork(), new DataViewRowId(1, 2).Fork());
        Assert.AreEqual("00000000000000020000000000000001", id.ToString());
    }
}
