using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(VectorToImageConvertingTransformer), null, typeof(SignatureLoadModel),
    "Vector To Image Transform", VectorToImageConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

// Vectors of colours to images: value * scale - offset. (The inverse of extraction takes other numbers than extraction.)
public sealed class VectorToImageConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "VectorToImageConverter";

    internal VectorToImageConvertingTransformer(IHostEnvironment env, params VectorToImageConvertingEstimator.ColumnOptions[] columns)
        : base(env.Register(nameof(VectorToImageConvertingTransformer)), Array.ConvertAll(columns, c => (c.Name, c.InputColumnName)))
        => Columns = columns;

    private VectorToImageConvertingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
        => Columns = Array.ConvertAll(ColumnPairs,
            pair => new VectorToImageConvertingEstimator.ColumnOptions(pair.outputColumnName, pair.inputColumnName, ctx));

    internal VectorToImageConvertingEstimator.ColumnOptions[] Columns { get; }

    private static VectorToImageConvertingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new VectorToImageConvertingTransformer(env.Register(nameof(VectorToImageConvertingTransformer)), ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "VECTOIMG",
        verWrittenCur: 0x00010003,
        verReadableCur: 0x00010003,
        verWeCanReadBack: 0x00010003,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(VectorToImageConvertingTransformer).Assembly.FullName!);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        foreach (var column in Columns)
            column.Save(ctx);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        var column = Columns[col];
        if (inputSchema[srcCol].Type is not VectorDataViewType type || !VectorToImageConvertingEstimator.IsSupported(type.ItemType))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.InputColumnName,
                "known-size vector of type Single, Double or Byte", inputSchema[srcCol].Type.ToString()!);
        if (type.Size != column.Type.Height * column.Type.Width * column.Planes)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.InputColumnName,
                new VectorDataViewType(type.ItemType, column.Type.Height, column.Type.Width, column.Planes).ToString()!, type.ToString()!);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly VectorToImageConvertingTransformer _parent;

        public Mapper(VectorToImageConvertingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host, parent, inputSchema) => _parent = parent;

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
            => _parent.Columns.Select(c => new DataViewSchema.DetachedColumn(c.Name, c.Type)).ToArray();

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            var itemType = ((VectorDataViewType)InputSchema[ColMapNewToOld[iinfo]].Type).ItemType;
            if (itemType.Equals(NumberDataViewType.Byte))
                return MakeGetter<byte>(input, iinfo, v => v, canScale: false);
            return itemType.Equals(NumberDataViewType.Single)
                ? MakeGetter<float>(input, iinfo, v => v, canScale: true)
                : MakeGetter<double>(input, iinfo, v => (float)v, canScale: true);
        }

        private ValueGetter<MLImage?> MakeGetter<T>(DataViewRow input, int iinfo, Func<T, float> toFloat, bool canScale)
        {
            var column = _parent.Columns[iinfo];
            var layout = new ColorLayout(column.Colors, column.Order);
            int width = column.Type.Width, height = column.Type.Height, pixels = width * height;
            int stride = column.Interleaved ? column.Planes : 1, plane = column.Interleaved ? 1 : pixels;
            bool scaled = canScale && (column.Offset != 0 || column.Scale != 1);
            var getSource = input.GetGetter<VBuffer<T>>(InputSchema[ColMapNewToOld[iinfo]]);
            VBuffer<T> source = default, dense = default;

            return (ref MLImage? dst) =>
            {
                getSource(ref source);
                if (source.GetValues().Length == 0)
                {
                    dst = null;
                    return;
                }
                source.CopyToDense(ref dense);
                var values = dense.GetValues();
                var data = new byte[pixels * 4];
                Fill(values, data, 0, layout.Blue, column.DefaultBlue);
                Fill(values, data, 1, layout.Green, column.DefaultGreen);
                Fill(values, data, 2, layout.Red, column.DefaultRed);
                // Where values are scaled but have no alpha, ML.NET's images have no opacity either, whatever the default is.
                if (!scaled || layout.Alpha >= 0)
                    Fill(values, data, 3, layout.Alpha, column.DefaultAlpha);
                dst = MLImage.FromBgra(width, height, data);
                dst.Tag = nameof(VectorToImageConvertingTransformer);
            };

            void Fill(ReadOnlySpan<T> values, byte[] data, int at, int place, int missing)
            {
                for (int i = 0, from = place * plane; i < pixels; i++, from += stride)
                {
                    float value = place < 0 ? missing : toFloat(values[from]);
                    data[i * 4 + at] = scaled ? (byte)Math.Round(value * column.Scale - column.Offset) : (byte)value;
                }
            }
        }
    }
}
