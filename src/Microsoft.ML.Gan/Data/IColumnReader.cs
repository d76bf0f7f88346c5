using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Data;

/// <summary>
/// Reads one column of a view (or a group of columns that gives one tensor), keeps each value as bytes, and turns the values of a
/// batch into a tensor. <see cref="RowBatches"/> does everything else. A new kind of data needs a new column reader and nothing more.
/// </summary>
/// <remarks>
/// A column reader learns the format of its column (the size of the images, say) in the first pass over the data. Each
/// <see cref="RowSource"/> therefore needs column readers of its own.
/// </remarks>
internal interface IColumnReader
{
    /// <summary>The name of the tensor in the batch.</summary>
    string Name { get; }

    /// <summary>The column as messages name it: <c>Image column 'Image'</c>.</summary>
    string Title { get; }

    /// <summary>The columns of the view that are read.</summary>
    IEnumerable<DataViewSchema.Column> Inputs { get; }

    /// <summary>How many bytes a kept value has, in the format that is known so far. It is the same for every row.</summary>
    int KeptBytes { get; }

    /// <summary>
    /// Reads the same columns of another view from now on: of one in which they have the same type and stand at the same index.
    /// </summary>
    void Bind(DataViewSchema schema);

    /// <summary>A reader of the row where a cursor stands; as the cursor moves, so does the reader.</summary>
    IValueReader Open(DataViewRow row);

    /// <summary>
    /// Whether the first pass must go on to learn the format, though its rows are not kept.
    /// </summary>
    /// <param name="rows">How many good rows it has read.</param>
    bool NeedsMoreRows(long rows) => false;

    /// <summary>Brings a kept value from the format before the last accepted row into the format of now.</summary>
    void Convert(ReadOnlySpan<byte> before, Span<byte> now) => throw new NotSupportedException($"{Title}: the format never changes.");

    /// <summary>Checks what the first pass has learned of all rows together.</summary>
    /// <exception cref="InvalidOperationException">The rows have no meaning in the format that was asked for.</exception>
    void RequireScale()
    {
    }

    /// <summary>Checks the format of the values as they come out in batches.</summary>
    /// <exception cref="InvalidOperationException">It is not the one that was asked for.</exception>
    void RequireFormat()
    {
    }

    /// <summary>What is lost when the rows are read.</summary>
    /// <param name="rows">How many good rows the first pass has read.</param>
    IEnumerable<string> Losses(long rows) => [];

    /// <summary>What the rows of the first pass have that somebody who brings such data will hardly have meant.</summary>
    /// <param name="rows">How many good rows the first pass has read.</param>
    /// <param name="isComplete">Whether these are all rows.</param>
    IEnumerable<string> Problems(long rows, bool isComplete) => [];

    /// <summary>Room on the host for this column's values of one batch.</summary>
    /// <param name="count">N, the number of rows.</param>
    IColumnValues CreateValues(int count);
}

/// <summary>Reads the value of one column in the row where a cursor stands.</summary>
internal interface IValueReader : IDisposable
{
    /// <summary>Reads the value in the known format.</summary>
    /// <exception cref="InvalidOperationException">The row has no proper value; the message names column and row.</exception>
    void Read(Span<byte> kept);

    /// <summary>
    /// Reads the value in the first pass. What it teaches counts when <see cref="Accept"/> follows: the row's other columns may be bad.
    /// </summary>
    /// <param name="kept">Receives the value; replaced by a longer array where that is needed.</param>
    /// <exception cref="InvalidOperationException">The row has no proper value; the message names column and row.</exception>
    void ReadFirst(ref byte[] kept);

    /// <summary>The row of the last <see cref="ReadFirst"/> is good: its value teaches the format.</summary>
    void Accept(ReadOnlySpan<byte> kept)
    {
    }
}

/// <summary>One column's values of one batch, on the host.</summary>
internal interface IColumnValues
{
    /// <summary>Sets the value of one row of the batch, changed as augmentation says.</summary>
    /// <param name="index">The row of the batch.</param>
    /// <param name="kept">The value as it is kept.</param>
    /// <param name="epoch">The epoch that the row is in.</param>
    /// <param name="row">The row's id.</param>
    void Set(int index, ReadOnlySpan<byte> kept, long epoch, ulong row);

    /// <summary>The values as a tensor of N rows. It belongs to the dispose scope in force.</summary>
    Tensor ToTensor(Device device);
}
