using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

// Values of annotations in a schema file: texts as strings, everything else as its bytes.
internal static class AnnotationCodec
{
    public static void Write(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType { ItemType: TextDataViewType })
        {
            VBuffer<ReadOnlyMemory<char>> texts = default;
            annotations.GetValue(column.Name, ref texts);
            writer.Write(texts.Length);
            foreach (var text in texts.DenseValues())
                writer.Write(text.ToString());
        }
        else if (column.Type is TextDataViewType)
        {
            ReadOnlyMemory<char> text = default;
            annotations.GetValue(column.Name, ref text);
            writer.Write(text.ToString());
        }
        else
        {
            Call(column.Type is VectorDataViewType ? nameof(WriteVector) : nameof(WriteScalar), column.Type, writer, annotations, column.Name);
        }
    }

    public static Delegate Read(IExceptionContext env, BinaryReader reader, DataViewType type)
    {
        if (type is VectorDataViewType { ItemType: TextDataViewType })
        {
            var texts = new string[SchemaFile.Count(env, reader)];
            for (var i = 0; i < texts.Length; i++)
                texts[i] = reader.ReadString();
            return ConstantGetter.Create(texts, type);
        }

        return type is TextDataViewType
            ? ConstantGetter.Create(reader.ReadString(), type)
            : ConstantGetter.Create(Call(type is VectorDataViewType ? nameof(ReadVector) : nameof(ReadScalar), type, env, reader), type);
    }

    private static object? Call(string method, DataViewType type, params object[] arguments) =>
        typeof(AnnotationCodec).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(type.GetItemType().RawType)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static void WriteScalar<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, string name)
        where T : struct
    {
        T value = default;
        annotations.GetValue(name, ref value);
        writer.Write(Bytes(ref value));
    }

    private static void WriteVector<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, string name)
        where T : struct
    {
        VBuffer<T> values = default;
        annotations.GetValue(name, ref values);
        writer.Write(values.Length);
        foreach (var item in values.DenseValues())
        {
            var value = item;
            writer.Write(Bytes(ref value));
        }
    }

    private static object ReadScalar<T>(IExceptionContext env, BinaryReader reader)
        where T : struct
    {
        T value = default;
        reader.BaseStream.ReadExactly(Bytes(ref value));
        return value;
    }

    private static object ReadVector<T>(IExceptionContext env, BinaryReader reader)
        where T : struct
    {
        var values = new T[SchemaFile.Count(env, reader)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (T)ReadScalar<T>(env, reader);
        return values;
    }

    private static Span<byte> Bytes<T>(ref T value)
        where T : struct
        => MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>());
}
