namespace Microsoft.ML.Gan.Estimators;

/// <summary>
/// New columns that are computed from the columns of a row, many rows at a time. This is all that a transformer says about its
/// rows; <see cref="BatchedRowMapper"/> makes the schema, the cursors and the single rows of it.
/// </summary>
internal interface IBatchedColumns
{
    /// <summary>The transformer's name in error messages, after "the".</summary>
    string TransformerName { get; }

    /// <summary>The columns that are added to the input's, in their order.</summary>
    IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    /// <summary>The columns of the input schema that are read to compute them.</summary>
    IReadOnlyList<DataViewSchema.Column> Inputs { get; }

    /// <summary>Rows that a cursor computes at once.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    int BatchSize { get; }

    /// <summary>The log messages before these columns are computed.</summary>
    IEnumerable<string> Messages => [];

    /// <summary>Creates a batch that reads its rows from a cursor's row.</summary>
    /// <param name="row">A row of the input schema, with <see cref="Inputs"/> active.</param>
    /// <param name="capacity">The number of slots.</param>
    IRowBatch Open(DataViewRow row, int capacity);
}

/// <summary>A batch of rows: it reads rows into its slots, computes all slots at once, and hands out the values of a slot.</summary>
internal interface IRowBatch : IDisposable
{
    /// <summary>Reads the inputs of the current row into a slot.</summary>
    void Read(int slot);

    /// <summary>Computes the outputs of the slots 0 to <paramref name="count"/> − 1.</summary>
    void Compute(int count);

    /// <summary>A getter of an output column.</summary>
    /// <param name="output">The index of the column in <see cref="IBatchedColumns.Outputs"/>.</param>
    /// <param name="slot">Called for each value: makes sure that the current row is computed, and returns its slot.</param>
    /// <returns>A <see cref="ValueGetter{TValue}"/> of the column's type.</returns>
    Delegate Getter(int output, Func<int> slot);
}
