using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Which column type a member of a user's class stands for.
internal static class MemberColumnType
{
    public static Type TypeOf(MemberInfo member) => member switch
    {
        FieldInfo field => field.FieldType,
        PropertyInfo property => property.PropertyType,
        _ => throw Contracts.ExceptNotSupp("Expected a field or a property"),
    };

    // T[] and VBuffer<T> are vectors of T; a string is text.
    public static (Type Item, bool IsVector) Shape(Type memberType)
    {
        var isVector = true;
        Type item;
        if (memberType.IsArray)
            item = memberType.GetElementType()!;
        else if (memberType.IsGenericType && memberType.GetGenericTypeDefinition() == typeof(VBuffer<>))
            item = memberType.GetGenericArguments()[0];
        else
            (item, isVector) = (memberType, false);
        return (item == typeof(string) ? typeof(ReadOnlyMemory<char>) : item, isVector);
    }

    public static DataViewType Infer(MemberInfo member)
    {
        var attributes = member.GetCustomAttributes().ToArray();
        var registering = attributes.OfType<DataViewTypeAttribute>().ToArray();
        if (registering.Length > 1)
            throw Contracts.ExceptParam(nameof(member), "Member {0} cannot be marked with several type attributes.", member.Name);
        if (registering.Length == 1)
            registering[0].Register();

        var (item, isVector) = Shape(TypeOf(member));
        if (DataViewTypeManager.Knows(item, attributes))
            return DataViewTypeManager.GetDataViewType(item, attributes);
        if (!ColumnTypeExtensions.TryGetPrimitiveType(item, out var itemType))
        {
            throw Contracts.ExceptParam(
                "rawType", "Could not determine an IDataView type and registered custom types for member {0}", member.Name);
        }

        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            if (!KeyDataViewType.IsValidDataType(item))
            {
                throw Contracts.ExceptParam(
                    nameof(member), "Member {0} marked with KeyType attribute, but does not appear to be a valid kind of data for a key type", member.Name);
            }

            itemType = new KeyDataViewType(item, key.KeyCount?.Count ?? KeyDataViewType.MaxCount(item));
        }

        var vector = member.GetCustomAttribute<VectorTypeAttribute>();
        if (vector is not null && !isVector)
        {
            throw Contracts.ExceptParam(
                nameof(member), "Member {0} marked with VectorTypeAttribute, but does not appear to be a vector type", member.Name);
        }

        if (!isVector)
            return itemType;
        return vector?.Dims is { Length: > 0 } dims ? new VectorDataViewType(itemType, dims) : new VectorDataViewType(itemType);
    }
}
