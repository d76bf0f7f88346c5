using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>
/// The column that a GAN is conditioned on: a key, read as one-hot over its K classes, or a float or a vector of K floats,
/// read as it is.
/// </summary>
internal sealed class ConditionColumn
{
    private const string Role = "label";
    private const string Expected = "a key (MapValueToKey makes one) or a vector of Single of known size";

    /// <summary>More classes than this would be one-hot vectors of hundreds of megabytes a batch: surely not meant.</summary>
    private const int MostClasses = 1 << 20;

    private ConditionColumn(DataViewSchema schema, DataViewSchema.Column column, int size) => (Schema, Column, Size) = (schema, column, size);

    /// <summary>The schema that the column is of.</summary>
    public DataViewSchema Schema { get; }

    public DataViewSchema.Column Column { get; }

    public string Name => Column.Name;

    /// <summary>K, the length of the condition.</summary>
    public int Size { get; }

    public bool IsKey => Column.Type is KeyDataViewType;

    /// <summary>What the column says about its values, among it the names of the keys.</summary>
    public DataViewSchema.Annotations Annotations => Column.Annotations;

    /// <summary>How many floats hold a value at rest: of a class, its number alone.</summary>
    public int CompactSize => IsKey ? 1 : Size;

    /// <summary>Finds the column and checks its type.</summary>
    /// <param name="schema">Where to look.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="size">K, where it is known: then a vector whose size only the rows tell is accepted too.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or no condition.</exception>
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

    /// <summary>The same check on a schema that is only promised yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or no condition.</exception>
    public static SchemaShape.Column Find(SchemaShape schema, string name)
    {
        var column = SchemaError.Find(schema, Role, name);
        var isKey = column.IsKey && column.Kind == SchemaShape.Column.VectorKind.Scalar;
        var isNumbers = !column.IsKey && column.ItemType == NumberDataViewType.Single
            && column.Kind != SchemaShape.Column.VectorKind.VariableVector;
        return isKey || isNumbers ? column : throw SchemaError.Mismatch(Role, name, Expected, SchemaError.Describe(column));
    }

    /// <summary>The same column as another schema has it at <paramref name="index"/>.</summary>
    public ConditionColumn In(DataViewSchema schema, int index) => new(schema, schema[index], Size);

    /// <summary>A reader of the row's conditions; as the row moves, so does the reader.</summary>
    public ConditionReader OpenReader(DataViewRow row) => new(this, row);

    /// <summary>From the form at rest to K values.</summary>
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

    /// <summary>The row's value as it is kept: see <see cref="ConditionColumn.CompactSize"/>.</summary>
    /// <inheritdoc cref="Read"/>
    public void ReadCompact(Span<float> compact)
    {
        _read(_compact);
        _compact.CopyTo(compact);
    }

    private Action<float[]> ClassReader()
    {
        var number = KeyReader.Open(_row, _column.Column);
        return compact =>
        {
            var key = number();
            if (key == 0)
                throw Error("the class is missing (key 0)");
            if (key > (ulong)_column.Size)
                throw Error($"class {key} is beyond the {_column.Size} classes of the column");
            compact[0] = key - 1;
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
