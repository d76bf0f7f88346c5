using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>Arithmetic on rows of pixels as single-precision numbers, vectorized; used for blurring and resizing.</summary>
internal static class FloatRow
{
    /// <summary>result[i] = Σⱼ kernel[j] · source[i + j·step]: along a row with the channels as step, down a plane with its stride.</summary>
    public static void Convolve(ReadOnlySpan<float> source, int step, ReadOnlySpan<float> kernel, Span<float> result)
    {
        var lanes = Vector<float>.Count;
        var i = 0;
        // Four independent sums, so that additions do not wait for each other.
        for (; i <= result.Length - (4 * lanes); i += 4 * lanes)
        {
            Vector<float> sum0 = Vector<float>.Zero, sum1 = sum0, sum2 = sum0, sum3 = sum0;
            for (var j = 0; j < kernel.Length; j++)
            {
                var values = MemoryMarshal.Cast<float, Vector<float>>(source.Slice(i + (j * step), 4 * lanes));
                var weight = new Vector<float>(kernel[j]);
                sum0 += weight * values[0];
                sum1 += weight * values[1];
                sum2 += weight * values[2];
                sum3 += weight * values[3];
            }

            sum0.CopyTo(result[i..]);
            sum1.CopyTo(result[(i + lanes)..]);
            sum2.CopyTo(result[(i + (2 * lanes))..]);
            sum3.CopyTo(result[(i + (3 * lanes))..]);
        }

        for (; i <= result.Length - lanes; i += lanes)
        {
            var sum = Vector<float>.Zero;
            for (var j = 0; j < kernel.Length; j++)
                sum += new Vector<float>(kernel[j]) * new Vector<float>(source[(i + (j * step))..]);
            sum.CopyTo(result[i..]);
        }

        for (; i < result.Length; i++)
        {
            var sum = 0f;
            for (var j = 0; j < kernel.Length; j++)
                sum += kernel[j] * source[i + (j * step)];
            result[i] = sum;
        }
    }

    /// <summary>Bytes as numbers.</summary>
    public static void Widen(ReadOnlySpan<byte> bytes, Span<float> row)
    {
        var lanes = Vector<float>.Count;
        var i = 0;
        for (; i <= bytes.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(bytes[i..]), out var low, out var high);
            Vector.Widen(low, out var first, out var second);
            Vector.Widen(high, out var third, out var fourth);
            Vector.ConvertToSingle(Vector.AsVectorInt32(first)).CopyTo(row[i..]);
            Vector.ConvertToSingle(Vector.AsVectorInt32(second)).CopyTo(row[(i + lanes)..]);
            Vector.ConvertToSingle(Vector.AsVectorInt32(third)).CopyTo(row[(i + (2 * lanes))..]);
            Vector.ConvertToSingle(Vector.AsVectorInt32(fourth)).CopyTo(row[(i + (3 * lanes))..]);
        }

        for (; i < bytes.Length; i++)
            row[i] = bytes[i];
    }

    /// <summary>Rounds numbers between 0 and 255 to bytes, halves to even.</summary>
    public static void Round(ReadOnlySpan<float> row, Span<byte> bytes)
    {
        // At this size single-precision numbers are integers, so the addition rounds.
        var whole = new Vector<float>(3 << 22);
        var lanes = Vector<float>.Count;
        var i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            var first = Vector.AsVectorUInt32(new Vector<float>(row[i..]) + whole);
            var second = Vector.AsVectorUInt32(new Vector<float>(row[(i + lanes)..]) + whole);
            var third = Vector.AsVectorUInt32(new Vector<float>(row[(i + (2 * lanes))..]) + whole);
            var fourth = Vector.AsVectorUInt32(new Vector<float>(row[(i + (3 * lanes))..]) + whole);
            Vector.Narrow(Vector.Narrow(first, second), Vector.Narrow(third, fourth)).CopyTo(bytes[i..]);
        }

        for (; i < row.Length; i++)
            bytes[i] = (byte)MathF.Round(row[i]);
    }
}
