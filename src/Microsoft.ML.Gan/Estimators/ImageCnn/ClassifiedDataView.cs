using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>Rows with their classes, found batch by batch while a cursor walks.</summary>
internal sealed class ClassifiedDataView(ImageCnnMapper mapper, IDataView source) : IDerivedView
{
    public IDataView Source => source;

    public DataViewSchema Schema => mapper.OutputSchema;

    public IDataView Over(IDataView other) => new ClassifiedDataView(mapper, other);

    public bool CanShuffle => false;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var needed = columnsNeeded.ToArray();
        var input = source.GetRowCursor(needed.Where(column => !mapper.IsOutput(column)).Select(column => mapper.InputSchema[column.Index]));
        return new ClassifyingCursor(mapper, input, needed.Any(mapper.IsOutput) ? source.GetRowCursor([mapper.Input]) : null);
    }

    // Rows are classified in batches, on all cores: several cursors would only share them out.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
