using System.IO.Compression;
using System.IO.Hashing;

namespace ConvertWeights;

/// <summary>The format since PyTorch 1.6: a zip with a pickle and a file for each storage. PyTorch does not compress it; other programs may have.</summary>
internal sealed class TorchZip : TorchFile
{
    private const string PickleName = "data.pkl";

    /// <summary>Weights hardly shrink. What unpacks to more than this many times the file was made to fill memory or a disk.</summary>
    private const long MaximumExpansion = 100;
    private const long FreeExpansion = 64 << 20;

    private readonly ZipArchive _zip;
    private readonly string _prefix;
    private readonly List<string> _notes = [];

    public TorchZip(Stream stream)
    {
        try
        {
            _zip = new ZipArchive(stream, ZipArchiveMode.Read);
            _ = _zip.Entries;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new InvalidDataException("The file begins as a zip does, but the list of its contents, at the end, is missing or damaged: it is cut short. Copy or download it again.", e);
        }

        UnpackedLength = CheckLengths(_zip, stream.Length);
        var pickle = _zip.Entries.FirstOrDefault(entry => entry.FullName == PickleName || entry.FullName.EndsWith("/" + PickleName, StringComparison.Ordinal))
            ?? throw new InvalidDataException(WithoutPickle());
        _prefix = pickle.FullName[..^PickleName.Length];
        if (_zip.GetEntry(_prefix + "constants.pkl") is not null)
            throw new InvalidDataException("The file is a TorchScript program, not weights: load it with torch.jit.load, and save its state dict with torch.save.");
        if (_zip.GetEntry(_prefix + "byteorder") is { } order && ReadEntry(order).AsSpan().SequenceEqual("big"u8))
            throw new InvalidDataException("The file was written on a big-endian machine, whose numbers are not read here. Save it on another machine.");

        using var content = new MemoryStream(ReadEntry(pickle));
        Root = new PickleReader(content, FindStorage).Read();
    }

    public override object? Root { get; }

    public override long UnpackedLength { get; }

    public override IReadOnlyList<string> Notes => _notes;

    public override void Dispose() => _zip.Dispose();

    protected override byte[] ReadBytes(Storage storage)
    {
        var entry = _zip.GetEntry($"{_prefix}data/{storage.Key}")
            ?? throw new InvalidDataException($"The storage '{Printable.Of(storage.Key)}' is missing in the file: it is incomplete. Copy or download it again.");
        var bytes = Allocate(storage, entry.Length);
        Fill(entry, bytes);
        return bytes;
    }

    private static long CheckLengths(ZipArchive zip, long length)
    {
        long unpacked = 0, packed = 0;
        foreach (var entry in zip.Entries)
        {
            // The list of contents may say anything: entries that share bytes, lengths that add up to less than nothing.
            if (entry.Length < 0 || entry.CompressedLength < 0 || (packed += entry.CompressedLength) > length)
                throw new InvalidDataException("The parts of the zip file are together larger than the file: it is damaged, or it was made to do harm.");
            unpacked += Math.Min(entry.Length, (long.MaxValue / 2) - unpacked);
        }

        return unpacked <= (MaximumExpansion * length) + FreeExpansion
            ? unpacked
            : throw new InvalidDataException($"The zip file of {length:N0} bytes would unpack to {unpacked:N0}, which no weights do: it was made to do harm.");
    }

    private static object? FindStorage(object? id)
    {
        var storage = TorchGlobals.ReadStorage(id);
        return new StorageView(storage, 0, storage.Count);
    }

    private string WithoutPickle()
    {
        var names = _zip.Entries.Select(entry => entry.FullName).ToArray();
        var what = names.Any(name => name.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)) ? "It is an archive of NumPy arrays (.npz). "
            : names.Any(name => name.EndsWith(".pth", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".pt", StringComparison.OrdinalIgnoreCase))
                ? "It is a zip with such files in it: unpack it first. "
            : names.Contains("model_index.json") ? "It is a model of Microsoft.ML.Gan already. "
            : "";
        return $"The zip file has no data.pkl: it is not a file of torch.save. {what}".TrimEnd();
    }

    private byte[] ReadEntry(ZipArchiveEntry entry)
    {
        if (entry.Length > PickleReader.MaximumLength)
            throw new InvalidDataException($"'{Printable.Of(entry.FullName)}' has {entry.Length} bytes, more than any list of weights.");
        var bytes = new byte[entry.Length];
        Fill(entry, bytes);
        return bytes;
    }

    private void Fill(ZipArchiveEntry entry, byte[] bytes)
    {
        var name = Printable.Of(entry.FullName);
        try
        {
            using var content = entry.Open();
            content.ReadExactly(bytes);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new InvalidDataException($"'{name}' in the file cannot be unpacked: it is damaged or cut short. Copy or download the file again.", e);
        }

        if (Crc32.HashToUInt32(bytes) != entry.Crc32)
            _notes.Add($"the checksum of '{name}' is not that of its numbers: the file is damaged, or it was saved without checksums (torch.serialization.set_crc32_options).");
    }
}
