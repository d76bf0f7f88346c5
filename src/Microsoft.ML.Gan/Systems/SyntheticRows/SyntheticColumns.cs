using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.SyntheticRows;

/// <summary>The columns of synthetic rows: the label comes from the plan, some columns from <see cref="ISyntheticRows"/>, and the others are missing
/// values.</summary>
internal sealed class SyntheticColumns(DataViewSchema schema, DataViewSchema.Column? label, ISyntheticRows rows)
{
    public DataViewSchema Schema => schema;

    /// <summary>A <see cref="ValueGetter{TValue}"/> of a column.</summary>
    /// <param name="index">The column.</param>
    /// <param name="row">The current row.</param>
    /// <param name="made">The same row in its batch.</param>
    public Delegate Getter(int index, Func<SyntheticRow> row, Func<(ISyntheticBatch Batch, int Place)> made)
    {
        var column = schema[index];
        if (index == label?.Index)
            return KeyGetter(column.Type, () => (ulong)(row().Class + 1));
        return rows.Fills(column) ? rows.CreateGetter(column, made) : MissingValues.Getter(column.Type);
    }

    private static Delegate KeyGetter(DataViewType type, Func<ulong> key) => type.RawType switch
    {
        var raw when raw == typeof(byte) => (ValueGetter<byte>)((ref byte value) => value = (byte)key()),
        var raw when raw == typeof(ushort) => (ValueGetter<ushort>)((ref ushort value) => value = (ushort)key()),
        var raw when raw == typeof(uint) => (ValueGetter<uint>)((ref uint value) => value = (uint)key()),
        _ => (ValueGetter<ulong>)((ref ulong value) => value = key()),
    };
}
