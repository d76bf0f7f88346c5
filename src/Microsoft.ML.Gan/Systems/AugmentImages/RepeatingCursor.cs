using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.AugmentImages;

/// <summary>Repeats each row several times, each time with another id. The first id is the row's own.</summary>
internal sealed class RepeatingCursor(DataViewRowCursor input, int times) : DataViewRowCursor
{
    private long _position = -1;
    private int _time = times - 1;

    public override DataViewSchema Schema => input.Schema;

    public override long Position => _position;

    public override long Batch => input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(column);

    public override bool MoveNext()
    {
        if (++_time == times)
        {
            if (!input.MoveNext())
            {
                (_time, _position) = (times - 1, -1);
                return false;
            }

            _time = 0;
        }

        _position++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter()
    {
        var getter = input.GetIdGetter();
        return (ref DataViewRowId id) =>
        {
            getter(ref id);
            if (_time > 0)
                id = new DataViewRowId(id.Low, CounterRandom.Mix(id.High + CounterRandom.Mix((ulong)_time)));
        };
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }
}
