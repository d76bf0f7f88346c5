using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>What a process holds, once the garbage collector has done its work.</summary>
/// <param name="Tensors">Live tensors of this thread.</param>
/// <param name="Managed">Bytes of objects.</param>
/// <param name="Native">Bytes that malloc has given out; 0 where the C library does not tell.</param>
/// <param name="WorkingSet">Bytes of memory.</param>
internal sealed record Footprint(long Tensors, long Managed, long Native, long WorkingSet)
{
    public static Footprint Now()
    {
        _ = LiveTensors.Settle(); // the native halves of managed objects go when these are finalized
        var tensors = LiveTensors.Settle();
        using var process = Process.GetCurrentProcess();
        return new Footprint(tensors, GC.GetTotalMemory(forceFullCollection: true), Malloc.BytesInUse(), process.WorkingSet64);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static Footprint Parse(string line)
    {
        var values = line.Split(' ').Select(value => long.Parse(value, CultureInfo.InvariantCulture)).ToArray();
        return new Footprint(values[0], values[1], values[2], values[3]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Tensors} {Managed} {Native} {WorkingSet}");
}

/// <summary>The C library's own count of the memory that it has given out.</summary>
internal static partial class Malloc
{
    /// <summary>Bytes in all arenas and in mappings of their own; 0 where the C library is not glibc 2.33 or later.</summary>
    public static long BytesInUse()
    {
        try
        {
            var info = MallInfo2();
            return (long)(info.InUse + info.Mapped);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial Info MallInfo2();

    /// <summary>glibc's <c>struct mallinfo2</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Info
    {
        private readonly nuint _arena;
        private readonly nuint _freeChunks;
        private readonly nuint _fastFreeChunks;
        private readonly nuint _mappings;
        public readonly nuint Mapped;
        private readonly nuint _unused;
        private readonly nuint _fastFreeBytes;
        public readonly nuint InUse;
        private readonly nuint _free;
        private readonly nuint _releasable;
    }
}
