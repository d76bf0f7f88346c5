namespace Microsoft.ML.Gan;

/// <summary>
/// A view with augmented images. What trains on it takes <see cref="Source"/>, keeps its rows and augments by itself; if other
/// transforms lie between, it opens its cursors in an <see cref="EpochScope"/>. Anyone else sees the first epoch.
/// </summary>
internal sealed class AugmentedDataView(IDataView source, AugmentImagesMapper mapper, long? epoch = null) : IDerivedView
{
    /// <summary>The rows before augmentation.</summary>
    public IDataView Source => source;

    public AugmentImagesMapper Mapper => mapper;

    public object? RowsAddedBy => mapper.RowsAddedBy;

    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    /// <summary>The same rows as they look in this epoch, whoever asks.</summary>
    public IDataView ForEpoch(long fixedEpoch) => new AugmentedDataView(source, mapper, fixedEpoch);

    public long? GetRowCount() => source.GetRowCount() * mapper.Variants;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var needed = Needed(columnsNeeded);
        return Wrap(source.GetRowCursor(mapper.GetDependencies(needed.Values), rand), needed, EpochOf(needed));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var needed = Needed(columnsNeeded);
        var current = EpochOf(needed);
        return [.. source.GetRowCursorSet(mapper.GetDependencies(needed.Values), n, rand).Select(cursor => Wrap(cursor, needed, current))];
    }

    private static Dictionary<int, DataViewSchema.Column> Needed(IEnumerable<DataViewSchema.Column> columns)
    {
        var needed = new Dictionary<int, DataViewSchema.Column>();
        foreach (var column in columns)
            needed[column.Index] = column;
        return needed;
    }

    private long EpochOf(Dictionary<int, DataViewSchema.Column> needed) =>
        epoch ?? (mapper.ChangesRows && needed.ContainsKey(mapper.OutputIndex) ? EpochScope.Ask() : 0);

    private AugmentedCursor Wrap(DataViewRowCursor cursor, Dictionary<int, DataViewSchema.Column> needed, long current)
    {
        var input = mapper.Variants == 1 ? cursor : new RepeatingCursor(cursor, mapper.Variants);
        return new(new AugmentedRow(mapper, input, [.. needed.Keys], current), input);
    }
}
