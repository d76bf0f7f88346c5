using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Row mappers in a row: each works on the row that the one before it made.
internal sealed class CompositeRowToRowMapper(DataViewSchema inputSchema, IRowToRowMapper[] mappers) : IRowToRowMapper
{
    internal IRowToRowMapper[] InnerMappers { get; } = mappers;

    public DataViewSchema InputSchema { get; } = inputSchema;

    public DataViewSchema OutputSchema { get; } = mappers.Length > 0 ? mappers[^1].OutputSchema : inputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        Enumerable.Reverse(InnerMappers).Aggregate(dependingColumns, (columns, mapper) => mapper.GetDependencies(columns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckValue(activeColumns, nameof(activeColumns));
        Contracts.CheckParam(ReferenceEquals(input.Schema, InputSchema), nameof(input), "Schema did not match original schema");

        var needed = new IEnumerable<DataViewSchema.Column>[InnerMappers.Length];
        var active = activeColumns.Select(column => OutputSchema[column.Index]).ToArray();
        IEnumerable<DataViewSchema.Column> wanted = active;
        for (var i = needed.Length - 1; i >= 0; i--)
        {
            needed[i] = wanted;
            wanted = InnerMappers[i].GetDependencies(wanted).ToArray();
        }

        if (needed.Length == 0)
        {
            // Nobody further inside asks for the columns, so nobody else would notice.
            foreach (var column in active)
                Contracts.CheckParam(input.IsColumnActive(column), nameof(input), $"Mapper required column '{column.Name}' active but it was not.");
        }

        var row = input;
        for (var i = 0; i < needed.Length; i++)
            row = InnerMappers[i].GetRow(row, needed[i]);
        return row;
    }
}
