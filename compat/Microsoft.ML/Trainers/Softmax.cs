using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers;

// The arithmetic of multinomial logistic regression.
internal static class Softmax
{
    // Turns scores into probabilities and returns the logarithm of their normalizer.
    public static double Apply(Span<float> scores)
    {
        float max = float.NegativeInfinity;
        foreach (float score in scores)
            max = Math.Max(max, score);
        double sum = 0;
        foreach (float score in scores)
            sum += Math.Exp(score - max);
        double logNormalizer = max + Math.Log(sum);
        for (int i = 0; i < scores.Length; i++)
            scores[i] = (float)Math.Exp(scores[i] - logNormalizer);
        return logNormalizer;
    }

    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var va = MemoryMarshal.Cast<float, Vector<float>>(a);
        var vb = MemoryMarshal.Cast<float, Vector<float>>(b);
        // Four sums, because one alone would wait for itself.
        Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
        int at = 0;
        for (; at <= va.Length - 4; at += 4)
        {
            s0 += va[at] * vb[at];
            s1 += va[at + 1] * vb[at + 1];
            s2 += va[at + 2] * vb[at + 2];
            s3 += va[at + 3] * vb[at + 3];
        }
        for (; at < va.Length; at++)
            s0 += va[at] * vb[at];
        float result = Vector.Sum(s0 + s1 + (s2 + s3));
        for (int i = va.Length * Vector<float>.Count; i < a.Length; i++)
            result += a[i] * b[i];
        return result;
    }

    // to += factor * from
    public static void AddScaled(ReadOnlySpan<float> from, float factor, Span<float> to)
    {
        var vf = MemoryMarshal.Cast<float, Vector<float>>(from);
        var vt = MemoryMarshal.Cast<float, Vector<float>>(to);
        for (int i = 0; i < vf.Length; i++)
            vt[i] += vf[i] * factor;
        for (int i = vf.Length * Vector<float>.Count; i < from.Length; i++)
            to[i] += from[i] * factor;
    }
}
