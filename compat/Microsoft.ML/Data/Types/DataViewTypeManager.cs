using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// An attribute that gives a member of a user's class a column type of its own, as ImageTypeAttribute does.
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false)]
public abstract class DataViewTypeAttribute : Attribute, IEquatable<DataViewTypeAttribute>
{
    protected DataViewTypeAttribute()
    {
    }

    public abstract void Register();

    public abstract bool Equals(DataViewTypeAttribute? other);
}

// Process-wide map between user-defined CLR types and column types, one to one.
public static class DataViewTypeManager
{
    private static readonly HashSet<Type> BuiltIn =
    [
        typeof(bool), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(float), typeof(double), typeof(string), typeof(ReadOnlySpan<char>), typeof(ReadOnlyMemory<char>), typeof(VBuffer<>),
        typeof(Nullable<>), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DataViewRowId),
    ];

    private static readonly Dictionary<AttributedType, DataViewType> ToDataView = [];
    private static readonly Dictionary<DataViewType, AttributedType> ToRaw = [];
    private static readonly object Gate = new();

    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute? typeAttribute = null)
    {
        Contracts.CheckValue(dataViewType, nameof(dataViewType));
        Contracts.CheckValue(type, nameof(type));
        if (BuiltIn.Contains(type))
            throw Contracts.ExceptParam(nameof(type), $"Type {type} is one of ML.NET's own and cannot be registered again.");

        var raw = new AttributedType(type, typeAttribute);
        lock (Gate)
        {
            var knownDataView = ToDataView.GetValueOrDefault(raw);
            if (knownDataView is not null && !knownDataView.Equals(dataViewType))
            {
                throw Contracts.ExceptParam(
                    nameof(type),
                    $"Repeated type register. The raw type {type} has been associated with {knownDataView} so it cannot be associated with {dataViewType}.");
            }

            if (ToRaw.TryGetValue(dataViewType, out var knownRaw) && !knownRaw.Equals(raw))
            {
                throw Contracts.ExceptParam(
                    nameof(dataViewType),
                    $"Repeated type register. The DataView type {dataViewType} has been associated with {knownRaw.Target} so it cannot be associated with {type}.");
            }

            ToDataView[raw] = dataViewType;
            ToRaw[dataViewType] = raw;
        }
    }

    [Obsolete("This API is deprecated, please use the new form of Register which takes in a single DataViewTypeAttribute instead.", false)]
    public static void Register(DataViewType dataViewType, Type type, IEnumerable<Attribute>? typeAttributes)
    {
        var attributes = typeAttributes?.ToArray() ?? [];
        if (attributes.Length > 1)
            throw Contracts.ExceptParam(nameof(type), $"Type {type} has too many attributes.");
        if (attributes.Length == 1 && attributes[0] is not DataViewTypeAttribute)
            throw Contracts.ExceptParam(nameof(type), $"Type {type} has an attribute that is not of DataViewTypeAttribute.");
        Register(dataViewType, type, (DataViewTypeAttribute?)attributes.SingleOrDefault());
    }

    internal static bool Knows(Type type, IEnumerable<Attribute>? typeAttributes = null) =>
        TryGetDataViewType(type, typeAttributes, out _);

    internal static bool Knows(DataViewType dataViewType)
    {
        lock (Gate)
            return ToRaw.ContainsKey(dataViewType);
    }

    internal static DataViewType GetDataViewType(Type type, IEnumerable<Attribute>? typeAttributes = null) =>
        TryGetDataViewType(type, typeAttributes, out var result)
            ? result
            : throw Contracts.ExceptParam(nameof(type), $"The raw type {type} is not registered with a DataView type.");

    private static bool TryGetDataViewType(Type type, IEnumerable<Attribute>? typeAttributes, [NotNullWhen(true)] out DataViewType? result)
    {
        var attributes = typeAttributes?.OfType<DataViewTypeAttribute>().ToArray() ?? [];
        if (attributes.Length > 1)
            throw Contracts.ExceptParam(nameof(type), $"Type {type.Name} cannot be marked with several type attributes.");
        lock (Gate)
            return ToDataView.TryGetValue(new AttributedType(type, attributes.SingleOrDefault()), out result);
    }

    private readonly record struct AttributedType(Type Target, DataViewTypeAttribute? Attribute)
    {
        public bool Equals(AttributedType other) =>
            Target == other.Target && (Attribute is null ? other.Attribute is null : other.Attribute is not null && Attribute.Equals(other.Attribute));

        public override int GetHashCode() => Attribute is null ? Target.GetHashCode() : HashCode.Combine(Target, Attribute.GetHashCode());
    }
}
