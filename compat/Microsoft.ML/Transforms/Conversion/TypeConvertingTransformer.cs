using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(TypeConvertingTransformer), null, typeof(SignatureLoadModel),
    "Convert Transform", TypeConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

// Columns converted to one kind of value, item by item. Keys stay keys.
public sealed class TypeConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ConvertTransform";

    internal TypeConvertingTransformer(IHostEnvironment env, DataKind outputKind, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(TypeConvertingTransformer)), columns)
    {
        Host.CheckUserArg(Enum.IsDefined(outputKind), nameof(outputKind));
        OutputKind = outputKind;
    }

    private TypeConvertingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        OutputKind = (DataKind)ctx.Reader.ReadByte();
        host.CheckDecode(Enum.IsDefined(OutputKind));
    }

    internal DataKind OutputKind { get; }

    private static TypeConvertingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new TypeConvertingTransformer(env.Register(nameof(TypeConvertingTransformer)), ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "CONVERTF",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(TypeConvertingTransformer).Assembly.FullName!);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        ctx.Writer.Write((byte)OutputKind);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        var source = inputSchema[srcCol].Type.GetItemType();
        if (NewItemType(source) is not { } newType || StandardConversions.Find(source, newType) is null)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", ColumnPairs[col].inputColumnName,
                $"a type that converts to {OutputKind}", inputSchema[srcCol].Type.ToString()!);
    }

    private PrimitiveDataViewType? NewItemType(DataViewType source)
    {
        var newType = ColumnTypeExtensions.PrimitiveTypeFromKind(OutputKind);
        if (source is not KeyDataViewType key)
            return newType;
        if (!KeyDataViewType.IsValidDataType(newType.RawType))
            return null;
        ulong max = newType.RawType == typeof(byte) ? byte.MaxValue
            : newType.RawType == typeof(ushort) ? ushort.MaxValue
            : newType.RawType == typeof(uint) ? uint.MaxValue
            : ulong.MaxValue;
        return new KeyDataViewType(newType.RawType, Math.Min(key.Count, max));
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly TypeConvertingTransformer _parent;

        public Mapper(TypeConvertingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host, parent, inputSchema) => _parent = parent;

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
            => _parent.ColumnPairs.Select((pair, i) =>
            {
                var source = InputSchema[ColMapNewToOld[i]];
                var itemType = _parent.NewItemType(source.Type.GetItemType())!;
                DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(itemType, vector.Dimensions) : itemType;
                return new DataViewSchema.DetachedColumn(pair.outputColumnName, type, MakeAnnotations(source, type));
            }).ToArray();

        private static DataViewSchema.Annotations MakeAnnotations(DataViewSchema.Column source, DataViewType type)
        {
            var builder = new DataViewSchema.Annotations.Builder();
            var (from, to) = (source.Type.GetItemType(), type.GetItemType());
            if (type.IsKnownSizeVector())
                builder.Add(source.Annotations, name => name == AnnotationUtils.Kinds.SlotNames);
            if (from is KeyDataViewType sourceKey && to is KeyDataViewType key && sourceKey.Count == key.Count)
                builder.Add(source.Annotations, name => name == AnnotationUtils.Kinds.KeyValues);
            if (from is NumberDataViewType && to is NumberDataViewType)
                builder.Add(source.Annotations, name => name == AnnotationUtils.Kinds.IsNormalized);
            if (source.Type is BooleanDataViewType && to is NumberDataViewType)
                builder.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
            return builder.ToAnnotations();
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            var source = InputSchema[ColMapNewToOld[iinfo]];
            var (from, to) = (source.Type.GetItemType(), _parent.NewItemType(source.Type.GetItemType())!);
            string maker = source.Type is VectorDataViewType ? nameof(MakeVectorGetter) : nameof(MakeScalarGetter);
            return GenericCall.Invoke<Delegate>(GenericCall.Method<Mapper>(maker), null, [from.RawType, to.RawType],
                input, source, StandardConversions.Find(from, to));
        }

        private static ValueGetter<TTo> MakeScalarGetter<TFrom, TTo>(DataViewRow input, DataViewSchema.Column source, Func<TFrom, TTo> convert)
        {
            var get = input.GetGetter<TFrom>(source);
            TFrom value = default!;
            return (ref TTo dst) =>
            {
                get(ref value);
                dst = convert(value);
            };
        }

        private static ValueGetter<VBuffer<TTo>> MakeVectorGetter<TFrom, TTo>(DataViewRow input, DataViewSchema.Column source, Func<TFrom, TTo> convert)
        {
            var get = input.GetGetter<VBuffer<TFrom>>(source);
            // Where the items left out of a sparse vector do not convert to such items (0 to the text "0"), it is filled up.
            bool keepsZero = EqualityComparer<TTo>.Default.Equals(convert(default!), default!);
            VBuffer<TFrom> value = default;
            return (ref VBuffer<TTo> dst) =>
            {
                get(ref value);
                bool dense = value.IsDense || !keepsZero;
                var values = value.GetValues();
                var editor = dense ? VBufferEditor.Create(ref dst, value.Length) : VBufferEditor.Create(ref dst, value.Length, values.Length);
                if (dense && !value.IsDense)
                {
                    editor.Values.Fill(convert(default!));
                    foreach (var (index, item) in value.Items())
                        editor.Values[index] = convert(item);
                }
                else
                {
                    for (int i = 0; i < values.Length; i++)
                        editor.Values[i] = convert(values[i]);
                    if (!dense)
                        value.GetIndices().CopyTo(editor.Indices);
                }
                dst = editor.Commit();
            };
        }
    }
}
