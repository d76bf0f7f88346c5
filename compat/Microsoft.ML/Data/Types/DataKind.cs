using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public enum DataKind : byte
{
    SByte = 1,
    Byte = 2,
    Int16 = 3,
    UInt16 = 4,
    Int32 = 5,
    UInt32 = 6,
    Int64 = 7,
    UInt64 = 8,
    Single = 9,
    Double = 10,
    String = 11,
    Boolean = 12,
    TimeSpan = 13,
    DateTime = 14,
    DateTimeOffset = 15,
}

// Between CLR types, data kinds and the column types that hold them.
internal static class ColumnTypeExtensions
{
    public static bool IsStandardScalar(this DataViewType type) =>
        type is NumberDataViewType or TextDataViewType or BooleanDataViewType or TimeSpanDataViewType or DateTimeDataViewType
            or DateTimeOffsetDataViewType;

    public static DataViewType GetItemType(this DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    public static int GetVectorSize(this DataViewType type) => type is VectorDataViewType vector ? vector.Size : 0;

    public static int GetValueCount(this DataViewType type) => type is VectorDataViewType vector ? vector.Size : 1;

    public static bool IsKnownSizeVector(this DataViewType type) => type is VectorDataViewType { IsKnownSize: true };

    public static ulong GetKeyCount(this DataViewType type) => type is KeyDataViewType key ? key.Count : 0;

    public static int GetKeyCountAsInt32(this DataViewType type, IExceptionContext? ectx = null)
    {
        var count = type.GetKeyCount();
        ectx.Check(count <= int.MaxValue, "The key count is too large");
        return (int)count;
    }

    public static bool TryGetDataKind(this Type type, out DataKind kind)
    {
        kind = default;
        if (type.IsEnum)
            return false;
        if (type == typeof(ReadOnlyMemory<char>))
            kind = DataKind.String;
        else if (type == typeof(TimeSpan))
            kind = DataKind.TimeSpan;
        else if (type == typeof(DateTimeOffset))
            kind = DataKind.DateTimeOffset;
        else
            kind = Type.GetTypeCode(type) switch
            {
                TypeCode.SByte => DataKind.SByte,
                TypeCode.Byte => DataKind.Byte,
                TypeCode.Int16 => DataKind.Int16,
                TypeCode.UInt16 => DataKind.UInt16,
                TypeCode.Int32 => DataKind.Int32,
                TypeCode.UInt32 => DataKind.UInt32,
                TypeCode.Int64 => DataKind.Int64,
                TypeCode.UInt64 => DataKind.UInt64,
                TypeCode.Single => DataKind.Single,
                TypeCode.Double => DataKind.Double,
                TypeCode.String => DataKind.String,
                TypeCode.Boolean => DataKind.Boolean,
                TypeCode.DateTime => DataKind.DateTime,
                _ => 0,
            };
        return kind != 0;
    }

    public static Type ToType(this DataKind kind) => PrimitiveTypeFromKind(kind).RawType;

    public static PrimitiveDataViewType PrimitiveTypeFromKind(DataKind kind) => kind switch
    {
        DataKind.SByte => NumberDataViewType.SByte,
        DataKind.Byte => NumberDataViewType.Byte,
        DataKind.Int16 => NumberDataViewType.Int16,
        DataKind.UInt16 => NumberDataViewType.UInt16,
        DataKind.Int32 => NumberDataViewType.Int32,
        DataKind.UInt32 => NumberDataViewType.UInt32,
        DataKind.Int64 => NumberDataViewType.Int64,
        DataKind.UInt64 => NumberDataViewType.UInt64,
        DataKind.Single => NumberDataViewType.Single,
        DataKind.Double => NumberDataViewType.Double,
        DataKind.String => TextDataViewType.Instance,
        DataKind.Boolean => BooleanDataViewType.Instance,
        DataKind.TimeSpan => TimeSpanDataViewType.Instance,
        DataKind.DateTime => DateTimeDataViewType.Instance,
        DataKind.DateTimeOffset => DateTimeOffsetDataViewType.Instance,
        _ => throw Contracts.ExceptParam(nameof(kind), "Unknown data kind {0}", kind),
    };

    public static PrimitiveDataViewType PrimitiveTypeFromType(Type type)
    {
        if (type == typeof(DataViewRowId))
            return RowIdDataViewType.Instance;
        if (type.TryGetDataKind(out var kind))
            return PrimitiveTypeFromKind(kind);
        throw Contracts.ExceptParam(nameof(type), "Type {0} is not a primitive column type", type);
    }

    public static bool TryGetPrimitiveType(Type type, [NotNullWhen(true)] out PrimitiveDataViewType? result)
    {
        result = type == typeof(DataViewRowId) ? RowIdDataViewType.Instance
            : type.TryGetDataKind(out var kind) ? PrimitiveTypeFromKind(kind)
            : null;
        return result is not null;
    }

    // Two columns' types agree when item type and key count agree and sizes do; variable matches only variable.
    public static bool SameSizeAndItemType(this DataViewType type, DataViewType? other)
    {
        if (other is null)
            return false;
        if (type.Equals(other))
            return true;
        return type is VectorDataViewType a && other is VectorDataViewType b && a.ItemType.Equals(b.ItemType) && a.Size == b.Size;
    }
}
