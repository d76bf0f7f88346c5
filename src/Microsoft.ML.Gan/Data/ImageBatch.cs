namespace Microsoft.ML.Gan;

/// <summary>A batch of rows on the host. The reader uses its arrays again: it is valid until the next one is asked for.</summary>
internal sealed class ImageBatch
{
    public ImageBatch(int count, ImageShape shape, int conditionSize)
    {
        Count = count;
        Pixels = new byte[checked(count * shape.Length)];
        Conditions = new float[checked(count * conditionSize)];
        Rows = new ulong[count];
    }

    /// <summary>N.</summary>
    public int Count { get; }

    /// <summary>N×H×W×C.</summary>
    public byte[] Pixels { get; }

    /// <summary>N×K; empty when there is no condition.</summary>
    public float[] Conditions { get; }

    /// <summary>Which rows of the data these are: their ids.</summary>
    public ulong[] Rows { get; }

    /// <summary>The epoch of the batch's first row.</summary>
    public long Epoch => Start.Epoch;

    /// <summary>Where the batch begins.</summary>
    public ReaderPosition Start { get; set; }

    /// <summary>Where the next batch begins.</summary>
    public ReaderPosition End { get; set; }
}

/// <summary>A place in the endless sequence of shuffled epochs.</summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Index">How many of its rows have been read.</param>
internal readonly record struct ReaderPosition(long Epoch, long Index);
