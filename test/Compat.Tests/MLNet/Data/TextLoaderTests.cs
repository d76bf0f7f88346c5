using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MLNet.Data;

[TestClass]
public sealed class TextLoaderTests
{
    private readonly MLContext _ml = new();
    private readonly string _path = Path.GetTempFileName();

    private sealed class Flower
    {
        [LoadColumn(0, 1)]
        public float[]? Sizes { get; set; }

        [LoadColumn(2), ColumnName("Label")]
        public string? Name { get; set; }

        public int NotLoaded { get; set; }
    }

    [TestCleanup]
    public void Delete() => File.Delete(_path);

    private string Write(params string[] lines)
    {
        File.WriteAllLines(_path, lines);
        return _path;
    }

    [TestMethod]
    public void A_class_says_which_fields_it_is_loaded_from()
    {
        var data = _ml.Data.LoadFromTextFile<Flower>(Write("a,b,c", "1.5,2,rose", "", "3,4,tulip"), separatorChar: ',', hasHeader: true);

        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 2), data.Schema["Sizes"].Type);
        CollectionAssert.AreEqual(new[] { "rose", "tulip" }, data.GetColumn<string>("Label").ToArray());
        CollectionAssert.AreEqual(new[] { 1.5f, 2 }, data.GetColumn<float[]>("Sizes").First());
        Assert.HasCount(2, data.Schema);
    }

    [TestMethod]
    public void Header_names_become_slot_names()
    {
        var data = _ml.Data.LoadFromTextFile<Flower>(Write("length,width,name", "1,2,rose"), separatorChar: ',', hasHeader: true);

        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema["Sizes"].GetSlotNames(ref names);
        CollectionAssert.AreEqual(new[] { "length", "width" }, names.DenseValues().Select(name => name.ToString()).ToArray());
    }

    [TestMethod]
    public void An_open_range_takes_the_rest_of_the_line()
    {
        var data = _ml.Data.LoadFromTextFile(
            Write("7\t1\t2\t3", "8\t4\t5\t6"),
            [new TextLoader.Column("Id", DataKind.Int32, 0), new TextLoader.Column("Rest", DataKind.Double, [new TextLoader.Range(1, null)])]);

        Assert.AreEqual(3, ((VectorDataViewType)data.Schema["Rest"].Type).Size);
        CollectionAssert.AreEqual(new[] { 7, 8 }, data.GetColumn<int>("Id").ToArray());
        CollectionAssert.AreEqual(new double[] { 4, 5, 6 }, data.GetColumn<double[]>("Rest").Last());
    }

    [TestMethod]
    public void Quotes_protect_separators()
    {
        var data = _ml.Data.LoadFromTextFile(
            Write("\"a, \"\"b\"\"\",2"), [new TextLoader.Column("A", DataKind.String, 0), new TextLoader.Column("B", DataKind.Int32, 1)], ',', allowQuoting: true);

        Assert.AreEqual("a, \"b\"", data.GetColumn<string>("A").Single());
        Assert.AreEqual(2, data.GetColumn<int>("B").Single());
    }

    [TestMethod]
    public void Empty_and_unreadable_numbers_have_their_rules()
    {
        TextLoader.Column[] columns = [new("Real", DataKind.Single, 0), new("Whole", DataKind.Int32, 1)];
        var data = _ml.Data.LoadFromTextFile(Write(",", "?,1", "x,y"), columns, ',');

        var reals = data.GetColumn<float>("Real").ToArray();
        Assert.AreEqual(0f, reals[0]);
        Assert.IsTrue(float.IsNaN(reals[1]));
        Assert.IsTrue(float.IsNaN(reals[2]));
        Assert.ThrowsExactly<InvalidOperationException>(() => data.GetColumn<int>("Whole").ToArray());
    }

    [TestMethod]
    public void Keys_in_text_count_from_zero()
    {
        var data = _ml.Data.LoadFromTextFile(
            Write("0", "2", "3"), [new TextLoader.Column("Key", DataKind.UInt32, [new TextLoader.Range(0)], new KeyCount(3))]);

        CollectionAssert.AreEqual(new uint[] { 1, 3, 0 }, data.GetColumn<uint>("Key").ToArray());
    }

    [TestMethod]
    public void The_number_of_rows_can_be_limited()
    {
        var data = _ml.Data.LoadFromTextFile(
            Write("1", "2", "3"), new TextLoader.Options { Columns = [new("A", DataKind.Int32, 0)], MaxRows = 2 });

        Assert.HasCount(2, data.GetColumn<int>("A").ToArray());
    }

    [TestMethod]
    public void A_missing_file_is_reported_at_once()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromTextFile<Flower>(_path + ".none"));
    }
}
