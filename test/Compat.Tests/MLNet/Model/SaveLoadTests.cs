using System.IO.Compression;
using System.Text;
using Compat.Tests.MLNet.Pipeline;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MLNet.Model;

[TestClass]
[DoNotParallelize]
public sealed class SaveLoadTests
{
    private readonly MLContext _ml = new();

    private sealed class Row
    {
        public float Value { get; set; }
    }

    private IDataView Data => _ml.Data.LoadFromEnumerable([new Row { Value = 1 }]);

    [TestCleanup]
    public void Restore() => AddingTransformer.Version = 0x00010001;

    private MemoryStream Save(ITransformer model, DataViewSchema? schema = null)
    {
        var stream = new MemoryStream();
        _ml.Model.Save(model, schema, stream);
        stream.Position = 0;
        return stream;
    }

    private static byte[] Entry(MemoryStream stream, string name)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        using var entry = zip.GetEntry(name)!.Open();
        var copy = new MemoryStream();
        entry.CopyTo(copy);
        stream.Position = 0;
        return copy.ToArray();
    }

    [TestMethod]
    public void A_third_partys_component_is_found_again_by_a_new_context()
    {
        var model = new AddingEstimator(10).Append(new AddingEstimator(100)).Fit(Data);

        var loaded = new MLContext().Model.Load(Save(model, Data.Schema), out var schema);

        Assert.AreEqual(111f, loaded.Transform(Data).GetColumn<float>("Value").Single());
        Assert.AreEqual(NumberDataViewType.Single, schema["Value"].Type);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, ((IEnumerable<ITransformer>)loaded).Cast<AddingTransformer>().First().Extra);
    }

    [TestMethod]
    public void Scopes_survive()
    {
        var model = new AddingEstimator(10).Append(new AddingEstimator(100), TransformerScope.Training).Fit(Data);

        var loaded = (TransformerChain<ITransformer>)_ml.Model.Load(Save(model), out _);

        Assert.AreEqual(11f, loaded.Transform(Data).GetColumn<float>("Value").Single());
        Assert.AreEqual(111f, loaded.Transform(Data, TransformerScope.Training).GetColumn<float>("Value").Single());
    }

    [TestMethod]
    public void The_zip_is_laid_out_as_upstreams()
    {
        var model = new AddingEstimator(10).Append(new AddingEstimator(100)).Fit(Data);
        using var zip = new ZipArchive(Save(model, Data.Schema));

        CollectionAssert.AreEquivalent(
            new[]
            {
                "TrainingInfo/Version.txt", "Schema", "TransformerChain/Model.key",
                "TransformerChain/Transform_000/Model.key", "TransformerChain/Transform_000/extra.bin",
                "TransformerChain/Transform_001/Model.key", "TransformerChain/Transform_001/extra.bin",
            },
            zip.Entries.Select(entry => entry.FullName).ToArray());
    }

    [TestMethod]
    public void The_header_has_upstreams_layout()
    {
        var bytes = Entry(Save(new AddingTransformer(10, "Value")), "TransformerChain/Model.key");

        Assert.AreEqual("ML\0MODEL", Encoding.ASCII.GetString(bytes, 0, 8));
        Assert.AreEqual(0x00010002u, BitConverter.ToUInt32(bytes, 8));
        Assert.AreEqual(256L, BitConverter.ToInt64(bytes, 0x10));
        Assert.AreEqual(8L, BitConverter.ToInt64(bytes, 0x18));
        Assert.AreEqual("ADDTRANS", Encoding.ASCII.GetString(bytes, 0x40, 8));
        Assert.AreEqual(0x00010001u, BitConverter.ToUInt32(bytes, 0x48));
        Assert.AreEqual("AddingTransformer", Encoding.ASCII.GetString(bytes, 0x50, 24).TrimEnd('\0'));
        var tail = (int)BitConverter.ToInt64(bytes, 0x80);
        Assert.AreEqual("LEDOM\0LM", Encoding.ASCII.GetString(bytes, tail, 8));
        Assert.AreEqual(bytes.LongLength, BitConverter.ToInt64(bytes, 0x88));
        var name = (int)BitConverter.ToInt64(bytes, 0x90);
        Assert.AreEqual("Compat.Tests", Encoding.Unicode.GetString(bytes, name, BitConverter.ToInt32(bytes, 0x98)));
    }

    [TestMethod]
    public void A_newer_versions_model_is_refused()
    {
        AddingTransformer.Version = 0x00010002;
        var saved = Save(new AddingTransformer(10, "Value"));
        AddingTransformer.Version = 0x00010001;

        var error = Assert.Throws<Exception>(() => _ml.Model.Load(saved, out _));
        Assert.IsInstanceOfType<FormatException>(error.GetBaseException());
        Assert.Contains("too new", error.GetBaseException().Message);
    }

    [TestMethod]
    public void A_model_without_a_schema_has_none()
    {
        _ml.Model.Load(Save(new AddingTransformer(10, "Value")), out var schema);

        Assert.IsNull(schema);
    }

    [TestMethod]
    public void A_component_that_says_nothing_of_itself_cannot_be_saved()
    {
        Assert.ThrowsExactly<InvalidOperationException>(() => Save(new SilentTransformer()));
    }

    [TestMethod]
    public void The_schema_keeps_types_and_annotations()
    {
        var builder = new DataViewSchema.Builder();
        var annotations = new DataViewSchema.Annotations.Builder();
        var names = new[] { "cat".AsMemory(), "dog".AsMemory() };
        annotations.Add("KeyValues", new VectorDataViewType(TextDataViewType.Instance, 2), (ref VBuffer<ReadOnlyMemory<char>> dst) => dst = new(2, names));
        annotations.Add("Weights", new VectorDataViewType(NumberDataViewType.Single, 2), (ref VBuffer<float> dst) => dst = new(2, [0.5f, 2]));
        annotations.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        builder.AddColumn("Label", new KeyDataViewType(typeof(uint), 2), annotations.ToAnnotations());
        builder.AddColumn("Pixels", new VectorDataViewType(NumberDataViewType.Byte, 3, 8, 8));
        builder.AddColumn("When", DateTimeDataViewType.Instance);
        var schema = builder.ToSchema();

        _ml.Model.Load(Save(new AddingTransformer(10, "Value"), schema), out var loaded);

        CollectionAssert.AreEqual(schema.Select(column => column.Type).ToArray(), loaded.Select(column => column.Type).ToArray());
        VBuffer<ReadOnlyMemory<char>> keys = default;
        loaded["Label"].GetKeyValues(ref keys);
        CollectionAssert.AreEqual(new[] { "cat", "dog" }, keys.DenseValues().Select(key => key.ToString()).ToArray());
        VBuffer<float> weights = default;
        loaded["Label"].Annotations.GetValue("Weights", ref weights);
        CollectionAssert.AreEqual(new[] { 0.5f, 2 }, weights.DenseValues().ToArray());
        Assert.IsTrue(loaded["Label"].IsNormalized());
    }

    [TestMethod]
    public void A_model_can_be_saved_to_a_file_and_loaded()
    {
        var path = Path.GetTempFileName();
        try
        {
            _ml.Model.Save(new AddingTransformer(10, "Value"), Data.Schema, path);

            Assert.AreEqual(11f, _ml.Model.Load(path, out _).Transform(Data).GetColumn<float>("Value").Single());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void What_is_no_zip_is_refused()
    {
        Assert.ThrowsExactly<FormatException>(() => _ml.Model.Load(new MemoryStream(new byte[1000]), out _));
    }

    [TestMethod]
    public void A_model_cut_off_anywhere_is_refused()
    {
        var whole = Entry(Save(new AddingTransformer(10, "Value")), "TransformerChain/Model.key");
        for (var length = 0; length < whole.Length; length += 7)
        {
            using var reader = new BinaryReader(new MemoryStream(whole, 0, length));
            Assert.ThrowsExactly<FormatException>(() => new ModelLoadContext(reader));
        }
    }

    [TestMethod]
    public void A_header_whose_sizes_lie_is_refused()
    {
        var whole = Entry(Save(new AddingTransformer(10, "Value")), "TransformerChain/Model.key");
        for (var offset = 0x10; offset < 0x40; offset += 8)
        {
            var damaged = (byte[])whole.Clone();
            BitConverter.TryWriteBytes(damaged.AsSpan(offset), long.MaxValue);
            using var reader = new BinaryReader(new MemoryStream(damaged));
            Assert.ThrowsExactly<FormatException>(() => new ModelLoadContext(reader));
        }
    }

    [TestMethod]
    public void A_header_whose_sizes_wrap_around_is_refused()
    {
        var damaged = Entry(Save(new AddingTransformer(10, "Value")), "TransformerChain/Model.key");
        void Put(int offset, long value) => BitConverter.TryWriteBytes(damaged.AsSpan(offset), value);
        const long Table = 1L << 33;
        Put(0x18, long.MaxValue - 256 - 100);
        Put(0x20, long.MaxValue - 100);
        Put(0x28, Table);
        Put(0x30, unchecked(long.MaxValue - 100 + Table));
        Put(0x38, unchecked(-(long.MaxValue - 100 + Table) + 300));
        Put(0x90, 0);
        Put(0x80, 300);
        Put(0x88, 308);

        using var reader = new BinaryReader(new MemoryStream(damaged));
        Assert.ThrowsExactly<FormatException>(() => new ModelLoadContext(reader));
    }

    [TestMethod]
    public void Names_cannot_lead_out_of_a_model()
    {
        using var repository = RepositoryWriter.CreateNew(new MemoryStream());

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => repository.CreateEntry("..", "a"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => repository.CreateEntry("/a"));
    }

    [TestMethod]
    public void Sub_models_text_streams_and_strings_are_read_as_written()
    {
        var stream = new MemoryStream();
        using (var writer = RepositoryWriter.CreateNew(stream))
        {
            using (var ctx = new ModelSaveContext(writer, "Dir", ModelLoadContext.ModelStreamName))
            {
                ctx.SetVersionInfo(new VersionInfo("TESTTEST", 1, 1, 1, "", "X"));
                ctx.SaveString("");
                ctx.SaveStringOrNull(null);
                ctx.SaveNonEmptyString("ä€".AsMemory());
                ctx.SaveTextStream("notes.txt", text => text.Write("hello"));
                ctx.SaveSubModel("Sub", sub =>
                {
                    sub.SetVersionInfo(new VersionInfo("SUBMODEL", 1, 1, 1, "", "Y"));
                    sub.Writer.Write(42);
                });
                ctx.Done();
            }

            writer.Commit();
        }

        using var reader = RepositoryReader.Open(stream);
        using var entry = reader.OpenEntry("Dir", ModelLoadContext.ModelStreamName);
        using var load = new ModelLoadContext(reader, entry, "Dir");
        Assert.AreEqual("", load.LoadString());
        Assert.IsNull(load.LoadStringOrNull());
        Assert.AreEqual("ä€", load.LoadNonEmptyString());
        var notes = "";
        Assert.IsTrue(load.TryLoadTextStream("notes.txt", text => notes = text.ReadToEnd()));
        Assert.AreEqual("hello", notes);
        var number = 0;
        Assert.IsTrue(load.TryProcessSubModel("Sub", sub => number = sub.Reader.ReadInt32()));
        Assert.AreEqual(42, number);
        Assert.IsFalse(load.TryLoadBinaryStream("nothing", _ => { }));
        load.Done();
    }

    private sealed class SilentTransformer : ITransformer
    {
        public bool IsRowToRowMapper => false;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new InvalidOperationException();

        public IDataView Transform(IDataView input) => input;

        public void Save(ModelSaveContext ctx)
        {
        }
    }
}
