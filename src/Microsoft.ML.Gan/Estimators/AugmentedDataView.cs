namespace Microsoft.ML.Gan;

/// <summary>
/// A view with augmented images. A cursor knows no epoch, so what trains on the view either asks for the view
/// <see cref="ForEpoch"/>, or takes <see cref="Source"/> and augments by itself what it has kept.
/// </summary>
internal sealed class AugmentedDataView(IDataView source, AugmentImagesMapper mapper, long epoch) : IDataView
{
    /// <summary>The rows before augmentation.</summary>
    public IDataView Source => source;

    public AugmentImagesMapper Mapper => mapper;

    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    /// <summary>The same rows as they look in another epoch.</summary>
    public IDataView ForEpoch(long otherEpoch) => new AugmentedDataView(source, mapper, otherEpoch);

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

    private AugmentedCursor Wrap(DataViewRowCursor cursor, DataViewSchema.Column[] needed) =>
        new(new AugmentedRow(mapper, cursor, [.. needed.Select(column => column.Index)], epoch), cursor);
}
