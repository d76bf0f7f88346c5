namespace Microsoft.ML.Gan.Estimators;

/// <summary>Rows with added columns, which are computed batch by batch while a cursor walks; nothing is computed unless a cursor asks for one of them.</summary>
internal sealed class BatchedDataView(BatchedRowMapper mapper, IDataView source) : IDerivedView
{
    public IDataView Source => source;

    public DataViewSchema Schema => mapper.OutputSchema;

    public IDataView Over(IDataView other) => new BatchedDataView(mapper, other);

    public bool CanShuffle => false;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var needed = columnsNeeded.ToArray();
        var batchSize = mapper.Columns.BatchSize;
        var input = source.GetRowCursor(needed.Where(column => !mapper.IsOutput(column)).Select(column => mapper.InputSchema[column.Index]));
        return new LookAheadCursor(mapper, input, needed.Any(mapper.IsOutput) ? source.GetRowCursor(mapper.Columns.Inputs) : null, batchSize);
    }

    // A batch is computed on all cores: several cursors would only share them out.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
