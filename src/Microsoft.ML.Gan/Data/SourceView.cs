using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Data;

/// <summary>Data that come from files: rows in one fixed order, read forward, by any number of cursors at a time.</summary>
internal abstract class SourceView(DataViewSchema schema) : IDataView
{
    public DataViewSchema Schema => schema;

    public bool CanShuffle => false;

    public abstract long? GetRowCount();

    /// <summary>Goes before the first row.</summary>
    /// <param name="active">Which columns will be asked for; the others must cost nothing.</param>
    protected abstract ISourceRows Open(bool[] active);

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        var active = new bool[schema.Count];
        foreach (var column in columnsNeeded)
            active[column.Index] = true;
        return new SourceCursor(schema, active, Open(active));
    }

    /// <summary>ML.NET asks for at most n cursors; files read forward give one.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}

/// <summary>The rows of a <see cref="SourceView"/>, one after the other.</summary>
internal interface ISourceRows : IDisposable
{
    bool MoveNext();

    /// <summary>A <see cref="ValueGetter{TValue}"/> of an active column, for the row where this stands.</summary>
    Delegate CreateGetter(int column);
}

/// <summary>What ML.NET asks of a cursor, over <see cref="ISourceRows"/>.</summary>
internal sealed class SourceCursor(DataViewSchema schema, bool[] active, ISourceRows rows) : DataViewRowCursor
{
    private long _position = -1;

    public override DataViewSchema Schema => schema;

    public override long Position => _position;

    public override long Batch => 0;

    public override bool MoveNext()
    {
        if (_position == long.MaxValue || !rows.MoveNext())
        {
            _position = long.MaxValue;
            return false;
        }

        _position++;
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
    {
        RequireRow();
        id = new DataViewRowId((ulong)_position, 0);
    };

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' was not asked for.");
        if (rows.CreateGetter(column.Index) is not ValueGetter<TValue> getter)
            throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type.RawType}, not {typeof(TValue)}.");
        return (ref TValue value) =>
        {
            RequireRow();
            getter(ref value);
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _position = long.MaxValue;
            rows.Dispose();
        }

        base.Dispose(disposing);
    }

    private void RequireRow()
    {
        if (_position is < 0 or long.MaxValue)
            throw new InvalidOperationException("The cursor stands on no row: call MoveNext first.");
    }
}
