using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Estimators;

/// <summary>
/// Adds computed columns to rows, for every transformer that computes batches. It is the row mapper of a prediction engine;
/// <see cref="BatchedDataView"/> is its data view. The input's columns keep their indices; the new ones follow.
/// </summary>
internal sealed class BatchedRowMapper : IRowToRowMapper
{
    /// <param name="inputSchema">The schema of the rows that come in.</param>
    /// <param name="columns">The columns that are added.</param>
    public BatchedRowMapper(DataViewSchema inputSchema, IBatchedColumns columns)
    {
        (InputSchema, Columns) = (inputSchema, columns);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        foreach (var output in columns.Outputs)
            builder.AddColumn(output.Name, output.Type, output.Annotations);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>The columns that are added.</summary>
    public IBatchedColumns Columns { get; }

    /// <summary>Whether a column of the output schema is one of those that are added.</summary>
    public bool IsOutput(DataViewSchema.Column column) => column.Index >= InputSchema.Count;

    /// <summary>The column of the input that a column of the output schema is; null for one that is added.</summary>
    public DataViewSchema.Column? InputColumn(DataViewSchema.Column column) => IsOutput(column) ? null : InputSchema[column.Index];

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = new SortedSet<int>();
        foreach (var column in dependingColumns)
        {
            if (IsOutput(column))
                needed.UnionWith(Columns.Inputs.Select(input => input.Index));
            else
                needed.Add(column.Index);
        }

        return needed.Select(index => InputSchema[index]);
    }

    /// <exception cref="ArgumentOutOfRangeException">The row has another schema than this mapper was made for.</exception>
    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        // Schemas are compared by reference, as ML.NET does.
        if (!ReferenceEquals(input.Schema, InputSchema))
            throw new ArgumentOutOfRangeException(nameof(input), "The row's schema is not the input schema of this mapper.");
        return new BatchedRow(this, input, activeColumns.Any(IsOutput));
    }

    /// <summary>A getter of an added column.</summary>
    /// <param name="column">The column, of the output schema.</param>
    /// <param name="batch">The batch that holds its values; null if none of the added columns is active.</param>
    /// <param name="slot">Computes the current row if necessary, and returns its slot.</param>
    /// <exception cref="InvalidOperationException">The column is not active, or is of another type.</exception>
    public ValueGetter<TValue> OutputGetter<TValue>(DataViewSchema.Column column, IRowBatch? batch, Func<int> slot)
    {
        if (batch is null)
            throw new InvalidOperationException($"Column '{column.Name}' is not active in this cursor.");
        return batch.Getter(column.Index - InputSchema.Count, slot) as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' is of type {column.Type}, which is not read as {typeof(TValue)}.");
    }
}
