using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

public sealed class ImagePixelExtractingEstimator : TrivialEstimator<ImagePixelExtractingTransformer>
{
    [Flags]
    public enum ColorBits : byte
    {
        Alpha = 1,
        Red = 2,
        Green = 4,
        Blue = 8,
        Rgb = Red | Green | Blue,
        All = Alpha | Red | Green | Blue,
    }

    public enum ColorsOrder : byte
    {
        ARGB = 1,
        ARBG = 2,
        ABRG = 3,
        ABGR = 4,
        AGRB = 5,
        AGBR = 6,
    }

    internal ImagePixelExtractingEstimator(IHostEnvironment env, params ColumnOptions[] columns)
        : base(env.Register(nameof(ImagePixelExtractingEstimator)), new ImagePixelExtractingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(c => c.Name);
        foreach (var column in Transformer.Columns)
        {
            ImageShape.FindImage(Host, inputSchema, column.InputColumnName);
            result[column.Name] = new SchemaShape.Column(column.Name, SchemaShape.Column.VectorKind.Vector, column.ItemType, false);
        }
        return new SchemaShape(result.Values);
    }

    internal sealed class ColumnOptions
    {
        public ColumnOptions(string name, string? inputColumnName = null, ColorBits colorsToExtract = ColorBits.Rgb,
            ColorsOrder orderOfExtraction = ColorsOrder.ARGB, bool interleavePixelColors = false, float offsetImage = 0f,
            float scaleImage = 1f, bool outputAsFloatArray = true)
        {
            Contracts.CheckNonWhiteSpace(name, nameof(name));
            Name = name;
            InputColumnName = inputColumnName ?? name;
            Colors = colorsToExtract;
            Order = orderOfExtraction;
            Interleave = interleavePixelColors;
            AsFloat = outputAsFloatArray;
            // Bytes are given as they are.
            Offset = outputAsFloatArray ? offsetImage : 0f;
            Scale = outputAsFloatArray ? scaleImage : 1f;
            Contracts.CheckParam(Planes > 0, nameof(colorsToExtract), "Need to use at least one color plane.");
            Contracts.CheckParam(float.IsFinite(Offset), nameof(offsetImage));
            Contracts.CheckParam(float.IsFinite(Scale) && Scale != 0, nameof(scaleImage));
        }

        internal ColumnOptions(string name, string inputColumnName, ModelLoadContext ctx)
        {
            Name = name;
            InputColumnName = inputColumnName;
            Colors = (ColorBits)ctx.Reader.ReadByte();
            Order = (ColorsOrder)ctx.Reader.ReadByte();
            AsFloat = ctx.Reader.ReadBoolean();
            Offset = ctx.Reader.ReadSingle();
            Scale = ctx.Reader.ReadSingle();
            Interleave = ctx.Reader.ReadBoolean();
            Contracts.CheckDecode(Planes > 0 && (Colors & ColorBits.All) == Colors && Enum.IsDefined(Order));
            Contracts.CheckDecode(float.IsFinite(Offset) && float.IsFinite(Scale) && Scale != 0);
        }

        public string Name { get; }
        public string InputColumnName { get; }
        public ColorBits Colors { get; }
        public ColorsOrder Order { get; }
        public bool Interleave { get; }
        public float Offset { get; }
        public float Scale { get; }
        public bool AsFloat { get; }
        public int Planes => ColorLayout.CountPlanes(Colors);
        public PrimitiveDataViewType ItemType => AsFloat ? NumberDataViewType.Single : NumberDataViewType.Byte;

        internal void Save(ModelSaveContext ctx)
        {
            ctx.Writer.Write((byte)Colors);
            ctx.Writer.Write((byte)Order);
            ctx.Writer.Write(AsFloat);
            ctx.Writer.Write(Offset);
            ctx.Writer.Write(Scale);
            ctx.Writer.Write(Interleave);
        }
    }
}
