using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImageGrayscalingTransformer), null, typeof(SignatureLoadModel),
    "Image Greyscale Transform", ImageGrayscalingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

public sealed class ImageGrayscalingEstimator : TrivialEstimator<ImageGrayscalingTransformer>
{
    internal ImageGrayscalingEstimator(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(ImageGrayscalingEstimator)), new ImageGrayscalingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(c => c.Name);
        foreach (var (output, input) in Transformer.ColumnPairs)
        {
            var source = ImageShape.FindImage(Host, inputSchema, input);
            result[output] = new SchemaShape.Column(output, source.Kind, source.ItemType, source.IsKey);
        }
        return new SchemaShape(result.Values);
    }
}

public sealed class ImageGrayscalingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageGrayscaleTransform";

    internal ImageGrayscalingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(ImageGrayscalingTransformer)), columns)
    {
    }

    private ImageGrayscalingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
    }

    private static ImageGrayscalingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ImageGrayscalingTransformer(env.Register(nameof(ImageGrayscalingTransformer)), ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "IMGGRAYT",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ImageGrayscalingTransformer).Assembly.FullName!);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
        => ImageShape.CheckImage(Host, inputSchema, srcCol);

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly ImageGrayscalingTransformer _parent;

        public Mapper(ImageGrayscalingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host, parent, inputSchema) => _parent = parent;

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
            => _parent.ColumnPairs.Select((pair, i) => new DataViewSchema.DetachedColumn(pair.outputColumnName, InputSchema[ColMapNewToOld[i]].Type)).ToArray();

        // Images belong to the getter that made them: it disposes the one it is given back and, like ML.NET's, the last
        // source image when the cursor ends.
        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            var getSource = input.GetGetter<MLImage?>(InputSchema[ColMapNewToOld[iinfo]]);
            MLImage? source = null;
            disposer = () =>
            {
                source?.Dispose();
                source = null;
            };
            return (ValueGetter<MLImage?>)((ref MLImage? dst) =>
            {
                dst?.Dispose();
                dst = null;
                getSource(ref source);
                if (source is null)
                    return;
                dst = ImageGeometry.Gray(source);
                dst.Tag = source.Tag;
            });
        }
    }
}
