namespace Microsoft.ML.Gan.Systems.AugmentImages;

/// <summary>
/// A view with augmented images. A trainer of this library caches the rows of <see cref="Source"/> and augments them itself. If other transforms
/// follow, it rebuilds the view for each <see cref="EpochPass"/>. Other readers get the draws of epoch 0.
/// </summary>
internal sealed class AugmentedDataView(IDataView source, AugmentImagesMapper mapper, EpochPass? pass = null) : IAugmentedView
{
    /// <summary>The rows before augmentation.</summary>
    public IDataView Source => source;

    public ImageColumn Image => mapper.Image;

    public int OutputIndex => mapper.OutputIndex;

    public ViewAugmentation Augmentation => new(mapper.Augmentation, mapper.Seed, mapper.IsSeedGiven);

    public bool ChangesRows => mapper.ChangesRows;

    public bool HasRowsOfSource => mapper.Variants == 1;

    public object? RowsAddedBy => mapper.RowsAddedBy;

    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public IDataView Over(IDataView other) => new AugmentedDataView(other, mapper, pass);

    public IDataView Over(IDataView other, EpochPass during) => new AugmentedDataView(other, mapper, during);

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
        mapper.ChangesRows && needed.ContainsKey(mapper.OutputIndex) ? pass?.Ask() ?? 0 : 0;

    private AugmentedCursor Wrap(DataViewRowCursor cursor, Dictionary<int, DataViewSchema.Column> needed, long current)
    {
        var input = mapper.Variants == 1 ? cursor : new RepeatingCursor(cursor, mapper.Variants);
        return new(new AugmentedRow(mapper, input, [.. needed.Keys], current), input);
    }
}
