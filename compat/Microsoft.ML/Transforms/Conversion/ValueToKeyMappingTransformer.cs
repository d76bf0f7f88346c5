using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ValueToKeyMappingTransformer), null, typeof(SignatureLoadModel),
    "Term Transform", ValueToKeyMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TermTransform";

    private readonly KeyMap[] _maps;
    private readonly bool _namesAsText;

    internal ValueToKeyMappingTransformer(IHostEnvironment env, (string outputColumnName, string inputColumnName)[] columns, KeyMap[] maps, bool namesAsText)
        : base(env.Register(nameof(ValueToKeyMappingTransformer)), columns)
    {
        _maps = maps;
        _namesAsText = namesAsText;
    }

    private ValueToKeyMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _namesAsText = ctx.Reader.ReadBoolean();
        _maps = Array.ConvertAll(ColumnPairs, _ => KeyMap.Load(ctx));
    }

    private static ValueToKeyMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ValueToKeyMappingTransformer(env.Register(nameof(ValueToKeyMappingTransformer)), ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "TERMTRNF",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ValueToKeyMappingTransformer).Assembly.FullName!);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        ctx.Writer.Write(_namesAsText);
        foreach (var map in _maps)
            map.Save(ctx);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        var type = inputSchema[srcCol].Type;
        if (!type.GetItemType().Equals(_maps[col].ItemType))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", ColumnPairs[col].inputColumnName, _maps[col].ItemType.ToString()!, type.ToString()!);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly ValueToKeyMappingTransformer _parent;

        public Mapper(ValueToKeyMappingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host, parent, inputSchema) => _parent = parent;

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
            => _parent.ColumnPairs.Select((pair, i) =>
            {
                var source = InputSchema[ColMapNewToOld[i]];
                var key = _parent._maps[i].KeyType;
                DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(key, vector.Dimensions) : key;
                var builder = new DataViewSchema.Annotations.Builder();
                _parent._maps[i].AddKeyNames(builder, source, _parent._namesAsText);
                builder.Add(source.Annotations, name => name == AnnotationUtils.Kinds.SlotNames);
                return new DataViewSchema.DetachedColumn(pair.outputColumnName, type, builder.ToAnnotations());
            }).ToArray();

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            return _parent._maps[iinfo].MakeGetter(input, InputSchema[ColMapNewToOld[iinfo]]);
        }
    }
}
