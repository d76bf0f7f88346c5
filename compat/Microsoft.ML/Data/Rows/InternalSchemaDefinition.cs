using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// A schema definition checked against the class it is for.
internal sealed class InternalSchemaDefinition
{
    private InternalSchemaDefinition(Column[] columns) => Columns = columns;

    public Column[] Columns { get; }

    public static InternalSchemaDefinition Create(Type userType, SchemaDefinition.Direction direction, SchemaDefinition? definition = null)
    {
        definition ??= SchemaDefinition.Create(userType, direction);
        return new(definition.ConvertAll(column => Bind(userType, column)).ToArray());
    }

    public DataViewSchema ToSchema()
    {
        var builder = new DataViewSchema.Builder();
        foreach (var column in Columns)
            builder.AddColumn(column.ColumnName, column.ColumnType, column.Annotations);
        return builder.ToSchema();
    }

    private static Column Bind(Type userType, SchemaDefinition.Column column)
    {
        MemberInfo member = (MemberInfo?)userType.GetField(column.MemberName) ?? userType.GetProperty(column.MemberName)
            ?? throw Contracts.ExceptParam(
                "userSchemaDefinition", "No field or property with name '{0}' found in type '{1}'", column.MemberName, userType.FullName!);
        var name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
        var type = column.ColumnType ?? MemberColumnType.Infer(member);
        var (item, isVector) = MemberColumnType.Shape(MemberColumnType.TypeOf(member));
        if (isVector != type is VectorDataViewType)
        {
            throw Contracts.ExceptParam(
                "userSchemaDefinition",
                "Column '{0}' is supposed to be {1}, but type of associated field '{2}' is {3}",
                name,
                isVector ? "scalar" : "vector",
                column.MemberName,
                isVector ? "vector" : "scalar");
        }

        if (type.GetItemType().RawType != item)
        {
            throw Contracts.ExceptParam(
                "userSchemaDefinition",
                "Column '{0}' is supposed to have item type {1}, but associated field has type {2}",
                name,
                type.GetItemType().RawType,
                item);
        }

        return new(name, type, member, column.Annotations);
    }

    public sealed record Column(string ColumnName, DataViewType ColumnType, MemberInfo Member, DataViewSchema.Annotations Annotations)
    {
        public Type MemberType => MemberColumnType.TypeOf(Member);
    }
}
