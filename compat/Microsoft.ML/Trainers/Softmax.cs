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
        var sum = Vector<float>.Zero;
        for (int i = 0; i < va.Length; i++)
            sum += va[i] * vb[i];
        float result = Vector.Sum(sum);
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
