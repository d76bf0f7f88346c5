using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

public sealed class ImageResizingEstimator : TrivialEstimator<ImageResizingTransformer>
{
    public enum ResizingKind : byte
    {
        IsoPad = 0,
        IsoCrop = 1,
        Fill = 2,
    }

    public enum Anchor : byte
    {
        Right = 0,
        Left = 1,
        Top = 2,
        Bottom = 3,
        Center = 4,
    }

    internal ImageResizingEstimator(IHostEnvironment env, params ColumnOptions[] columns)
        : base(env.Register(nameof(ImageResizingEstimator)), new ImageResizingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(c => c.Name);
        foreach (var column in Transformer.Columns)
        {
            ImageShape.FindImage(Host, inputSchema, column.InputColumnName);
            result[column.Name] = new SchemaShape.Column(column.Name, SchemaShape.Column.VectorKind.Scalar, column.Type, false);
        }
        return new SchemaShape(result.Values);
    }

    internal sealed class ColumnOptions
    {
        public ColumnOptions(string name, int imageWidth, int imageHeight, string? inputColumnName = null,
            ResizingKind resizing = ResizingKind.IsoCrop, Anchor anchor = Anchor.Center)
        {
            Contracts.CheckNonEmpty(name, nameof(name));
            Contracts.CheckUserArg(imageWidth > 0, nameof(imageWidth));
            Contracts.CheckUserArg(imageHeight > 0, nameof(imageHeight));
            Contracts.CheckUserArg(Enum.IsDefined(resizing), nameof(resizing));
            Contracts.CheckUserArg(Enum.IsDefined(anchor), nameof(anchor));
            Name = name;
            InputColumnName = inputColumnName ?? name;
            Type = new ImageDataViewType(imageHeight, imageWidth);
            Resizing = resizing;
            Anchor = anchor;
        }

        internal ColumnOptions(string name, string inputColumnName, ModelLoadContext ctx)
        {
            int width = ctx.Reader.ReadInt32(), height = ctx.Reader.ReadInt32();
            Contracts.CheckDecode(width > 0 && height > 0 && (long)width * height <= int.MaxValue / 4);
            Resizing = (ResizingKind)ctx.Reader.ReadByte();
            Anchor = (Anchor)ctx.Reader.ReadByte();
            Contracts.CheckDecode(Enum.IsDefined(Resizing) && Enum.IsDefined(Anchor));
            Name = name;
            InputColumnName = inputColumnName;
            Type = new ImageDataViewType(height, width);
        }

        public string Name { get; }
        public string InputColumnName { get; }
        public ImageDataViewType Type { get; }
        public ResizingKind Resizing { get; }
        public Anchor Anchor { get; }

        internal void Save(ModelSaveContext ctx)
        {
            ctx.Writer.Write(Type.Width);
            ctx.Writer.Write(Type.Height);
            ctx.Writer.Write((byte)Resizing);
            ctx.Writer.Write((byte)Anchor);
        }
    }
}
