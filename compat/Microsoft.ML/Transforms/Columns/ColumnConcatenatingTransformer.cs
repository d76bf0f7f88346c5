using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel),
    "Concat Transform", ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

// Joins columns of one item type, scalars and vectors, into one vector.
public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "ConcatTransform";

    private readonly string _name;
    private readonly string[] _sources;

    internal ColumnConcatenatingTransformer(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
        : base(env.Register(nameof(ColumnConcatenatingTransformer)))
    {
        _name = Host.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        _sources = Host.CheckNonEmpty(inputColumnNames, nameof(inputColumnNames));
    }

    private ColumnConcatenatingTransformer(IHost host, ModelLoadContext ctx)
        : base(host)
    {
        _name = ctx.LoadNonEmptyString();
        int count = ctx.Reader.ReadInt32();
        host.CheckDecode(count > 0);
        var sources = new List<string>();
        for (int i = 0; i < count; i++)
            sources.Add(ctx.LoadNonEmptyString());
        _sources = sources.ToArray();
    }

    private static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ColumnConcatenatingTransformer(env.Register(nameof(ColumnConcatenatingTransformer)), ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "CONCATTR",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ColumnConcatenatingTransformer).Assembly.FullName!);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        ctx.SaveNonEmptyString(_name);
        ctx.Writer.Write(_sources.Length);
        foreach (var source in _sources)
            ctx.SaveNonEmptyString(source);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : MapperBase
    {
        private readonly ColumnConcatenatingTransformer _parent;
        private readonly DataViewSchema.Column[] _sources;
        private readonly VectorDataViewType _type;

        public Mapper(ColumnConcatenatingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host, inputSchema, parent)
        {
            _parent = parent;
            _sources = Array.ConvertAll(parent._sources, name => inputSchema.GetColumnOrNull(name)
                ?? throw parent.Host.ExceptSchemaMismatch(nameof(inputSchema), "input", name));
            _type = MakeType();
        }

        private protected override void SaveModel(ModelSaveContext ctx) => _parent.SaveModel(ctx);

        // One vector alone passes through as it is, with its dimensions and annotations.
        private bool IsIdentity => _sources.Length == 1 && _sources[0].Type is VectorDataViewType;

        private VectorDataViewType MakeType()
        {
            if (IsIdentity)
                return (VectorDataViewType)_sources[0].Type;
            var itemType = ItemType(_sources[0]);
            int size = 0;
            bool known = true;
            foreach (var source in _sources)
            {
                if (!ItemType(source).Equals(itemType))
                    throw Host.ExceptSchemaMismatch("inputSchema", "input", source.Name, itemType.ToString()!, source.Type.ToString()!);
                int count = Size(source);
                known &= count > 0;
                size += count;
            }
            if (itemType is not PrimitiveDataViewType primitive)
                throw Host.ExceptSchemaMismatch("inputSchema", "input", _sources[0].Name, "primitive or vector of primitive", itemType.ToString()!);
            return new VectorDataViewType(primitive, known ? size : 0);
        }

        private static DataViewType ItemType(DataViewSchema.Column column)
            => column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;

        private static int Size(DataViewSchema.Column column)
            => column.Type is VectorDataViewType vector ? vector.Size : 1;

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
            => [new DataViewSchema.DetachedColumn(_parent._name, _type, IsIdentity ? _sources[0].Annotations : MakeAnnotations())];

        private DataViewSchema.Annotations MakeAnnotations()
        {
            var builder = new DataViewSchema.Annotations.Builder();
            if (_type.ItemType is NumberDataViewType && _sources.All(c => c.IsNormalized()))
                builder.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
            if (_type.IsKnownSize && _sources.Any(c => c.Type is not VectorDataViewType || c.HasSlotNames()))
                builder.Add(AnnotationUtils.Kinds.SlotNames, new VectorDataViewType(TextDataViewType.Instance, _type.Size),
                    (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)GetSlotNames);
            return builder.ToAnnotations();
        }

        // A scalar's slot has the column's name; a vector's slots have its slot names behind the column's name, or none.
        private void GetSlotNames(ref VBuffer<ReadOnlyMemory<char>> dst)
        {
            var all = new ReadOnlyMemory<char>[_type.Size];
            var names = default(VBuffer<ReadOnlyMemory<char>>);
            int slot = 0;
            foreach (var source in _sources)
            {
                if (source.Type is not VectorDataViewType)
                    all[slot] = source.Name.AsMemory();
                else if (source.HasSlotNames())
                {
                    source.Annotations.GetValue(AnnotationUtils.Kinds.SlotNames, ref names);
                    foreach (var (index, name) in names.Items())
                        if (!name.IsEmpty)
                            all[slot + index] = $"{source.Name}.{name}".AsMemory();
                }
                slot += Size(source);
            }
            dst = new VBuffer<ReadOnlyMemory<char>>(all.Length, all);
        }

        private protected override Func<int, bool> GetDependenciesCore(Func<int, bool> activeOutput)
        {
            if (!activeOutput(0))
                return _ => false;
            var needed = _sources.Select(c => c.Index).ToHashSet();
            return needed.Contains;
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            return IsIdentity
                ? input.GetGetterAsDelegate(_sources[0].Index)
                : GenericCall.Invoke<Delegate>(GenericCall.Method<Mapper>(nameof(MakeGetterCore)), null, [_type.ItemType.RawType], input, _sources);
        }

        private static Delegate MakeGetterCore<T>(DataViewRow input, DataViewSchema.Column[] sources)
        {
            var scalars = new ValueGetter<T>?[sources.Length];
            var vectors = new ValueGetter<VBuffer<T>>?[sources.Length];
            for (int i = 0; i < sources.Length; i++)
            {
                if (sources[i].Type is VectorDataViewType)
                    vectors[i] = input.GetGetter<VBuffer<T>>(sources[i]);
                else
                    scalars[i] = input.GetGetter<T>(sources[i]);
            }
            var buffers = new VBuffer<T>[sources.Length];

            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> dst) =>
            {
                int length = 0, count = 0;
                for (int i = 0; i < sources.Length; i++)
                {
                    if (vectors[i] is not { } get)
                    {
                        length++;
                        count++;
                        continue;
                    }
                    get(ref buffers[i]);
                    int expected = Size(sources[i]);
                    if (expected != 0 && buffers[i].Length != expected)
                        throw Contracts.Except($"Column '{sources[i].Name}': expected {expected} slots, but got {buffers[i].Length}");
                    length = checked(length + buffers[i].Length);
                    count += buffers[i].GetValues().Length;
                }

                // Sparse where at least half of the slots are empty, as upstream does.
                bool sparse = count <= length / 2;
                var editor = sparse ? VBufferEditor.Create(ref dst, length, count) : VBufferEditor.Create(ref dst, length);
                int slot = 0, at = 0;
                for (int i = 0; i < sources.Length; i++)
                {
                    if (scalars[i] is { } getOne)
                    {
                        int to = sparse ? at : slot;
                        getOne(ref editor.Values[to]);
                        if (sparse)
                            editor.Indices[at++] = slot;
                        slot++;
                        continue;
                    }
                    if (sparse)
                    {
                        foreach (var (index, value) in buffers[i].Items())
                        {
                            editor.Values[at] = value;
                            editor.Indices[at++] = slot + index;
                        }
                    }
                    else
                        buffers[i].CopyTo(editor.Values.Slice(slot, buffers[i].Length));
                    slot += buffers[i].Length;
                }
                dst = editor.Commit();
            });
        }
    }
}
