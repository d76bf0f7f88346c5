using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImagePixelExtractingTransformer), null, typeof(SignatureLoadModel),
    "Image Pixel Extractor Transform", ImagePixelExtractingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

// Images of known size to vectors of their colours: (value - offset) * scale.
public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImagePixelExtractor";

    internal ImagePixelExtractingTransformer(IHostEnvironment env, params ImagePixelExtractingEstimator.ColumnOptions[] columns)
        : base(env.Register(nameof(ImagePixelExtractingTransformer)), Array.ConvertAll(columns, c => (c.Name, c.InputColumnName)))
        => Columns = columns;

    private ImagePixelExtractingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
        => Columns = Array.ConvertAll(ColumnPairs,
            pair => new ImagePixelExtractingEstimator.ColumnOptions(pair.outputColumnName, pair.inputColumnName, ctx));

    internal ImagePixelExtractingEstimator.ColumnOptions[] Columns { get; }

    private static ImagePixelExtractingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ImagePixelExtractingTransformer(env.Register(nameof(ImagePixelExtractingTransformer)), ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "IMGPXEXT",
        verWrittenCur: 0x00010003,
        verReadableCur: 0x00010003,
        verWeCanReadBack: 0x00010003,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ImagePixelExtractingTransformer).Assembly.FullName!);

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
        var type = ImageShape.CheckImage(Host, inputSchema, srcCol);
        if (type.Height <= 0 || type.Width <= 0)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", Columns[col].InputColumnName, "known-size image", "unknown-size image");
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly ImagePixelExtractingTransformer _parent;

        public Mapper(ImagePixelExtractingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host, parent, inputSchema) => _parent = parent;

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
            => _parent.Columns.Select((column, i) =>
            {
                var image = (ImageDataViewType)InputSchema[ColMapNewToOld[i]].Type;
                var type = column.Interleave
                    ? new VectorDataViewType(column.ItemType, image.Height, image.Width, column.Planes)
                    : new VectorDataViewType(column.ItemType, column.Planes, image.Height, image.Width);
                return new DataViewSchema.DetachedColumn(column.Name, type);
            }).ToArray();

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            var column = _parent.Columns[iinfo];
            float offset = column.Offset, scale = column.Scale;
            return column.AsFloat
                ? MakeGetter<float>(input, iinfo, offset == 0 && scale == 1 ? v => v : v => (v - offset) * scale, out disposer)
                : MakeGetter<byte>(input, iinfo, v => v, out disposer);
        }

        private ValueGetter<VBuffer<T>> MakeGetter<T>(DataViewRow input, int iinfo, Func<byte, T> convert, out Action disposer)
        {
            var column = _parent.Columns[iinfo];
            var type = (ImageDataViewType)InputSchema[ColMapNewToOld[iinfo]].Type;
            int pixels = type.Height * type.Width, planes = column.Planes;
            var layout = new ColorLayout(column.Colors, column.Order);
            // A byte has few values: all conversions are made once.
            var table = new T[256];
            for (int i = 0; i < table.Length; i++)
                table[i] = convert((byte)i);

            var getSource = input.GetGetter<MLImage?>(InputSchema[ColMapNewToOld[iinfo]]);
            MLImage? source = null;
            // As in ML.NET, the last source image ends with the cursor.
            disposer = () =>
            {
                source?.Dispose();
                source = null;
            };
            return (ref VBuffer<T> dst) =>
            {
                getSource(ref source);
                if (source is null)
                {
                    // No image: a vector of the right length with nothing in it.
                    dst = VBufferEditor.Create(ref dst, pixels * planes, 0).Commit();
                    return;
                }
                _parent.Host.Check(source.Height == type.Height && source.Width == type.Width);
                var editor = VBufferEditor.Create(ref dst, pixels * planes);
                var (red, blue) = source.PixelFormat == MLPixelFormat.Rgba32 ? (0, 2) : (2, 0);
                var data = source.Pixels;
                int stride = column.Interleave ? planes : 1, plane = column.Interleave ? 1 : pixels;
                Copy(data[3..], editor.Values, layout.Alpha, plane, stride, table);
                Copy(data[red..], editor.Values, layout.Red, plane, stride, table);
                Copy(data[1..], editor.Values, layout.Green, plane, stride, table);
                Copy(data[blue..], editor.Values, layout.Blue, plane, stride, table);
                dst = editor.Commit();
            };
        }

        private static void Copy<T>(ReadOnlySpan<byte> source, Span<T> values, int place, int plane, int stride, T[] table)
        {
            if (place < 0)
                return;
            for (int from = 0, to = place * plane; from < source.Length; from += 4, to += stride)
                values[to] = table[source[from]];
        }
    }
}
