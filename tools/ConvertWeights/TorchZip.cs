using System.IO.Compression;

namespace ConvertWeights;

/// <summary>The format since PyTorch 1.6: a zip, uncompressed, with a pickle and a file for each storage.</summary>
internal sealed class TorchZip : TorchFile
{
    private const string PickleName = "data.pkl";

    private readonly ZipArchive _zip;
    private readonly string _prefix;

    public TorchZip(Stream stream)
    {
        _zip = new ZipArchive(stream, ZipArchiveMode.Read);
        var pickle = _zip.Entries.FirstOrDefault(entry => entry.FullName == PickleName || entry.FullName.EndsWith("/" + PickleName, StringComparison.Ordinal))
            ?? throw new InvalidDataException("The zip file has no data.pkl: it is not a file of torch.save.");
        _prefix = pickle.FullName[..^PickleName.Length];
        if (_zip.GetEntry(_prefix + "constants.pkl") is not null)
            throw new InvalidDataException("The file is a TorchScript program, not weights: save the state dict of the model instead.");
        if (_zip.GetEntry(_prefix + "byteorder") is { } order && ReadEntry(order).AsSpan().SequenceEqual("big"u8))
            throw new InvalidDataException("The file was written on a big-endian machine, whose numbers are not read here.");

        using var content = new MemoryStream(ReadEntry(pickle));
        Root = new PickleReader(content, FindStorage).Read();
    }

    public override object? Root { get; }

    public override void Dispose() => _zip.Dispose();

    protected override byte[] ReadBytes(Storage storage)
    {
        var entry = _zip.GetEntry($"{_prefix}data/{storage.Key}")
            ?? throw new InvalidDataException($"The storage '{storage.Key}' is missing in the file.");
        var bytes = Allocate(storage, StoredLength(entry));
        Fill(entry, bytes);
        return bytes;
    }

    private static object? FindStorage(object? id)
    {
        var storage = TorchGlobals.ReadStorage(id);
        return new StorageView(storage, 0, storage.Count);
    }

    private static byte[] ReadEntry(ZipArchiveEntry entry)
    {
        var length = StoredLength(entry);
        if (length > PickleReader.MaximumLength)
            throw new InvalidDataException($"'{entry.FullName}' has {length} bytes, more than any list of weights.");
        var bytes = new byte[length];
        Fill(entry, bytes);
        return bytes;
    }

    private static void Fill(ZipArchiveEntry entry, byte[] bytes)
    {
        using var content = entry.Open();
        content.ReadExactly(bytes);
    }

    /// <summary>The length, which is really in the file: compressed data could promise any.</summary>
    private static long StoredLength(ZipArchiveEntry entry) => entry.Length == entry.CompressedLength
        ? entry.Length
        : throw new InvalidDataException($"'{entry.FullName}' is compressed, which torch.save never does.");
}
