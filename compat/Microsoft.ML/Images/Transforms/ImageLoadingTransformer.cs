using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImageLoadingTransformer), null, typeof(SignatureLoadModel),
    "Image Loader Transform", ImageLoadingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

// Paths to images, or to the bytes of the files.
public sealed class ImageLoadingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageLoaderTransform";

    public readonly string? ImageFolder;

    private readonly bool _decode;

    internal ImageLoadingTransformer(IHostEnvironment env, string? imageFolder = null, bool type = true,
        params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(ImageLoadingTransformer)), columns)
    {
        // Without a folder, paths are taken as they are.
        if (!string.IsNullOrEmpty(imageFolder))
        {
            if (!Directory.Exists(imageFolder))
                throw new ArgumentException($"Directory \"{imageFolder}\" does not exist.");
            ImageFolder = Path.GetFullPath(imageFolder);
        }
        _decode = type;
    }

    private ImageLoadingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        ImageFolder = ctx.LoadStringOrNull();
        _decode = ctx.Reader.ReadBoolean();
    }

    private static ImageLoadingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ImageLoadingTransformer(env.Register(nameof(ImageLoadingTransformer)), ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "IMGLOADT",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ImageLoadingTransformer).Assembly.FullName!);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        ctx.SaveStringOrNull(ImageFolder);
        ctx.Writer.Write(_decode);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        if (inputSchema[srcCol].Type is not TextDataViewType)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", ColumnPairs[col].inputColumnName,
                TextDataViewType.Instance.ToString(), inputSchema[srcCol].Type.ToString()!);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly ImageLoadingTransformer _parent;

        public Mapper(ImageLoadingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host, parent, inputSchema) => _parent = parent;

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            DataViewType type = _parent._decode ? new ImageDataViewType() : new VectorDataViewType(NumberDataViewType.Byte);
            return _parent.ColumnPairs.Select(pair => new DataViewSchema.DetachedColumn(pair.outputColumnName, type)).ToArray();
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            var getPath = input.GetGetter<ReadOnlyMemory<char>>(InputSchema[ColMapNewToOld[iinfo]]);
            disposer = null;
            return _parent._decode ? ImageGetter(getPath, out disposer) : BytesGetter(getPath);
        }

        private ValueGetter<MLImage?> ImageGetter(ValueGetter<ReadOnlyMemory<char>> getPath, out Action disposer)
        {
            MLImage? last = null;
            disposer = () =>
            {
                last?.Dispose();
                last = null;
            };
            ReadOnlyMemory<char> path = default;
            return (ref MLImage? dst) =>
            {
                dst?.Dispose();
                dst = null;
                getPath(ref path);
                if (path.Length > 0)
                {
                    string full = FullPath(path);
                    dst = MLImage.CreateFromStream(new MemoryStream(File.ReadAllBytes(full)));
                    dst.Tag = full;
                }
                last = dst;
            };
        }

        private ValueGetter<VBuffer<byte>> BytesGetter(ValueGetter<ReadOnlyMemory<char>> getPath)
        {
            ReadOnlyMemory<char> path = default;
            return (ref VBuffer<byte> dst) =>
            {
                getPath(ref path);
                if (path.Length == 0)
                {
                    dst = VBufferEditor.Create(ref dst, 0).Commit();
                    return;
                }
                using var file = File.OpenRead(FullPath(path));
                var editor = VBufferEditor.Create(ref dst, checked((int)file.Length));
                file.ReadExactly(editor.Values);
                dst = editor.Commit();
            };
        }

        private string FullPath(ReadOnlyMemory<char> path)
            => string.IsNullOrWhiteSpace(_parent.ImageFolder) ? path.ToString() : Path.Combine(_parent.ImageFolder, path.ToString());
    }
}
