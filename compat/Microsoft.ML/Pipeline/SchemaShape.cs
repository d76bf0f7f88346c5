using System.Collections;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

// What is known of a schema before data is seen: enough to check a pipeline before it is fitted.
public sealed class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    private static readonly SchemaShape Empty = new([]);
    private readonly Column[] _columns;

    public SchemaShape(IEnumerable<Column> columns)
    {
        Contracts.CheckValue(columns, nameof(columns));
        _columns = columns.ToArray();
        Contracts.CheckParam(_columns.All(c => c.IsValid), nameof(columns), "Some items are not initialized properly.");
    }

    public int Count => _columns.Length;

    public Column this[int index] => _columns[index];

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal bool TryFindColumn(string name, out Column column)
    {
        Contracts.CheckValue(name, nameof(name));
        column = _columns.FirstOrDefault(c => c.Name == name);
        return column.IsValid;
    }

    internal static SchemaShape Create(DataViewSchema schema)
    {
        Contracts.CheckValue(schema, nameof(schema));
        var columns = new List<Column>();
        foreach (var source in schema)
        {
            if (source.IsHidden)
                continue;
            GetColumnTypeShape(source.Type, out var kind, out var itemType, out var isKey);
            var annotations = new List<Column>();
            foreach (var annotation in source.Annotations.Schema)
            {
                GetColumnTypeShape(annotation.Type, out var annotationKind, out var annotationItem, out var annotationIsKey);
                annotations.Add(new(annotation.Name, annotationKind, annotationItem, annotationIsKey));
            }

            columns.Add(new(source.Name, kind, itemType, isKey, annotations.Count > 0 ? new SchemaShape(annotations) : Empty));
        }

        return new(columns);
    }

    // A key's count is not part of the shape: its item type is the number type it is stored in.
    internal static void GetColumnTypeShape(DataViewType type, out Column.VectorKind vecKind, out DataViewType itemType, out bool isKey)
    {
        vecKind = type is not VectorDataViewType vector ? Column.VectorKind.Scalar
            : vector.IsKnownSize ? Column.VectorKind.Vector
            : Column.VectorKind.VariableVector;
        itemType = type.GetItemType();
        isKey = itemType is KeyDataViewType;
        if (isKey)
            itemType = ColumnTypeExtensions.PrimitiveTypeFromType(itemType.RawType);
    }

    public struct Column
    {
        public enum VectorKind
        {
            Scalar,
            Vector,
            VariableVector,
        }

        public readonly string Name;
        public readonly VectorKind Kind;
        public readonly DataViewType ItemType;
        public readonly bool IsKey;
        public readonly SchemaShape Annotations;

        internal Column(string name, VectorKind vecKind, DataViewType itemType, bool isKey, SchemaShape? annotations = null)
        {
            Contracts.CheckNonEmpty(name, nameof(name));
            Contracts.CheckValue(itemType, nameof(itemType));
            Contracts.CheckParam(itemType is not KeyDataViewType, nameof(itemType), "Item type cannot be a key");
            Contracts.CheckParam(itemType is not VectorDataViewType, nameof(itemType), "Item type cannot be a vector");
            Contracts.CheckParam(!isKey || KeyDataViewType.IsValidDataType(itemType.RawType), nameof(itemType), "The item type must be valid for a key");
            Name = name;
            Kind = vecKind;
            ItemType = itemType;
            IsKey = isKey;
            Annotations = annotations ?? Empty;
        }

        internal bool IsValid => Name is not null;

        internal bool IsCompatibleWith(Column source)
        {
            Contracts.Check(source.IsValid, nameof(source));
            return Name == source.Name
                && Kind == source.Kind
                && ItemType.Equals(source.ItemType)
                && IsKey == source.IsKey
                && Annotations.All(mine => source.Annotations.TryFindColumn(mine.Name, out var theirs) && mine.IsCompatibleWith(theirs));
        }

        internal string GetTypeString()
        {
            var item = ItemType.ToString()!;
            if (IsKey)
                item = $"Key<{item}>";
            return Kind switch
            {
                VectorKind.Vector => $"Vector<{item}>",
                VectorKind.VariableVector => $"VarVector<{item}>",
                _ => item,
            };
        }
    }
}
