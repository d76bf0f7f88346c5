using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// A categorical value: stored as 1..Count, with 0 for missing.
public sealed class KeyDataViewType : PrimitiveDataViewType
{
    public KeyDataViewType(Type type, ulong count)
        : base(type)
    {
        Contracts.CheckParam(count > 0, nameof(count), "The cardinality of a key must be positive");
        Contracts.CheckParam(IsValidDataType(type), nameof(type), "Type is not valid for a key, must be byte, ushort, uint or ulong");
        Contracts.CheckParam(count <= MaxCount(type), nameof(count), "The cardinality of the key exceeds what its type can hold");
        Count = count;
    }

    public KeyDataViewType(Type type, int count)
        : this(type, (ulong)count)
    {
        Contracts.CheckParam(count > 0, nameof(count), "The cardinality of a key must be positive");
    }

    public ulong Count { get; }

    public static bool IsValidDataType(Type type)
    {
        Contracts.CheckValue(type, nameof(type));
        return type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) || type == typeof(ulong);
    }

    internal static ulong MaxCount(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => byte.MaxValue,
        TypeCode.UInt16 => ushort.MaxValue,
        TypeCode.UInt32 => uint.MaxValue,
        _ => ulong.MaxValue,
    };

    public override bool Equals(DataViewType? other) => other is KeyDataViewType key && key.RawType == RawType && key.Count == Count;

    public override bool Equals(object? other) => other is DataViewType type && Equals(type);

    public override int GetHashCode() => HashCode.Combine(RawType, Count);

    public override string ToString() => $"Key<{RawType.Name}, 0-{Count - 1}>";
}
