using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Systems.SyntheticRows;

/// <summary>A cursor over real and synthetic rows.</summary>
internal sealed class ExtendedCursor : DataViewRowCursor
{
    /// <summary>Batch numbers give the order of the cursors of a set: synthetic rows come last.</summary>
    private const long LastBatch = long.MaxValue;

    private readonly ExtendedDataView _view;
    private readonly bool[] _active;
    private readonly DataViewRowCursor? _real;
    private readonly SyntheticWalk? _synthetic;
    private readonly RowMix? _mix;
    private State _state;
    private long _position = -1;

    /// <param name="view">The view.</param>
    /// <param name="active">The active columns.</param>
    /// <param name="real">The real rows; null for none.</param>
    /// <param name="synthetic">The synthetic rows; null for none.</param>
    /// <param name="mix">The order of real and synthetic rows; null for the real rows first.</param>
    public ExtendedCursor(ExtendedDataView view, bool[] active, DataViewRowCursor? real, SyntheticWalk? synthetic, RowMix? mix) =>
        (_view, _active, _real, _synthetic, _mix) = (view, active, real, synthetic, mix);

    private enum State
    {
        Before,
        OnReal,
        OnSynthetic,
        After,
    }

    public override DataViewSchema Schema => _view.Schema;

    public override long Position => _position;

    public override long Batch => _real?.Batch ?? LastBatch;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override bool MoveNext()
    {
        if (_state == State.After)
            return false;
        var realFirst = _mix?.NextIsReal() ?? _state != State.OnSynthetic;
        _state = realFirst
            ? MoveReal() ? State.OnReal : MoveSynthetic() ? State.OnSynthetic : State.After
            : MoveSynthetic() ? State.OnSynthetic : MoveReal() ? State.OnReal : State.After;
        _position = _state == State.After ? -1 : _position + 1;
        return _state != State.After;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter()
    {
        var real = _real?.GetIdGetter();
        return (ref DataViewRowId id) =>
        {
            if (IsOnReal())
                real!(ref id);
            else
                id = new DataViewRowId((ulong)_synthetic!.Current.Number, _view.IdHigh);
        };
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' was not asked for.");
        if (typeof(TValue) != column.Type.RawType)
            throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type.RawType}, not {typeof(TValue)}.");
        if (column.Index == _view.MarkIndex)
        {
            var before = _real is not null && _view.SourceMark is { } mark ? _real.GetGetter<bool>(mark) : null;
            return (ValueGetter<TValue>)(Delegate)(ValueGetter<bool>)((ref bool value) =>
            {
                value = !IsOnReal();
                if (!value)
                    before?.Invoke(ref value);
            });
        }

        var real = _real is null ? null : RealGetter<TValue>(column);
        var synthetic = _synthetic is null
            ? null
            : (ValueGetter<TValue>)_view.Columns.Getter(column.Index, () => _synthetic.Current, () => _synthetic.Made);
        return (ref TValue value) =>
        {
            if (IsOnReal())
                real!(ref value);
            else
                synthetic!(ref value);
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _state = State.After;
            _real?.Dispose();
        }

        base.Dispose(disposing);
    }

    private ValueGetter<TValue> RealGetter<TValue>(DataViewSchema.Column column)
    {
        var own = _view.Source.Schema[column.Index];
        return column.Type is ImageDataViewType && _synthetic is not null
            ? (ValueGetter<TValue>)(Delegate)OwnedImages(_real!.GetGetter<MLImage?>(own))
            : _real!.GetGetter<TValue>(own);
    }

    /// <summary>
    /// ML.NET does not define who owns an image returned by a getter: data in memory return the same object each time, transforms a new one. Readers
    /// test this at one row, so all rows of this cursor must behave alike; synthetic images are always new objects.
    /// </summary>
    private static ValueGetter<MLImage?> OwnedImages(ValueGetter<MLImage?> getter)
    {
        bool? isShared = null;
        return (ref MLImage? value) =>
        {
            MLImage? image = null;
            getter(ref image);
            if (image is not null && isShared is null)
            {
                MLImage? again = null;
                getter(ref again);
                isShared = ReferenceEquals(image, again);
                if (isShared == false)
                    image.Dispose();
                image = again;
            }

            value = image is not null && isShared == true ? Copy(image) : image;
        };
    }

    private static MLImage Copy(MLImage image)
    {
        var copy = MLImage.CreateFromPixels(image.Width, image.Height, image.PixelFormat, image.Pixels);
        copy.Tag = image.Tag;
        return copy;
    }

    private bool MoveReal() => _real?.MoveNext() == true;

    private bool MoveSynthetic() => _synthetic?.MoveNext() == true;

    private bool IsOnReal() => _state switch
    {
        State.OnReal => true,
        State.OnSynthetic => false,
        _ => throw new InvalidOperationException("The cursor stands on no row: call MoveNext first."),
    };
}
