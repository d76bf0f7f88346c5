using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

// The 256 bytes in front of every component of a model, in ML.NET's own layout: signatures, versions and where the blocks
// (model, strings, assembly name, tail) lie. A reader checks all of it before it believes any of it.
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct ModelHeader
{
    public const ulong SignatureValue = 0x4C45444F4D004C4DUL; // "ML\0MODEL"
    public const ulong TailSignatureValue = 0x4D4C004D4F44454CUL; // "LEDOM\0LM"
    public const int Size = 0x100;

    private const uint CurrentVersion = 0x00010002;
    private const uint FirstVersionWithAssemblyName = 0x00010002;
    private const uint OldestReadableVersion = 0x00010001;

    [FieldOffset(0x00)] public ulong Signature;
    [FieldOffset(0x08)] public uint VerWritten;
    [FieldOffset(0x0C)] public uint VerReadable;
    [FieldOffset(0x10)] public long FpModel;
    [FieldOffset(0x18)] public long CbModel;
    [FieldOffset(0x20)] public long FpStringTable;
    [FieldOffset(0x28)] public long CbStringTable;
    [FieldOffset(0x30)] public long FpStringChars;
    [FieldOffset(0x38)] public long CbStringChars;
    [FieldOffset(0x40)] public ulong ModelSignature;
    [FieldOffset(0x48)] public uint ModelVerWritten;
    [FieldOffset(0x4C)] public uint ModelVerReadable;
    [FieldOffset(0x50)] public ulong LoaderSignature0;
    [FieldOffset(0x58)] public ulong LoaderSignature1;
    [FieldOffset(0x60)] public ulong LoaderSignature2;
    [FieldOffset(0x68)] public ulong LoaderSignatureAlt0;
    [FieldOffset(0x70)] public ulong LoaderSignatureAlt1;
    [FieldOffset(0x78)] public ulong LoaderSignatureAlt2;
    [FieldOffset(0x80)] public long FpTail;
    [FieldOffset(0x88)] public long FpLim;
    [FieldOffset(0x90)] public long FpAssemblyName;
    [FieldOffset(0x98)] public uint CbAssemblyName;

    public static void BeginWrite(BinaryWriter writer, out long fpMin, out ModelHeader header)
    {
        Contracts.CheckValue(writer, nameof(writer));
        writer.Flush();
        fpMin = writer.BaseStream.Position;
        header = new ModelHeader
        {
            Signature = SignatureValue,
            VerWritten = CurrentVersion,
            VerReadable = CurrentVersion,
            FpModel = Size,
        };
        // The place is kept now; the header is known only when the rest is written.
        writer.Write(new byte[Size]);
    }

    public static void EndWrite(BinaryWriter writer, long fpMin, ref ModelHeader header, NormStr.Pool? pool = null, string? loaderAssemblyName = null)
    {
        Contracts.CheckValue(writer, nameof(writer));
        EndModelCore(writer, fpMin, ref header);
        if (pool is { Count: > 0 })
        {
            header.FpStringTable = Position(writer) - fpMin;
            long end = 0;
            foreach (var text in pool)
            {
                end += text.Value.Length * sizeof(char);
                writer.Write(end);
            }

            header.CbStringTable = pool.Count * sizeof(long);
            header.FpStringChars = Position(writer) - fpMin;
            foreach (var text in pool)
                writer.Write(MemoryMarshal.AsBytes(text.Value.Span));
            header.CbStringChars = end;
        }

        if (!string.IsNullOrEmpty(loaderAssemblyName))
        {
            header.FpAssemblyName = Position(writer) - fpMin;
            header.CbAssemblyName = (uint)loaderAssemblyName.Length * sizeof(char);
            writer.Write(MemoryMarshal.AsBytes(loaderAssemblyName.AsSpan()));
        }

        WriteHeaderAndTailCore(writer, fpMin, ref header);
    }

    public static void EndModelCore(BinaryWriter writer, long fpMin, ref ModelHeader header)
    {
        Contracts.Check(header.FpModel == Size && header.CbModel == 0);
        header.CbModel = Position(writer) - header.FpModel - fpMin;
    }

    public static void WriteHeaderAndTailCore(BinaryWriter writer, long fpMin, ref ModelHeader header)
    {
        header.FpTail = Position(writer) - fpMin;
        writer.Write(TailSignatureValue);
        header.FpLim = Position(writer) - fpMin;
        Contracts.Check(TryValidate(ref header, header.FpLim, out _), "The model header is inconsistent");

        var bytes = new byte[Size];
        MarshalToBytes(ref header, bytes);
        writer.BaseStream.Position = fpMin;
        writer.Write(bytes);
        writer.Flush();
        writer.BaseStream.Position = fpMin + header.FpLim;
    }

    public static void SetVersionInfo(ref ModelHeader header, VersionInfo ver)
    {
        header.ModelSignature = ver.ModelSignature;
        header.ModelVerWritten = ver.VerWrittenCur;
        header.ModelVerReadable = ver.VerReadableCur;
        SetLoaderSig(ref header, ver.LoaderSignature);
        SetLoaderSigAlt(ref header, ver.LoaderSignatureAlt);
    }

    public static void SetLoaderSig(ref ModelHeader header, string? sig) =>
        Pack(sig, out header.LoaderSignature0, out header.LoaderSignature1, out header.LoaderSignature2);

    public static void SetLoaderSigAlt(ref ModelHeader header, string? sig) =>
        Pack(sig, out header.LoaderSignatureAlt0, out header.LoaderSignatureAlt1, out header.LoaderSignatureAlt2);

    public static string GetLoaderSig(ref ModelHeader header) =>
        Unpack(header.LoaderSignature0, header.LoaderSignature1, header.LoaderSignature2);

    public static string GetLoaderSigAlt(ref ModelHeader header) =>
        Unpack(header.LoaderSignatureAlt0, header.LoaderSignatureAlt1, header.LoaderSignatureAlt2);

    public static void MarshalToBytes(ref ModelHeader header, byte[] bytes)
    {
        Contracts.Check(bytes.Length >= Size);
        MemoryMarshal.Write(bytes, in header);
    }

    public static void MarshalFromBytes(out ModelHeader header, byte[] bytes)
    {
        Contracts.Check(bytes.Length >= Size);
        header = MemoryMarshal.Read<ModelHeader>(bytes);
    }

    public static void BeginRead(
        out long fpMin, out ModelHeader header, out string[]? strings, out string? loaderAssemblyName, BinaryReader reader)
    {
        fpMin = reader.BaseStream.Position;
        var bytes = reader.ReadBytes(Size);
        Contracts.CheckDecode(bytes.Length == Size, "The model is shorter than its header");
        MarshalFromBytes(out header, bytes);
        if (!TryValidate(ref header, reader, fpMin, out strings, out loaderAssemblyName, out var ex))
            throw ex!;
        reader.BaseStream.Position = fpMin + header.FpModel;
    }

    public static void EndRead(long fpMin, ref ModelHeader header, BinaryReader reader)
    {
        Contracts.CheckDecode(
            header.FpModel + header.CbModel == reader.BaseStream.Position - fpMin, "The component did not read its model to the end");
        reader.BaseStream.Position = fpMin + header.FpLim;
    }

    public static void CheckVersionInfo(ref ModelHeader header, VersionInfo ver)
    {
        Contracts.CheckDecode(header.ModelSignature == ver.ModelSignature, "Unknown file type");
        Contracts.CheckDecode(header.ModelVerReadable <= header.ModelVerWritten, "Corrupt file header");
        if (header.ModelVerReadable > ver.VerWrittenCur)
        {
            throw Contracts.ExceptDecode(
                $"The component '{ver.LoaderSignature}' of the model is too new to be read: it asks for version {header.ModelVerReadable:x8} "
                + $"and {ver.VerWrittenCur:x8} is here. Update the package that made it.");
        }

        if (header.ModelVerWritten < ver.VerWeCanReadBack)
        {
            throw Contracts.ExceptDecode(
                $"The component '{ver.LoaderSignature}' of the model is too old to be read: it is of version {header.ModelVerWritten:x8} "
                + $"and {ver.VerWeCanReadBack:x8} is the oldest that is understood here.");
        }
    }

    public static bool TryValidate(ref ModelHeader header, long size, out Exception? ex)
    {
        try
        {
            Validate(ref header, size);
            ex = null;
            return true;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            ex = e as FormatException ?? Contracts.ExceptDecode(e, "Corrupt file header");
            return false;
        }
    }

    public static bool TryValidate(
        ref ModelHeader header, BinaryReader reader, long fpMin, out string[]? strings, out string? loaderAssemblyName, out Exception? ex)
    {
        strings = null;
        loaderAssemblyName = null;
        var stream = reader.BaseStream;
        if (!TryValidate(ref header, stream.Length - fpMin, out ex))
            return false;
        try
        {
            if (header.FpStringTable != 0)
                strings = ReadStrings(ref header, reader, fpMin);
            if (header.VerWritten >= FirstVersionWithAssemblyName && header.FpAssemblyName != 0)
            {
                stream.Position = fpMin + header.FpAssemblyName;
                loaderAssemblyName = ReadUtf16(reader, header.CbAssemblyName);
            }

            stream.Position = fpMin + header.FpTail;
            Contracts.CheckDecode(reader.ReadUInt64() == TailSignatureValue, "Corrupt model file tail");
            return true;
        }
        catch (Exception e) when (e is FormatException or EndOfStreamException)
        {
            ex = e as FormatException ?? Contracts.ExceptDecode(e, "Corrupt model file");
            return false;
        }
    }

    private static void Validate(ref ModelHeader header, long size)
    {
        Contracts.CheckDecode(header.Signature == SignatureValue, "Wrong file type");
        Contracts.CheckDecode(header.VerReadable <= header.VerWritten, "Corrupt file header");
        Contracts.CheckDecode(header.VerReadable <= CurrentVersion, "File is too new");
        Contracts.CheckDecode(header.VerWritten >= OldestReadableVersion, "File is too old");

        // The blocks follow each other without gaps, so each begins where the one before it ends. As no sum may overflow, none is
        // longer than the file.
        Contracts.CheckDecode(header.FpModel == Size && header.CbModel >= 0, "Corrupt file header");
        var next = checked(header.FpModel + header.CbModel);
        if (header.FpStringTable == 0)
        {
            Contracts.CheckDecode(header.CbStringTable == 0 && header.FpStringChars == 0 && header.CbStringChars == 0, "Corrupt file header");
        }
        else
        {
            Contracts.CheckDecode(header.FpStringTable == next, "Corrupt file header");
            Contracts.CheckDecode(
                header.CbStringTable > 0 && header.CbStringTable % sizeof(long) == 0 && header.CbStringTable / sizeof(long) < int.MaxValue,
                "Corrupt file header");
            Contracts.CheckDecode(header.FpStringChars == checked(header.FpStringTable + header.CbStringTable), "Corrupt file header");
            Contracts.CheckDecode(header.CbStringChars >= 0 && header.CbStringChars % sizeof(char) == 0, "Corrupt file header");
            next = checked(header.FpStringChars + header.CbStringChars);
        }

        if (header.VerWritten >= FirstVersionWithAssemblyName && header.FpAssemblyName != 0)
        {
            Contracts.CheckDecode(header.FpAssemblyName == next && header.CbAssemblyName % sizeof(char) == 0, "Corrupt file header");
            next = checked(next + header.CbAssemblyName);
        }

        Contracts.CheckDecode(header.FpTail == next && header.FpLim == checked(header.FpTail + sizeof(ulong)), "Corrupt file header");
        Contracts.CheckDecode(header.FpLim > 0 && (size == 0 || size >= header.FpLim), "The model file is truncated");
    }

    private static string[] ReadStrings(ref ModelHeader header, BinaryReader reader, long fpMin)
    {
        reader.BaseStream.Position = fpMin + header.FpStringTable;
        var ends = new long[header.CbStringTable / sizeof(long)];
        for (var i = 0; i < ends.Length; i++)
            ends[i] = reader.ReadInt64();
        Contracts.CheckDecode(ends[^1] == header.CbStringChars, "Corrupt string table");
        var strings = new string[ends.Length];
        long start = 0;
        for (var i = 0; i < ends.Length; i++)
        {
            Contracts.CheckDecode(start <= ends[i] && ends[i] <= header.CbStringChars && ends[i] % sizeof(char) == 0, "Corrupt string table");
            strings[i] = ReadUtf16(reader, ends[i] - start);
            start = ends[i];
        }

        return strings;
    }

    private static string ReadUtf16(BinaryReader reader, long byteCount)
    {
        // The header's sizes were checked against the stream's length: no reading beyond, no huge allocation.
        Contracts.CheckDecode(byteCount < int.MaxValue, "Corrupt string table");
        var bytes = reader.ReadBytes((int)byteCount);
        Contracts.CheckDecode(bytes.Length == byteCount, "The model file is truncated");
        return Encoding.Unicode.GetString(bytes);
    }

    private static void Pack(string? sig, out ulong low, out ulong middle, out ulong high)
    {
        Span<byte> bytes = stackalloc byte[24];
        bytes.Clear();
        if (sig is not null)
        {
            Contracts.Check(sig.Length <= bytes.Length, "A loader signature has at most 24 characters");
            for (var i = 0; i < sig.Length; i++)
            {
                Contracts.Check(sig[i] <= 0xFF, "A loader signature is ASCII");
                bytes[i] = (byte)sig[i];
            }
        }

        low = MemoryMarshal.Read<ulong>(bytes);
        middle = MemoryMarshal.Read<ulong>(bytes[8..]);
        high = MemoryMarshal.Read<ulong>(bytes[16..]);
    }

    private static string Unpack(ulong low, ulong middle, ulong high)
    {
        Span<byte> bytes = stackalloc byte[24];
        MemoryMarshal.Write(bytes, in low);
        MemoryMarshal.Write(bytes[8..], in middle);
        MemoryMarshal.Write(bytes[16..], in high);
        var length = bytes.IndexOf((byte)0);
        return Encoding.Latin1.GetString(length < 0 ? bytes : bytes[..length]);
    }

    private static long Position(BinaryWriter writer)
    {
        writer.Flush();
        return writer.BaseStream.Position;
    }
}
