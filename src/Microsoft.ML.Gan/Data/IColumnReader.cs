using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Data;

/// <summary>
/// Reads one column of a view (or a group of columns that gives one tensor), keeps each value as bytes, and turns the values of a
/// batch into a tensor. <see cref="RowBatches"/> does everything else. A new kind of data needs only a new column reader.
/// </summary>
/// <remarks>
/// A column reader learns the format of its column (the size of the images, say) in the first pass over the data. Each
/// <see cref="RowSource"/> therefore needs its own column readers.
/// </remarks>
internal interface IColumnReader
{
    /// <summary>The name of the tensor in the batch.</summary>
    string Name { get; }

    /// <summary>The name of the column in messages: <c>Image column 'Image'</c>.</summary>
    string Title { get; }

    /// <summary>The columns of the view that are read.</summary>
    IEnumerable<DataViewSchema.Column> Inputs { get; }

    /// <summary>The number of bytes of a stored value, in the format known so far. It is the same for every row.</summary>
    int KeptBytes { get; }

    /// <summary>
    /// Switches to another view in which the same columns have the same types and indices.
    /// </summary>
    void Bind(DataViewSchema schema);

    /// <summary>A reader of the row where a cursor stands; it follows the cursor.</summary>
    IValueReader Open(DataViewRow row);

    /// <summary>
    /// Whether the first pass must continue to learn the format, although its rows are not kept.
    /// </summary>
    /// <param name="rows">The number of valid rows read.</param>
    bool NeedsMoreRows(long rows) => false;

    /// <summary>Converts a stored value from the format before the last accepted row to the current format.</summary>
    void Convert(ReadOnlySpan<byte> before, Span<byte> now) => throw new NotSupportedException($"{Title}: the format never changes.");

    /// <summary>Checks what the first pass has learned of all rows together.</summary>
    /// <exception cref="InvalidOperationException">The rows do not have the requested format.</exception>
    void RequireScale()
    {
    }

    /// <summary>Checks the format of the values in batches.</summary>
    /// <exception cref="InvalidOperationException">It is not the requested one.</exception>
    void RequireFormat()
    {
    }

    /// <summary>A warning about information lost in reading; null for none.</summary>
    /// <param name="rows">The number of valid rows read in the first pass.</param>
    IEnumerable<string> Losses(long rows) => [];

    /// <summary>Warnings about the data from the first pass.</summary>
    /// <param name="rows">The number of valid rows read in the first pass.</param>
    /// <param name="isComplete">Whether these are all rows.</param>
    IEnumerable<string> Problems(long rows, bool isComplete) => [];

    /// <summary>Creates the host buffer for this column's values of one batch.</summary>
    /// <param name="count">N, the number of rows.</param>
    IColumnValues CreateValues(int count);
}

/// <summary>Reads the value of one column in the row where a cursor stands.</summary>
internal interface IValueReader : IDisposable
{
    /// <summary>Reads the value in the known format.</summary>
    /// <exception cref="InvalidOperationException">The row has no valid value; the message names column and row.</exception>
    void Read(Span<byte> kept);

    /// <summary>
    /// Reads the value in the first pass. It changes the format only if <see cref="Accept"/> follows, because the row's other columns may be invalid.
    /// </summary>
    /// <param name="kept">Receives the value; replaced by a longer array where that is needed.</param>
    /// <exception cref="InvalidOperationException">The row has no valid value; the message names column and row.</exception>
    void ReadFirst(ref byte[] kept);

    /// <summary>Updates the format by the value of the last <see cref="ReadFirst"/>, whose row is valid.</summary>
    void Accept(ReadOnlySpan<byte> kept)
    {
    }
}

/// <summary>One column's values of one batch, on the host.</summary>
internal interface IColumnValues
{
    /// <summary>Sets the augmented value of one row of the batch.</summary>
    /// <param name="index">The row of the batch.</param>
    /// <param name="kept">The value as it is kept.</param>
    /// <param name="epoch">The epoch that the row is in.</param>
    /// <param name="row">The row's id.</param>
    void Set(int index, ReadOnlySpan<byte> kept, long epoch, ulong row);

    /// <summary>The values as a tensor of N rows. It belongs to the current dispose scope.</summary>
    Tensor ToTensor(Device device);
}
