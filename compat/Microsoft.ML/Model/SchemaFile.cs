using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

// The input schema of a saved model. Upstream writes an empty data file of its own binary format here; this is a format of the
// stand-in. As upstream, columns of types without a codec (images, registered types) are left out, with a warning.
internal static class SchemaFile
{
    private static readonly byte[] Magic = "MLSCHEM1"u8.ToArray();

    private enum Shape : byte
    {
        Scalar = 0,
        Key = 1,
        Vector = 2,
        RowId = 3,
    }

    public static void Write(IChannel channel, DataViewSchema schema, Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        var columns = schema.Where(column => CanWrite(column.Type)).ToArray();
        foreach (var column in schema.Where(column => !CanWrite(column.Type)))
            channel.Warning(MessageSensitivity.Schema, "Column '{0}' of type '{1}' is not saved with the schema: it has no codec", column.Name, column.Type);
        writer.Write(columns.Length);
        foreach (var column in columns)
            WriteColumn(writer, column);
    }

    public static DataViewSchema Read(IExceptionContext env, Stream stream)
    {
        try
        {
            using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
            env.CheckDecode(reader.ReadBytes(Magic.Length).SequenceEqual(Magic), "The model's schema is of an unknown format");
            var builder = new DataViewSchema.Builder();
            for (var left = Count(env, reader); left > 0; left--)
            {
                var name = reader.ReadString();
                env.CheckDecode(name.Length > 0);
                var type = ReadType(env, reader, depth: 0);
                builder.AddColumn(name, type, ReadAnnotations(env, reader));
            }

            return builder.ToSchema();
        }
        catch (Exception ex) when (ex is EndOfStreamException or ArgumentException or OverflowException or IOException)
        {
            throw env.ExceptDecode(ex, "The model's schema is damaged");
        }
    }

    private static bool CanWrite(DataViewType type) => type switch
    {
        VectorDataViewType vector => CanWrite(vector.ItemType),
        KeyDataViewType or RowIdDataViewType => true,
        _ => type.IsStandardScalar(),
    };

    private static void WriteColumn(BinaryWriter writer, DataViewSchema.Column column)
    {
        writer.Write(column.Name);
        WriteType(writer, column.Type);
        var annotations = column.Annotations.Schema.Where(annotation => !annotation.IsHidden && CanWrite(annotation.Type)).ToArray();
        writer.Write(annotations.Length);
        foreach (var annotation in annotations)
        {
            writer.Write(annotation.Name);
            WriteType(writer, annotation.Type);
            AnnotationCodec.Write(writer, column.Annotations, annotation);
        }
    }

    private static DataViewSchema.Annotations ReadAnnotations(IExceptionContext env, BinaryReader reader)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        for (var left = Count(env, reader); left > 0; left--)
        {
            var name = reader.ReadString();
            var type = ReadType(env, reader, depth: 0);
            builder.Add(name, type, AnnotationCodec.Read(env, reader, type));
        }

        return builder.ToAnnotations();
    }

    private static void WriteType(BinaryWriter writer, DataViewType type)
    {
        switch (type)
        {
            case VectorDataViewType vector:
                writer.Write((byte)Shape.Vector);
                WriteType(writer, vector.ItemType);
                writer.Write(vector.Dimensions.Length);
                foreach (var dimension in vector.Dimensions)
                    writer.Write(dimension);
                break;
            case KeyDataViewType key:
                writer.Write((byte)Shape.Key);
                key.RawType.TryGetDataKind(out var keyKind);
                writer.Write((byte)keyKind);
                writer.Write(key.Count);
                break;
            case RowIdDataViewType:
                writer.Write((byte)Shape.RowId);
                break;
            default:
                writer.Write((byte)Shape.Scalar);
                type.RawType.TryGetDataKind(out var kind);
                writer.Write((byte)kind);
                break;
        }
    }

    private static DataViewType ReadType(IExceptionContext env, BinaryReader reader, int depth)
    {
        switch ((Shape)reader.ReadByte())
        {
            case Shape.Scalar:
                return ColumnTypeExtensions.PrimitiveTypeFromKind((DataKind)reader.ReadByte());
            case Shape.Key:
                return new KeyDataViewType(((DataKind)reader.ReadByte()).ToType(), reader.ReadUInt64());
            case Shape.RowId:
                return RowIdDataViewType.Instance;
            case Shape.Vector when depth == 0:
                var item = ReadType(env, reader, depth + 1);
                var dimensions = new int[Count(env, reader)];
                for (var i = 0; i < dimensions.Length; i++)
                    dimensions[i] = reader.ReadInt32();
                return new VectorDataViewType((PrimitiveDataViewType)item, dimensions);
            default:
                throw env.ExceptDecode("The model's schema names an unknown type");
        }
    }

    // Whatever is counted takes a byte at least, so a count beyond the stream's rest is a lie.
    internal static int Count(IExceptionContext env, BinaryReader reader)
    {
        var count = reader.ReadInt32();
        env.CheckDecode(count >= 0 && count <= reader.BaseStream.Length - reader.BaseStream.Position, "The model's schema is damaged");
        return count;
    }
}
