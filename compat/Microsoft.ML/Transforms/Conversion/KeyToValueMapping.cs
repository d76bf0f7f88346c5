using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToValueMappingTransformer), null, typeof(SignatureLoadModel),
    "Key To Value Transform", KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    internal KeyToValueMappingEstimator(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(KeyToValueMappingEstimator)), new KeyToValueMappingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(c => c.Name);
        foreach (var (output, input) in Transformer.ColumnPairs)
        {
            if (!inputSchema.TryFindColumn(input, out var source))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            if (!source.IsKey)
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input, "KeyType", source.GetTypeString());
            if (!source.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out var names))
                throw Host.ExceptParam(nameof(inputSchema), $"Input column '{input}' doesn't contain key values metadata");
            SchemaShape? annotations = null;
            if (source.Annotations.TryFindColumn(AnnotationUtils.Kinds.SlotNames, out var slots))
                annotations = new SchemaShape([slots]);
            result[output] = new SchemaShape.Column(output, source.Kind, names.ItemType, names.IsKey, annotations);
        }
        return new SchemaShape(result.Values);
    }
}

// Keys back to the values that the column's annotation names.
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToValueTransform";

    internal KeyToValueMappingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(KeyToValueMappingTransformer)), columns)
    {
    }

    private KeyToValueMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
    }

    private static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new KeyToValueMappingTransformer(env.Register(nameof(KeyToValueMappingTransformer)), ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "KEY2VALT",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(KeyToValueMappingTransformer).Assembly.FullName!);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        var source = inputSchema[srcCol];
        if (source.Type.GetItemType() is not KeyDataViewType key)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", source.Name, "key type", source.Type.ToString()!);
        var names = source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type as VectorDataViewType;
        Host.Check(names is not null, "Metadata KeyValues does not exist");
        Host.Check((ulong)names!.Size == key.Count, "KeyValues metadata size does not match column type key count");
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly KeyToValueMappingTransformer _parent;

        public Mapper(KeyToValueMappingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host, parent, inputSchema) => _parent = parent;

        private static PrimitiveDataViewType ValueType(DataViewSchema.Column source)
            => ((VectorDataViewType)source.Annotations.Schema[AnnotationUtils.Kinds.KeyValues].Type).ItemType;

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
            => _parent.ColumnPairs.Select((pair, i) =>
            {
                var source = InputSchema[ColMapNewToOld[i]];
                var item = ValueType(source);
                DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(item, vector.Dimensions) : item;
                var builder = new DataViewSchema.Annotations.Builder();
                builder.Add(source.Annotations, name => name == AnnotationUtils.Kinds.SlotNames);
                return new DataViewSchema.DetachedColumn(pair.outputColumnName, type, builder.ToAnnotations());
            }).ToArray();

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            var source = InputSchema[ColMapNewToOld[iinfo]];
            return GenericCall.Invoke<Delegate>(GenericCall.Method<Mapper>(nameof(MakeGetterCore)), null,
                [source.Type.GetItemType().RawType, ValueType(source).RawType], input, source);
        }

        private static Delegate MakeGetterCore<TKey, TValue>(DataViewRow input, DataViewSchema.Column source)
        {
            var names = default(VBuffer<TValue>);
            source.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref names);
            var values = names.DenseValues().ToArray();
            var toIndex = (Func<TKey, ulong>)StandardConversions.Find(source.Type.GetItemType(), NumberDataViewType.UInt64)!;

            if (source.Type is not VectorDataViewType)
            {
                var get = input.GetGetter<TKey>(source);
                TKey key = default!;
                return (ValueGetter<TValue>)((ref TValue dst) =>
                {
                    get(ref key);
                    dst = Map(key);
                });
            }

            var getVector = input.GetGetter<VBuffer<TKey>>(source);
            VBuffer<TKey> keys = default, dense = default;
            return (ValueGetter<VBuffer<TValue>>)((ref VBuffer<TValue> dst) =>
            {
                getVector(ref keys);
                keys.CopyToDense(ref dense);
                var items = dense.GetValues();
                var editor = VBufferEditor.Create(ref dst, items.Length);
                for (int i = 0; i < items.Length; i++)
                    editor.Values[i] = Map(items[i]);
                dst = editor.Commit();
            });

            TValue Map(TKey key)
            {
                ulong index = toIndex(key);
                return index > 0 && index <= (ulong)values.Length ? values[index - 1] : MissingValue<TValue>();
            }
        }

        private static T MissingValue<T>() => default(T) switch
        {
            float => (T)(object)float.NaN,
            double => (T)(object)double.NaN,
            _ => default!,
        };
    }
}
