using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Fills objects of a user's class from rows of a schema.
internal sealed class RowReader<TRow>
    where TRow : class
{
    private readonly (InternalSchemaDefinition.Column Member, DataViewSchema.Column Source)[] _columns;

    public RowReader(IExceptionContext env, DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition? definition)
    {
        var columns = new List<(InternalSchemaDefinition.Column, DataViewSchema.Column)>();
        foreach (var member in InternalSchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Write, definition).Columns)
        {
            if (!MemberAccess.CanWrite(member.Member))
                continue;
            if (schema.GetColumnOrNull(member.ColumnName) is not { } source)
            {
                if (ignoreMissingColumns)
                    continue;
                throw env.ExceptSchemaMismatch(nameof(schema), "", member.ColumnName);
            }

            var (item, isVector) = MemberColumnType.Shape(member.MemberType);
            if (isVector != source.Type is VectorDataViewType || source.Type.GetItemType().RawType != item)
            {
                throw env.Except(
                    "Can't bind the IDataView column '{0}' of type '{1}' to field or property '{2}' of type '{3}'.",
                    member.ColumnName,
                    source.Type,
                    member.Member.Name,
                    member.MemberType.FullName!);
            }

            columns.Add((member, source));
        }

        _columns = [.. columns];
    }

    public IEnumerable<DataViewSchema.Column> Needed => _columns.Select(column => column.Source);

    public Action<TRow> Bind(DataViewRow row)
    {
        var setters = Array.ConvertAll(_columns, column => MemberSetters.Create<TRow>(column.Member, row, column.Source));
        return target =>
        {
            foreach (var set in setters)
                set(target);
        };
    }
}
