using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// How a user's class maps to columns; made from the class by reflection, open to changes before use.
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = Read | Write,
    }

    public Column? this[string columnName]
    {
        get => Find(column => column.ColumnName == columnName);
        set
        {
            Contracts.CheckValue(value, nameof(value));
            if (value.ColumnName != columnName)
            {
                throw Contracts.ExceptParam(
                    nameof(columnName), "The column name is specified as '{0}' but must match the selector '{1}'.", value.ColumnName, columnName);
            }

            var index = FindIndex(column => column.ColumnName == columnName);
            if (index >= 0)
                this[index] = value;
            else
                Add(value);
        }
    }

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        Contracts.CheckValue(userType, nameof(userType));
        var result = new SchemaDefinition();
        var names = new HashSet<string>();
        foreach (var member in MembersOf(userType, direction))
        {
            var name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            // The order of fields by reflection is not defined, so hiding by name would differ from run to run.
            if (!names.Add(name))
                throw Contracts.ExceptParam(nameof(userType), "Duplicate column name '{0}' detected, this is disallowed", name);
            result.Add(new Column(member.Name, MemberColumnType.Infer(member), name));
        }

        return result;
    }

    internal static IEnumerable<MemberInfo> MembersOf(Type userType, Direction direction)
    {
        const BindingFlags PublicInstance = BindingFlags.Public | BindingFlags.Instance;
        var properties = userType.GetProperties(PublicInstance).Where(property =>
            property.GetIndexParameters().Length == 0
            && ((direction.HasFlag(Direction.Read) && property.GetGetMethod() is not null)
                || (direction.HasFlag(Direction.Write) && property.GetSetMethod() is not null)));
        return userType.GetFields(PublicInstance).Cast<MemberInfo>().Concat(properties).Where(IsColumn);
    }

    // A member of type IChannel was once the way to log from a mapping; it is no column.
    private static bool IsColumn(MemberInfo member) =>
        member.GetCustomAttribute<NoColumnAttribute>() is null
        && member is not FieldInfo { IsLiteral: true }
        && MemberColumnType.TypeOf(member) != typeof(IChannel);

    public sealed class Column
    {
        private readonly Dictionary<string, (DataViewType Type, Delegate Getter)> _annotations = [];

        internal Column(string memberName, DataViewType? columnType, string? columnName = null)
        {
            Contracts.CheckNonEmpty(memberName, nameof(memberName));
            MemberName = memberName;
            ColumnName = columnName ?? memberName;
            ColumnType = columnType!;
        }

        public string MemberName { get; }

        public string ColumnName { get; set; }

        public DataViewType ColumnType { get; set; }

        public DataViewSchema.Annotations Annotations
        {
            get
            {
                var builder = new DataViewSchema.Annotations.Builder();
                foreach (var (kind, (type, getter)) in _annotations)
                    builder.Add(kind, type, getter);
                return builder.ToAnnotations();
            }
        }

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            Contracts.CheckValue(kind, nameof(kind));
            Contracts.CheckValue(annotationType, nameof(annotationType));
            if (_annotations.ContainsKey(kind))
                throw Contracts.Except("Column already contains an annotation of this kind.");
            _annotations[kind] = (annotationType, ConstantGetter.Create(value, annotationType));
        }

        internal void SetAnnotations(DataViewSchema.Annotations annotations)
        {
            foreach (var column in annotations.Schema)
                _annotations[column.Name] = (column.Type, annotations.GetGetterInternal(column.Index));
        }
    }
}
