using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// A cursor that is the source of its rows' positions.
internal abstract class RootCursorBase : DataViewRowCursor
{
    private long _position = -1;
    private bool _disposed;

    public sealed override long Position => _position;

    public override long Batch => 0;

    protected bool IsGood => _position >= 0;

    public sealed override bool MoveNext()
    {
        if (_disposed)
            return false;
        if (MoveNextCore())
        {
            _position++;
            return true;
        }

        Dispose();
        return false;
    }

    protected abstract bool MoveNextCore();

    protected void CheckGood() => Contracts.Check(IsGood, RowCursorUtils.FetchValueStateError);

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        _position = -1;
        base.Dispose(disposing);
    }
}

// A cursor that shows rows of another cursor one to one.
internal abstract class SynchronizedCursorBase : DataViewRowCursor
{
    private bool _disposed;

    protected SynchronizedCursorBase(IChannelProvider provider, DataViewRowCursor input)
    {
        Contracts.CheckValue(input, nameof(input));
        Ch = provider.Start("Cursor");
        Input = input;
    }

    protected IChannel Ch { get; }

    protected DataViewRowCursor Input { get; }

    public sealed override long Position => Input.Position;

    public sealed override long Batch => Input.Batch;

    public sealed override bool MoveNext() => Input.MoveNext();

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        if (disposing)
        {
            Input.Dispose();
            Ch.Dispose();
        }

        base.Dispose(disposing);
    }
}

// A row with the position and identity of another row.
internal abstract class WrappingRow : DataViewRow
{
    private bool _disposed;

    protected WrappingRow(DataViewRow input)
    {
        Contracts.CheckValue(input, nameof(input));
        Input = input;
    }

    protected DataViewRow Input { get; }

    public sealed override long Position => Input.Position;

    public sealed override long Batch => Input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    protected virtual void DisposeCore(bool disposing)
    {
    }

    protected sealed override void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        // Outer to inner: the outer row may still use the inner one while it lets go.
        DisposeCore(disposing);
        if (disposing)
            Input.Dispose();
        base.Dispose(disposing);
    }
}
