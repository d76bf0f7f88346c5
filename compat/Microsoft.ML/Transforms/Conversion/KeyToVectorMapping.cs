using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToVectorMappingTransformer), null, typeof(SignatureLoadModel),
    "Key To Vector Transform", KeyToVectorMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class KeyToVectorMappingEstimator : TrivialEstimator<KeyToVectorMappingTransformer>
{
    internal KeyToVectorMappingEstimator(IHostEnvironment env, bool outputCountVector, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(KeyToVectorMappingEstimator)), new KeyToVectorMappingTransformer(env, outputCountVector, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        bool counts = Transformer.OutputCountVector;
        var result = inputSchema.ToDictionary(c => c.Name);
        foreach (var (output, input) in Transformer.ColumnPairs)
        {
            if (!inputSchema.TryFindColumn(input, out var source))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            if (!source.IsKey)
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input, "key type", source.GetTypeString());

            bool variable = source.Kind == SchemaShape.Column.VectorKind.VariableVector;
            var annotations = new List<SchemaShape.Column>();
            if (source.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out var names) && (counts || !variable) && names.ItemType is TextDataViewType)
                annotations.Add(new SchemaShape.Column(AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, names.ItemType, false));
            if (!counts && !variable)
                annotations.Add(new SchemaShape.Column(AnnotationUtils.Kinds.CategoricalSlotRanges, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Int32, false));
            if (!counts || source.Kind == SchemaShape.Column.VectorKind.Scalar)
                annotations.Add(new SchemaShape.Column(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
            var kind = variable && !counts ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector;
            result[output] = new SchemaShape.Column(output, kind, NumberDataViewType.Single, false, new SchemaShape(annotations));
        }
        return new SchemaShape(result.Values);
    }
}

// Keys to indicator vectors: a 1 in the key's slot. A vector of keys gives one such vector each, side by side, or their sum.
public sealed class KeyToVectorMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToVectorTransform";

    internal KeyToVectorMappingTransformer(IHostEnvironment env, bool outputCountVector, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(KeyToVectorMappingTransformer)), columns)
        => OutputCountVector = outputCountVector;

    private KeyToVectorMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
        => OutputCountVector = ctx.Reader.ReadBoolean();

    internal bool OutputCountVector { get; }

    private static KeyToVectorMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new KeyToVectorMappingTransformer(env.Register(nameof(KeyToVectorMappingTransformer)), ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "KEY2VECT",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(KeyToVectorMappingTransformer).Assembly.FullName!);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        ctx.Writer.Write(OutputCountVector);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        var type = inputSchema[srcCol].Type;
        if (type.GetItemType() is not KeyDataViewType { Count: > 0 and <= int.MaxValue })
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", ColumnPairs[col].inputColumnName, "vector or scalar key of known size", type.ToString()!);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly KeyToVectorMappingTransformer _parent;

        public Mapper(KeyToVectorMappingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host, parent, inputSchema) => _parent = parent;

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
            => _parent.ColumnPairs.Select((pair, i) =>
            {
                var source = InputSchema[ColMapNewToOld[i]];
                int count = source.Type.GetItemType().GetKeyCountAsInt32(Host);
                int values = source.Type.GetValueCount();
                bool one = _parent.OutputCountVector || values == 1;
                var type = one
                    ? new VectorDataViewType(NumberDataViewType.Single, count)
                    : new VectorDataViewType(NumberDataViewType.Single, values, count);
                return new DataViewSchema.DetachedColumn(pair.outputColumnName, type, MakeAnnotations(source, type, count, values, one));
            }).ToArray();

        private DataViewSchema.Annotations MakeAnnotations(DataViewSchema.Column source, VectorDataViewType type, int count, int values, bool one)
        {
            var builder = new DataViewSchema.Annotations.Builder();
            bool named = source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type is VectorDataViewType names
                && names.ItemType is TextDataViewType && names.Size == count;
            if (named && type.IsKnownSize)
                builder.Add(AnnotationUtils.Kinds.SlotNames, new VectorDataViewType(TextDataViewType.Instance, type.Size),
                    (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> dst) => dst = SlotNames(source, type.Size, one)));
            if (!_parent.OutputCountVector && values > 0)
                builder.Add(AnnotationUtils.Kinds.CategoricalSlotRanges, new VectorDataViewType(NumberDataViewType.Int32, values, 2),
                    (ValueGetter<VBuffer<int>>)((ref VBuffer<int> dst) =>
                    {
                        var ranges = new int[values * 2];
                        for (int i = 0; i < values; i++)
                            (ranges[2 * i], ranges[2 * i + 1]) = (i * count, (i + 1) * count - 1);
                        dst = new VBuffer<int>(ranges.Length, ranges);
                    }));
            if (!_parent.OutputCountVector || source.Type is not VectorDataViewType)
                builder.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
            return builder.ToAnnotations();
        }

        // The key's name, behind the slot's where there are several.
        private static VBuffer<ReadOnlyMemory<char>> SlotNames(DataViewSchema.Column source, int size, bool one)
        {
            VBuffer<ReadOnlyMemory<char>> keys = default, slots = default;
            source.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref keys);
            if (one)
                return keys;
            var keyNames = keys.DenseValues().ToArray();
            if (source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.SlotNames) is not null)
                source.Annotations.GetValue(AnnotationUtils.Kinds.SlotNames, ref slots);
            var all = new ReadOnlyMemory<char>[size];
            for (int i = 0; i < size; i++)
            {
                int slot = i / keyNames.Length;
                var slotName = slot < slots.Length ? slots.GetItemOrDefault(slot) : default;
                all[i] = $"{(slotName.IsEmpty ? $"[{slot}]" : slotName)}.{keyNames[i % keyNames.Length]}".AsMemory();
            }
            return new VBuffer<ReadOnlyMemory<char>>(size, all);
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            var source = InputSchema[ColMapNewToOld[iinfo]];
            return GenericCall.Invoke<Delegate>(GenericCall.Method<Mapper>(nameof(MakeGetterCore)), null,
                [source.Type.GetItemType().RawType], input, source, _parent.OutputCountVector);
        }

        private static ValueGetter<VBuffer<float>> MakeGetterCore<TKey>(DataViewRow input, DataViewSchema.Column source, bool counts)
        {
            int count = source.Type.GetItemType().GetKeyCountAsInt32();
            var toIndex = (Func<TKey, ulong>)StandardConversions.Find(source.Type.GetItemType(), NumberDataViewType.UInt64)!;
            if (source.Type is not VectorDataViewType)
            {
                var get = input.GetGetter<TKey>(source);
                TKey key = default!;
                return (ref VBuffer<float> dst) =>
                {
                    get(ref key);
                    ulong index = toIndex(key);
                    bool missing = index == 0 || index > (ulong)count;
                    var editor = VBufferEditor.Create(ref dst, count, missing ? 0 : 1);
                    if (!missing)
                    {
                        editor.Values[0] = 1;
                        editor.Indices[0] = (int)(index - 1);
                    }
                    dst = editor.Commit();
                };
            }

            var getVector = input.GetGetter<VBuffer<TKey>>(source);
            VBuffer<TKey> keys = default;
            return (ref VBuffer<float> dst) =>
            {
                getVector(ref keys);
                var editor = VBufferEditor.Create(ref dst, counts ? count : checked(keys.Length * count));
                editor.Values.Clear();
                foreach (var (slot, key) in keys.Items())
                {
                    ulong index = toIndex(key);
                    if (index > 0 && index <= (ulong)count)
                        editor.Values[(counts ? 0 : slot * count) + (int)(index - 1)]++;
                }
                dst = editor.Commit();
            };
        }
    }
}
