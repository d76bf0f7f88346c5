using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Data;

/// <summary>
/// The column that a GAN is conditioned on: a key, read as one-hot over its K classes, or a float or a vector of K floats, unchanged.
/// </summary>
internal sealed class ConditionColumn
{
    private const string Role = "label";
    private const string Expected = "a key (MapValueToKey makes one) or a vector of Single of known size";

    /// <summary>The largest number of classes: more would need hundreds of megabytes of one-hot vectors per batch.</summary>
    private const int MostClasses = 1 << 20;

    /// <summary>The class index of each key; null if it is the key's own.</summary>
    private readonly int[]? _places;

    private ConditionColumn(DataViewSchema schema, DataViewSchema.Column column, int size, IReadOnlyList<string>? classNames = null, int[]? places = null)
    {
        (Schema, Column, Size, _places) = (schema, column, size, places);
        ClassNames = classNames ?? KeyNames.Of(column);
        Values = ValuesOf(schema, column);
    }

    /// <summary>The schema that the column is of.</summary>
    public DataViewSchema Schema { get; }

    public DataViewSchema.Column Column { get; }

    public string Name => Column.Name;

    /// <summary>K, the length of the condition.</summary>
    public int Size { get; }

    public bool IsKey => Column.Type is KeyDataViewType;

    /// <summary>The names of the classes, in the order of their indices; empty if the column does not have them.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>
    /// The original values of the keys, if still available: <c>MapValueToKey</c> in place hides them under the key column of the same name. Used for
    /// messages only.
    /// </summary>
    public DataViewSchema.Column? Values { get; }

    /// <summary>The columns that a reader needs.</summary>
    public IEnumerable<DataViewSchema.Column> Inputs => Values is { } values ? [Column, values] : [Column];

    /// <summary>The number of floats of a stored value: 1 for a class.</summary>
    public int CompactSize => IsKey ? 1 : Size;

    /// <summary>Finds the column and checks its type.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="size">K, if known: then a vector of unknown size is accepted too.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or not a valid condition.</exception>
    public static ConditionColumn Create(DataViewSchema schema, string name, int? size = null)
    {
        var column = SchemaError.Find(schema, Role, name);
        var found = column.Type switch
        {
            KeyDataViewType { Count: <= MostClasses } key => (int)key.Count,
            VectorDataViewType { IsKnownSize: true } vector when vector.ItemType == NumberDataViewType.Single => vector.Size,
            VectorDataViewType vector when vector.ItemType == NumberDataViewType.Single && size is { } known => known,
            var type when type == NumberDataViewType.Single => 1,
            KeyDataViewType key => throw SchemaError.Mismatch(Role, name, $"a key of at most {MostClasses} classes", key.ToString()!),
            var type => throw SchemaError.Mismatch(Role, name, Expected, type.ToString()!),
        };
        return new ConditionColumn(schema, column, found);
    }

    /// <summary>The same check on a schema shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or not a valid condition.</exception>
    public static SchemaShape.Column Find(SchemaShape schema, string name)
    {
        var column = SchemaError.Find(schema, Role, name);
        var isKey = column.IsKey && column.Kind == SchemaShape.Column.VectorKind.Scalar;
        var isNumbers = !column.IsKey && column.ItemType == NumberDataViewType.Single
            && column.Kind != SchemaShape.Column.VectorKind.VariableVector;
        return isKey || isNumbers ? column : throw SchemaError.Mismatch(Role, name, Expected, SchemaError.Describe(column));
    }

    /// <summary>The same column as another schema has it at <paramref name="index"/>.</summary>
    public ConditionColumn In(DataViewSchema schema, int index) => new(schema, schema[index], Size, ClassNames, _places);

    /// <summary>
    /// The same column with its classes in the order of the known names, so that keys of another <c>MapValueToKey</c> mean the same classes. The keys
    /// of a column without names are not changed.
    /// </summary>
    /// <param name="known">The names; empty to leave the column unchanged.</param>
    /// <param name="whose">The owner of the names, for messages: <c>the classes that the model was trained on</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column has other classes; the message lists both.</exception>
    public ConditionColumn MappedTo(IReadOnlyList<string> known, string whose) =>
        IsKey && KeyNames.MapTo(Role, Column, known, whose) is { } places ? new(Schema, Column, Size, known, places) : this;

    /// <summary>The same column with its classes in this order.</summary>
    /// <param name="names">Its own names in another order.</param>
    public ConditionColumn Ordered(IReadOnlyList<string> names) =>
        KeyNames.Places(KeyNames.Of(Column), names) is { } places ? new(Schema, Column, Size, names, places) : this;

    /// <summary>The class index of a key, both from 0.</summary>
    public int ClassOf(int key) => _places is null ? key : _places[key];

    /// <summary>A reader of the row's conditions; it follows the row.</summary>
    public ConditionReader OpenReader(DataViewRow row) => new(this, row);

    /// <summary>Expands a stored value to K values.</summary>
    public void Expand(ReadOnlySpan<float> compact, Span<float> condition)
    {
        if (!IsKey)
        {
            compact.CopyTo(condition);
            return;
        }

        condition.Clear();
        condition[(int)compact[0]] = 1;
    }

    private static DataViewSchema.Column? ValuesOf(DataViewSchema schema, DataViewSchema.Column column)
    {
        if (column.Type is not KeyDataViewType || KeyNames.TypeOf(column) is not { } type)
            return null;
        for (var i = column.Index - 1; i >= 0; i--)
        {
            if (schema[i].Name == column.Name && schema[i].Type.Equals(type))
                return schema[i];
        }

        return null;
    }
}

/// <summary>Reads the condition of the row where a cursor stands.</summary>
internal sealed class ConditionReader
{
    private readonly ConditionColumn _column;
    private readonly DataViewRow _row;
    private readonly Action<float[]> _read;
    private readonly float[] _compact;

    public ConditionReader(ConditionColumn column, DataViewRow row)
    {
        _column = column;
        _row = row;
        _compact = new float[column.CompactSize];
        _read = column.Column.Type switch
        {
            KeyDataViewType => ClassReader(),
            VectorDataViewType => VectorReader(),
            _ => ScalarReader(),
        };
    }

    /// <summary>The row's K values.</summary>
    /// <exception cref="InvalidOperationException">A missing or unknown class, or a number that is not finite.</exception>
    public void Read(Span<float> condition)
    {
        _read(_compact);
        _column.Expand(_compact, condition);
    }

    /// <summary>The row's value as it is stored: see <see cref="ConditionColumn.CompactSize"/>.</summary>
    /// <inheritdoc cref="Read"/>
    public void ReadCompact(Span<float> compact)
    {
        _read(_compact);
        _compact.CopyTo(compact);
    }

    private Action<float[]> ClassReader()
    {
        var number = KeyReader.Open(_row, _column.Column);
        var value = _column.Values is { } values && _row.IsColumnActive(values) ? ValueText.Open(_row, values) : null;
        return compact =>
        {
            var key = number();
            if (key == 0)
                throw Error(WhyMissing(value?.Invoke()));
            if (key > (ulong)_column.Size)
                throw Error($"class {key} is beyond the {_column.Size} classes of the column");
            compact[0] = _column.ClassOf((int)key - 1);
        };
    }

    /// <summary>The reason why a row has no class.</summary>
    /// <param name="value">The original value of the key in the row; null if unknown.</param>
    private string WhyMissing(string? value)
    {
        var names = _column.ClassNames;
        if (names.Count == 0)
            return "the class is missing (key 0)";
        return value switch
        {
            null => $"the class is missing (key 0): the row has no value, or one that is none of the classes {KeyNames.List(names)}",
            "" => $"the class is missing: the value is empty, and the classes are {KeyNames.List(names)}",
            _ => $"the class '{value}' is not known; the classes are, closest match first: {KeyNames.List([.. names.OrderBy(name => Likeness.Distance(name, value))])}",
        };
    }

    private Action<float[]> VectorReader()
    {
        var getter = _row.GetGetter<VBuffer<float>>(_column.Column);
        VBuffer<float> value = default;
        return compact =>
        {
            getter(ref value);
            if (value.Length != compact.Length)
                throw Error($"there are {value.Length} values, where {compact.Length} were expected");
            value.CopyTo(compact);
            for (var i = 0; i < compact.Length; i++)
                CheckFinite(compact[i], i);
        };
    }

    private Action<float[]> ScalarReader()
    {
        var getter = _row.GetGetter<float>(_column.Column);
        return compact =>
        {
            getter(ref compact[0]);
            CheckFinite(compact[0], 0);
        };
    }

    private void CheckFinite(float value, int index)
    {
        if (!float.IsFinite(value))
            throw Error($"value {value} at index {index} is not a finite number");
    }

    private InvalidOperationException Error(string problem) =>
        new($"Label column '{_column.Name}', row {_row.Position}: {problem}.");
}
