using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Arrays of primitive values in a model file.
internal static class SavedValues
{
    public static void SaveType(ModelSaveContext ctx, PrimitiveDataViewType type)
    {
        Contracts.Check(type.RawType.TryGetDataKind(out var kind), "Values of this type cannot be saved");
        ctx.Writer.Write((byte)kind);
        ctx.Writer.Write(type.GetKeyCount());
    }

    public static PrimitiveDataViewType LoadType(ModelLoadContext ctx)
    {
        var kind = (DataKind)ctx.Reader.ReadByte();
        ulong keyCount = ctx.Reader.ReadUInt64();
        Contracts.CheckDecode(Enum.IsDefined(kind));
        var type = ColumnTypeExtensions.PrimitiveTypeFromKind(kind);
        if (keyCount == 0)
            return type;
        Contracts.CheckDecode(KeyDataViewType.IsValidDataType(type.RawType));
        return new KeyDataViewType(type.RawType, keyCount);
    }

    public static void Save<T>(ModelSaveContext ctx, T[] values) where T : notnull
    {
        ctx.Writer.Write(values.Length);
        foreach (var value in values)
        {
            if (value is ReadOnlyMemory<char> text)
                ctx.SaveString(text);
            else
                ctx.Writer.Write(AsBytes(in value));
        }
    }

    public static T[] Load<T>(ModelLoadContext ctx) where T : notnull
    {
        int count = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(count >= 0);
        // One by one: a damaged count must not allocate.
        var values = new List<T>();
        for (int i = 0; i < count; i++)
            values.Add(LoadOne<T>(ctx));
        return values.ToArray();
    }

    private static T LoadOne<T>(ModelLoadContext ctx)
    {
        if (typeof(T) == typeof(ReadOnlyMemory<char>))
            return (T)(object)ctx.LoadString().AsMemory();
        var bytes = ctx.Reader.ReadBytes(Unsafe.SizeOf<T>());
        Contracts.CheckDecode(bytes.Length == Unsafe.SizeOf<T>());
        return Unsafe.ReadUnaligned<T>(ref bytes[0]);
    }

    // All primitive types but text are plain numbers in memory.
    private static ReadOnlySpan<byte> AsBytes<T>(ref readonly T value)
        => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in value)), Unsafe.SizeOf<T>());
}
