namespace Microsoft.ML.Data;

// Where the columns a transformer adds stand among those it passes on. A new column that repeats a name goes right behind
// the visible column of that name, so that it hides it; all others go to the end.
internal sealed class ColumnBindings
{
    // Index in the input for a column passed on, the complement of the index among the added ones for a new column.
    private readonly int[] _map;

    public ColumnBindings(DataViewSchema input, DataViewSchema.DetachedColumn[] added)
    {
        InputSchema = input;
        var behind = Enumerable.Range(0, added.Length)
            .Where(i => input.GetColumnOrNull(added[i].Name) is not null)
            .ToLookup(i => input[added[i].Name].Index);

        var map = new List<int>(input.Count + added.Length);
        for (var source = 0; source < input.Count; source++)
        {
            map.Add(source);
            map.AddRange(behind[source].Select(i => ~i));
        }

        map.AddRange(Enumerable.Range(0, added.Length).Where(i => input.GetColumnOrNull(added[i].Name) is null).Select(i => ~i));
        _map = [.. map];

        var builder = new DataViewSchema.Builder();
        AddedColumnIndices = new int[added.Length];
        for (var i = 0; i < _map.Length; i++)
        {
            var column = _map[i] >= 0 ? new(input[_map[i]]) : added[~_map[i]];
            builder.AddColumn(column.Name, column.Type, column.Annotations);
            if (_map[i] < 0)
                AddedColumnIndices[~_map[i]] = i;
        }

        Schema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema Schema { get; }

    // For each added column its index in Schema.
    public int[] AddedColumnIndices { get; }

    public int MapColumnIndex(out bool isSrcColumn, int col)
    {
        isSrcColumn = _map[col] >= 0;
        return isSrcColumn ? _map[col] : ~_map[col];
    }
}
