using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Data;

/// <summary>The columns that a GAN is conditioned on, with concatenated conditions.</summary>
internal sealed class ConditionColumns
{
    private ConditionColumns(IReadOnlyList<ConditionColumn> columns) => Columns = columns;

    public IReadOnlyList<ConditionColumn> Columns { get; }

    /// <summary>K, the length of the whole condition.</summary>
    public int Size => Columns.Sum(column => column.Size);

    /// <summary>The condition is one class and nothing else.</summary>
    public bool IsKey => Columns is [{ IsKey: true }];

    /// <summary>The number of floats of a row's stored conditions.</summary>
    public int CompactSize => Columns.Sum(column => column.CompactSize);

    /// <summary>Checks the options that name the columns.</summary>
    /// <param name="only">The one column, if there is one.</param>
    /// <param name="several">Else the columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are invalid; the message names the option.</exception>
    public static void ValidateNames(string? only, IList<string>? several)
    {
        const string Only = "LabelColumnName", Several = "LabelColumnNames"; // so called in every options class that has them
        Check.That(only is null || only.Trim() != "", Only, "must name a column or be null");
        Check.That(several is not null, Several, "must not be null");
        Check.That(several!.All(name => !string.IsNullOrWhiteSpace(name)), Several, "must each name a column");
        Check.That(several!.Distinct(StringComparer.Ordinal).Count() == several!.Count, Several, "must not name a column twice");
        Check.That(only is null || several!.Count == 0, Several, $"must be empty when {Only} is set");
    }

    /// <summary>Finds the columns and checks their types.</summary>
    /// <returns>Null for no columns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not a valid condition; the message names it.</exception>
    public static ConditionColumns? Create(DataViewSchema schema, params IReadOnlyList<string> names) =>
        names.Count == 0 ? null : new([.. names.Select(name => ConditionColumn.Create(schema, name))]);

    /// <summary>The columns that a reader needs.</summary>
    public IEnumerable<DataViewSchema.Column> Inputs => Columns.SelectMany(column => column.Inputs);

    /// <summary>The names of each column's classes, in the order of their indices.</summary>
    public IReadOnlyList<IReadOnlyList<string>> ClassNames => [.. Columns.Select(column => column.ClassNames)];

    /// <summary>The same columns, each changed by its number.</summary>
    public ConditionColumns Select(Func<ConditionColumn, int, ConditionColumn> change) => new([.. Columns.Select(change)]);

    /// <summary>The same columns as another schema has them, each in its own place.</summary>
    public ConditionColumns In(DataViewSchema schema) => new([.. Columns.Select(column => column.In(schema, column.Column.Index))]);

    /// <summary>A reader of the row's conditions; it follows the row.</summary>
    public ConditionsReader OpenReader(DataViewRow row) => new([.. Columns.Select(column => column.OpenReader(row))], this);

    /// <summary>From the form at rest to K values.</summary>
    public void Expand(ReadOnlySpan<float> compact, Span<float> condition)
    {
        foreach (var column in Columns)
        {
            column.Expand(compact[..column.CompactSize], condition[..column.Size]);
            compact = compact[column.CompactSize..];
            condition = condition[column.Size..];
        }
    }

    /// <summary>The index of the class in the stored values, and the number of classes; null without a key column.</summary>
    public (int Index, int Classes)? FirstKey()
    {
        var index = 0;
        foreach (var column in Columns)
        {
            if (column.IsKey)
                return (index, column.Size);
            index += column.CompactSize;
        }

        return null;
    }
}

/// <summary>Reads the conditions of the row where a cursor stands.</summary>
internal sealed class ConditionsReader(IReadOnlyList<ConditionReader> readers, ConditionColumns columns)
{
    /// <summary>The row's values as they are kept: see <see cref="ConditionColumns.CompactSize"/>.</summary>
    /// <exception cref="InvalidOperationException">A missing or unknown class, or a number that is not finite.</exception>
    public void ReadCompact(Span<float> compact)
    {
        for (var i = 0; i < readers.Count; i++)
        {
            readers[i].ReadCompact(compact);
            compact = compact[columns.Columns[i].CompactSize..];
        }
    }
}
