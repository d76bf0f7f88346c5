using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ColumnSelectingTransformer), null, typeof(SignatureLoadModel),
    "Select Columns Transform", ColumnSelectingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

// Keeps the named columns in the order named, or everything but the named ones.
public sealed class ColumnSelectingTransformer : ITransformer
{
    internal const string LoaderSignature = "SelectColumns";

    private readonly IHost _host;
    private readonly string[] _columns;
    private readonly bool _keep;
    private readonly bool _keepHidden;

    internal ColumnSelectingTransformer(IHostEnvironment env, string[]? keepColumns, string[]? dropColumns, bool keepHidden = false)
    {
        _host = env.Register(nameof(ColumnSelectingTransformer));
        _host.CheckValueOrNull(keepColumns);
        _host.CheckValueOrNull(dropColumns);
        _keep = keepColumns is not null;
        _columns = _host.CheckNonEmpty(keepColumns ?? dropColumns!, nameof(keepColumns), "Either keepColumns or dropColumns must be specified.");
        _keepHidden = keepHidden;
    }

    private ColumnSelectingTransformer(IHost host, ModelLoadContext ctx)
    {
        _host = host;
        _keep = ctx.Reader.ReadByte() != 0;
        _keepHidden = ctx.Reader.ReadByte() != 0;
        int count = ctx.Reader.ReadInt32();
        host.CheckDecode(count > 0);
        var names = new List<string>();
        for (int i = 0; i < count; i++)
            names.Add(ctx.LoadNonEmptyString());
        _columns = names.ToArray();
    }

    bool ITransformer.IsRowToRowMapper => true;

    private static ColumnSelectingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ColumnSelectingTransformer(env.Register(nameof(ColumnSelectingTransformer)), ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "SELCOLST",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ColumnSelectingTransformer).Assembly.FullName!);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        ctx.Writer.Write((byte)(_keep ? 1 : 0));
        ctx.Writer.Write((byte)(_keepHidden ? 1 : 0));
        ctx.Writer.Write(_columns.Length);
        foreach (var name in _columns)
            ctx.SaveNonEmptyString(name);
    }

    // All named columns must be there, whether they are to be kept or dropped.
    internal void CheckPresent(IEnumerable<string> names, string paramName)
    {
        var missing = _columns.Except(names).ToArray();
        if (missing.Length > 0)
            throw _host.ExceptSchemaMismatch(paramName, "input", string.Join(",", missing));
    }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return Bind(inputSchema).Output;
    }

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new SelectedColumnsView(_host, input, Bind(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return new SelectedColumnsView(_host, new EmptyDataView(inputSchema), Bind(inputSchema));
    }

    private ColumnSelection Bind(DataViewSchema input)
    {
        CheckPresent(input.Select(c => c.Name), nameof(input));
        var map = _keep
            ? _columns.Distinct().SelectMany(name => input.Where(c => c.Name == name && (_keepHidden || !c.IsHidden)))
            : input.Where(c => !_columns.Contains(c.Name));
        return new ColumnSelection(map.ToArray());
    }
}
