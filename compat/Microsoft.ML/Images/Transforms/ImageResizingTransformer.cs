using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImageResizingTransformer), null, typeof(SignatureLoadModel),
    "Image Resizer Transform", ImageResizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

public sealed class ImageResizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageScalerTransform";

    internal ImageResizingTransformer(IHostEnvironment env, params ImageResizingEstimator.ColumnOptions[] columns)
        : base(env.Register(nameof(ImageResizingTransformer)), Array.ConvertAll(columns, c => (c.Name, c.InputColumnName)))
        => Columns = columns;

    private ImageResizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
        => Columns = Array.ConvertAll(ColumnPairs, pair => new ImageResizingEstimator.ColumnOptions(pair.outputColumnName, pair.inputColumnName, ctx));

    internal ImageResizingEstimator.ColumnOptions[] Columns { get; }

    private static ImageResizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ImageResizingTransformer(env.Register(nameof(ImageResizingTransformer)), ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "IMGSCALF",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ImageResizingTransformer).Assembly.FullName!);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        foreach (var column in Columns)
            column.Save(ctx);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
        => ImageShape.CheckImage(Host, inputSchema, srcCol);

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly ImageResizingTransformer _parent;

        public Mapper(ImageResizingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host, parent, inputSchema) => _parent = parent;

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
            => _parent.Columns.Select(c => new DataViewSchema.DetachedColumn(c.Name, c.Type)).ToArray();

        // An image of the right size is handed on as it is, as ML.NET does: then the source and the result are one image.
        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            var column = _parent.Columns[iinfo];
            var getSource = input.GetGetter<MLImage?>(InputSchema[ColMapNewToOld[iinfo]]);
            MLImage? source = null;
            return (ValueGetter<MLImage?>)((ref MLImage? dst) =>
            {
                dst?.Dispose();
                dst = null;
                getSource(ref source);
                if (source is null)
                    return;
                if (source.Height == column.Type.Height && source.Width == column.Type.Width)
                {
                    dst = source;
                    return;
                }
                dst = ImageGeometry.Resize(source, column.Type.Width, column.Type.Height, column.Resizing, column.Anchor);
                dst.Tag = source.Tag;
            });
        }
    }
}
