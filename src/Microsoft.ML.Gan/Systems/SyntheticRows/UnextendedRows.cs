using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.SyntheticRows;

/// <summary>Gives rows without added ones the schema of extended data: all are marked as real.</summary>
internal sealed class UnextendedMapper(DataViewSchema input, AugmentWithGanOptions options) : IRowToRowMapper
{
    public DataViewSchema InputSchema => input;

    public DataViewSchema OutputSchema { get; } = ExtendedDataView.SchemaOf(input, options);

    /// <summary>The input's own column of the same name, whose marks are kept; null if it has none.</summary>
    public DataViewSchema.Column? InputMark { get; } = ExtendedDataView.Mark(input, options);

    /// <summary>The index of the marking column, after the input's columns.</summary>
    public int MarkIndex => input.Count;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = new SortedSet<int>(dependingColumns.Select(column => column.Index == MarkIndex ? InputMark?.Index ?? MarkIndex : column.Index));
        needed.Remove(MarkIndex);
        return needed.Select(index => input[index]);
    }

    /// <exception cref="ArgumentOutOfRangeException">The row's schema is not this mapper's input schema.</exception>
    public DataViewRow GetRow(DataViewRow row, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(row);
        // Schemas are compared by reference, as ML.NET does.
        if (!ReferenceEquals(row.Schema, input))
            throw new ArgumentOutOfRangeException(nameof(row), "The row has another schema than the mapper was made for.");
        return new UnextendedRow(this, row, activeColumns.Any(column => column.Index == MarkIndex));
    }
}

/// <summary>A row that is marked as real.</summary>
internal sealed class UnextendedRow(UnextendedMapper mapper, DataViewRow input, bool isMarkActive) : DataViewRow
{
    public override DataViewSchema Schema => mapper.OutputSchema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) =>
        column.Index == mapper.MarkIndex ? isMarkActive : input.IsColumnActive(mapper.InputSchema[column.Index]);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (column.Index != mapper.MarkIndex)
            return input.GetGetter<TValue>(mapper.InputSchema[column.Index]);
        if (!isMarkActive)
            throw new InvalidOperationException($"Column '{column.Name}' is not active in this row.");
        Delegate mark = mapper.InputMark is { } before ? input.GetGetter<bool>(before) : new ValueGetter<bool>((ref bool value) => value = false);
        return mark as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' holds {typeof(bool)}, not {typeof(TValue)}.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Rows that are marked as real.</summary>
internal sealed class UnextendedDataView(IDataView source, UnextendedMapper mapper) : IDerivedView
{
    public IDataView Source => source;

    public DataViewSchema Schema => mapper.OutputSchema;

    public IDataView Over(IDataView other) => new UnextendedDataView(other, mapper);

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var needed = columnsNeeded.ToArray();
        return Wrap(source.GetRowCursor(mapper.GetDependencies(needed), rand), needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var needed = columnsNeeded.ToArray();
        return [.. source.GetRowCursorSet(mapper.GetDependencies(needed), n, rand).Select(cursor => Wrap(cursor, needed))];
    }

    private Cursor Wrap(DataViewRowCursor cursor, DataViewSchema.Column[] needed) =>
        new(new UnextendedRow(mapper, cursor, needed.Any(column => column.Index == mapper.MarkIndex)), cursor);

    private sealed class Cursor(UnextendedRow row, DataViewRowCursor input) : DataViewRowCursor
    {
        public override DataViewSchema Schema => row.Schema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override bool MoveNext() => input.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                row.Dispose();
            base.Dispose(disposing);
        }
    }
}
