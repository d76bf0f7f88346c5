using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>Rows with their generated images, made batch by batch while a cursor walks.</summary>
internal sealed class GeneratedDataView(GanMapper mapper, IDataView source) : IDerivedView
{
    public IDataView Source => source;

    public DataViewSchema Schema => mapper.OutputSchema;

    public IDataView Over(IDataView other) => new GeneratedDataView(mapper, other);

    public bool CanShuffle => false;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var needed = columnsNeeded.ToArray();
        var input = source.GetRowCursor(PassedOn(needed));
        return needed.Any(column => column.Index == mapper.OutputIndex)
            ? new GeneratingCursor(mapper, input, source.GetRowCursor(mapper.Inputs))
            : new GeneratingCursor(mapper, input, ahead: null);
    }

    // Rows are generated in batches, on all cores: several cursors would only share them out.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private IEnumerable<DataViewSchema.Column> PassedOn(DataViewSchema.Column[] needed) =>
        needed.Where(column => column.Index != mapper.OutputIndex).Select(column => mapper.InputSchema[column.Index]);
}
