namespace Microsoft.ML.Data;

// A 128-bit identity of a row, stable however the row is reached.
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    public readonly ulong Low;
    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object? obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    public int CompareTo(DataViewRowId other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    public override string ToString() => $"{High:x16}{Low:x16}";

    // The identities of rows made from this one: a pseudo-random walk over 128 bits, never back to where it came from in practice.
    public DataViewRowId Fork() => Mix(Low ^ 0x9E3779B97F4A7C15UL, High, 1);

    public DataViewRowId Next() => Mix(Low, High ^ 0xC2B2AE3D27D4EB4FUL, 2);

    public DataViewRowId Combine(DataViewRowId other)
    {
        var left = Mix(Low, High, 3);
        return Mix(left.Low ^ other.Low, left.High + other.High, 4);
    }

    private static DataViewRowId Mix(ulong low, ulong high, ulong salt)
    {
        var a = Finish(low + salt * 0x9E3779B97F4A7C15UL);
        var b = Finish(high + a);
        a = Finish(a ^ b);
        return new DataViewRowId(a, b);
    }

    private static ulong Finish(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
