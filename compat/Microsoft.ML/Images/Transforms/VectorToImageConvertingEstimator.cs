using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

public sealed class VectorToImageConvertingEstimator : TrivialEstimator<VectorToImageConvertingTransformer>
{
    internal VectorToImageConvertingEstimator(IHostEnvironment env, params ColumnOptions[] columnOptions)
        : base(env.Register(nameof(VectorToImageConvertingEstimator)), new VectorToImageConvertingTransformer(env, columnOptions))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(c => c.Name);
        foreach (var column in Transformer.Columns)
        {
            if (!inputSchema.TryFindColumn(column.InputColumnName, out var source))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.InputColumnName);
            if (source.Kind != SchemaShape.Column.VectorKind.Vector || source.IsKey || !IsSupported(source.ItemType))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.InputColumnName,
                    "known-size vector of type Single, Double or Byte", source.GetTypeString());
            result[column.Name] = new SchemaShape.Column(column.Name, SchemaShape.Column.VectorKind.Scalar, column.Type, false);
        }
        return new SchemaShape(result.Values);
    }

    internal static bool IsSupported(DataViewType itemType)
        => itemType.Equals(NumberDataViewType.Single) || itemType.Equals(NumberDataViewType.Double) || itemType.Equals(NumberDataViewType.Byte);

    internal sealed class ColumnOptions
    {
        public ColumnOptions(string name, int imageHeight, int imageWidth, string? inputColumnName,
            ImagePixelExtractingEstimator.ColorBits colorsPresent, ImagePixelExtractingEstimator.ColorsOrder orderOfColors,
            bool interleavedColors, float scaleImage, float offsetImage, int defaultAlpha, int defaultRed, int defaultGreen, int defaultBlue)
        {
            Contracts.CheckNonWhiteSpace(name, nameof(name));
            Contracts.CheckParam(imageWidth > 0, nameof(imageWidth), "Image width must be greater than zero");
            Contracts.CheckParam(imageHeight > 0, nameof(imageHeight), "Image height must be greater than zero");
            Contracts.CheckParam(float.IsFinite(offsetImage), nameof(offsetImage));
            Contracts.CheckParam(float.IsFinite(scaleImage) && scaleImage != 0, nameof(scaleImage));
            Name = name;
            InputColumnName = inputColumnName ?? name;
            Type = new ImageDataViewType(imageHeight, imageWidth);
            Colors = colorsPresent;
            Contracts.CheckParam(Planes > 0, nameof(colorsPresent), "Need to use at least one color plane");
            Order = orderOfColors;
            Interleaved = interleavedColors;
            Scale = scaleImage;
            Offset = offsetImage;
            (DefaultAlpha, DefaultRed, DefaultGreen, DefaultBlue) = (defaultAlpha, defaultRed, defaultGreen, defaultBlue);
        }

        internal ColumnOptions(string name, string inputColumnName, ModelLoadContext ctx)
        {
            Name = name;
            InputColumnName = inputColumnName;
            Colors = (ImagePixelExtractingEstimator.ColorBits)ctx.Reader.ReadByte();
            Order = (ImagePixelExtractingEstimator.ColorsOrder)ctx.Reader.ReadByte();
            int width = ctx.Reader.ReadInt32(), height = ctx.Reader.ReadInt32();
            Offset = ctx.Reader.ReadSingle();
            Scale = ctx.Reader.ReadSingle();
            Interleaved = ctx.Reader.ReadBoolean();
            (DefaultAlpha, DefaultRed) = (ctx.Reader.ReadInt32(), ctx.Reader.ReadInt32());
            (DefaultGreen, DefaultBlue) = (ctx.Reader.ReadInt32(), ctx.Reader.ReadInt32());
            Contracts.CheckDecode(Planes > 0 && (Colors & ImagePixelExtractingEstimator.ColorBits.All) == Colors && Enum.IsDefined(Order));
            Contracts.CheckDecode(width > 0 && height > 0 && (long)width * height <= int.MaxValue / 4);
            Contracts.CheckDecode(float.IsFinite(Offset) && float.IsFinite(Scale) && Scale != 0);
            Type = new ImageDataViewType(height, width);
        }

        public string Name { get; }
        public string InputColumnName { get; }
        public ImageDataViewType Type { get; }
        public ImagePixelExtractingEstimator.ColorBits Colors { get; }
        public ImagePixelExtractingEstimator.ColorsOrder Order { get; }
        public bool Interleaved { get; }
        public float Offset { get; }
        public float Scale { get; }
        public int DefaultAlpha { get; }
        public int DefaultRed { get; }
        public int DefaultGreen { get; }
        public int DefaultBlue { get; }
        public int Planes => ColorLayout.CountPlanes(Colors);

        internal void Save(ModelSaveContext ctx)
        {
            ctx.Writer.Write((byte)Colors);
            ctx.Writer.Write((byte)Order);
            ctx.Writer.Write(Type.Width);
            ctx.Writer.Write(Type.Height);
            ctx.Writer.Write(Offset);
            ctx.Writer.Write(Scale);
            ctx.Writer.Write(Interleaved);
            ctx.Writer.Write(DefaultAlpha);
            ctx.Writer.Write(DefaultRed);
            ctx.Writer.Write(DefaultGreen);
            ctx.Writer.Write(DefaultBlue);
        }
    }
}
