using Compat.Tests.MLNet.Pipeline;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(AddingTransformer), null, typeof(SignatureLoadModel), "Adds a number", AddingTransformer.LoaderSignature)]

namespace Compat.Tests.MLNet.Pipeline;

// A component as a third party writes it: the public interfaces, and upstream's internals for saving.
internal sealed class AddingEstimator(float amount, string column = "Value") : IEstimator<AddingTransformer>
{
    public int Fits { get; private set; }

    public AddingTransformer Fit(IDataView input)
    {
        Fits++;
        return new(amount, column);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        if (!inputSchema.TryFindColumn(column, out var found))
            throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", column);
        return new(inputSchema.Where(c => c.Name != column).Append(new(column, found.Kind, NumberDataViewType.Single, false)));
    }
}

internal sealed class AddingTransformer : ITransformer, IDisposable
{
    public const string LoaderSignature = "AddingTransformer";

    private readonly float _amount;
    private readonly string _column;

    public AddingTransformer(float amount, string column)
    {
        _amount = amount;
        _column = column;
    }

    private AddingTransformer(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo(Version));
        _amount = ctx.Reader.ReadSingle();
        _column = ctx.LoadNonEmptyString();
        env.CheckDecode(ctx.TryLoadBinaryStream("extra.bin", reader => Extra = reader.ReadBytes(3)));
    }

    public static uint Version { get; set; } = 0x00010001;

    public int Disposals { get; private set; }

    public byte[] Extra { get; private set; } = [1, 2, 3];

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new Mapper(this, inputSchema).OutputSchema;

    public IDataView Transform(IDataView input) => new View(this, input);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo(Version));
        ctx.Writer.Write(_amount);
        ctx.SaveNonEmptyString(_column);
        ctx.SaveBinaryStream("extra.bin", writer => writer.Write(Extra));
    }

    public void Dispose() => Disposals++;

    private static VersionInfo GetVersionInfo(uint version) => new(
        modelSignature: "ADDTRANS",
        verWrittenCur: version,
        verReadableCur: version,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(AddingTransformer).Assembly.GetName().Name!,
        loaderSignature: LoaderSignature);

    private sealed class Mapper : IRowToRowMapper
    {
        private readonly AddingTransformer _parent;

        public Mapper(AddingTransformer parent, DataViewSchema inputSchema)
        {
            _parent = parent;
            InputSchema = inputSchema;
            if (inputSchema.GetColumnOrNull(parent._column) is not { } source || source.Type != NumberDataViewType.Single)
                throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", parent._column, "float", "something else");
            Source = source;
            var builder = new DataViewSchema.Builder();
            builder.AddColumns(inputSchema);
            builder.AddColumn(parent._column, NumberDataViewType.Single);
            OutputSchema = builder.ToSchema();
        }

        public DataViewSchema.Column Source { get; }

        public DataViewSchema InputSchema { get; }

        public DataViewSchema OutputSchema { get; }

        public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
            dependingColumns.Select(c => c.Index < InputSchema.Count ? InputSchema[c.Index] : Source).DistinctBy(c => c.Index).ToArray();

        public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new Row(this, input);

        public ValueGetter<float> MakeGetter(DataViewRow input)
        {
            var get = input.GetGetter<float>(Source);
            return (ref float value) =>
            {
                get(ref value);
                value += _parent._amount;
            };
        }
    }

    private sealed class Row(Mapper mapper, DataViewRow input) : DataViewRow
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => mapper.OutputSchema;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            column.Index < mapper.InputSchema.Count
                ? input.GetGetter<TValue>(mapper.InputSchema[column.Index])
                : (ValueGetter<TValue>)(Delegate)mapper.MakeGetter(input);
    }

    private sealed class View(AddingTransformer parent, IDataView source) : IDataView
    {
        private readonly Mapper _mapper = new(parent, source.Schema);

        public bool CanShuffle => source.CanShuffle;

        public DataViewSchema Schema => _mapper.OutputSchema;

        public long? GetRowCount() => source.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
            new Cursor(_mapper, source.GetRowCursor(_mapper.GetDependencies(columnsNeeded), rand));

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            [GetRowCursor(columnsNeeded, rand)];
    }

    private sealed class Cursor(Mapper mapper, DataViewRowCursor input) : DataViewRowCursor
    {
        private readonly Row _row = new(mapper, input);

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => mapper.OutputSchema;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _row.GetGetter<TValue>(column);

        public override bool MoveNext() => input.MoveNext();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}
