using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>Applies a table of 256 values, computed once, to every pixel.</summary>
internal static class LookupTable
{
    /// <summary>Replaces every <paramref name="step"/>th value from <paramref name="first"/> on: one channel, or by default all.</summary>
    /// <param name="table">256 values.</param>
    /// <param name="pixels">The image.</param>
    /// <param name="first">The first value that is replaced.</param>
    /// <param name="step">1, or the number of channels.</param>
    public static void Apply(ReadOnlySpan<byte> table, Span<byte> pixels, int first = 0, int step = 1)
    {
        // A byte is always in a table of 256; this avoids the bounds check.
        ref var start = ref MemoryMarshal.GetReference(table[..256]);
        if (step == 1)
        {
            foreach (ref var pixel in pixels[first..])
                pixel = Unsafe.Add(ref start, pixel);
            return;
        }

        for (var i = first; i < pixels.Length; i += step)
            pixels[i] = Unsafe.Add(ref start, pixels[i]);
    }
}
