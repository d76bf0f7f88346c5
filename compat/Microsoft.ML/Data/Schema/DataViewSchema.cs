using System.Collections;

namespace Microsoft.ML;

// The columns of a view. Names may repeat: the last column of a name is the visible one, those before it are hidden.
public sealed partial class DataViewSchema : IReadOnlyList<DataViewSchema.Column>
{
    private readonly Column[] _columns;
    private readonly Dictionary<string, int> _indexByName;

    private DataViewSchema(Column[] columns)
    {
        _columns = columns;
        _indexByName = new Dictionary<string, int>(columns.Length);
        foreach (var column in columns)
            _indexByName[column.Name] = column.Index;
    }

    public int Count => _columns.Length;

    public Column this[string name]
    {
        get
        {
            if (string.IsNullOrEmpty(name))
                throw new ArgumentNullException(nameof(name));
            return _indexByName.TryGetValue(name, out var index)
                ? _columns[index]
                : throw new ArgumentOutOfRangeException(nameof(name), $"Column '{name}' not found");
        }
    }

    public Column this[int columnIndex] =>
        0 <= columnIndex && columnIndex < _columns.Length ? _columns[columnIndex] : throw new ArgumentOutOfRangeException(nameof(columnIndex));

    public Column? GetColumnOrNull(string name)
    {
        if (string.IsNullOrEmpty(name))
            throw new ArgumentNullException(nameof(name));
        return _indexByName.TryGetValue(name, out var index) ? _columns[index] : null;
    }

    internal bool TryGetColumnIndex(string name, out int index) => _indexByName.TryGetValue(name, out index);

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{Count} columns";
}
