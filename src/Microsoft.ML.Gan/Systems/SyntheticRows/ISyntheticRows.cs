using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.SyntheticRows;

/// <summary>A synthetic row that is to be made.</summary>
/// <param name="Number">Its number among the synthetic rows; from this, and from a seed, all its chance comes.</param>
/// <param name="Class">Its class, from 0, in the order of the data's keys; −1 for none.</param>
internal readonly record struct SyntheticRow(long Number, int Class);

/// <summary>How synthetic rows are made: of a kind of data, this is all that those who add such rows to real ones need to know.</summary>
internal interface ISyntheticRows
{
    /// <summary>Rows that are best made at once.</summary>
    int BatchSize { get; }

    /// <summary>Whether some rows may turn out not to be there.</summary>
    bool MayFail { get; }

    /// <summary>Whether it fills this column of the data. The label is not its business.</summary>
    bool Fills(DataViewSchema.Column column);

    /// <summary>Makes rows. What a row becomes does not depend on those beside it. Several threads may call it at once.</summary>
    ISyntheticBatch Make(IReadOnlyList<SyntheticRow> rows);

    /// <summary>A <see cref="ValueGetter{TValue}"/> of a column that it fills.</summary>
    /// <param name="column">The column.</param>
    /// <param name="current">The batch and the place in it of the row whose value is asked for.</param>
    Delegate CreateGetter(DataViewSchema.Column column, Func<(ISyntheticBatch Batch, int Place)> current);
}

/// <summary>Rows that an <see cref="ISyntheticRows"/> has made.</summary>
internal interface ISyntheticBatch
{
    /// <summary>Whether the row at this place could be made.</summary>
    bool Has(int place);
}
