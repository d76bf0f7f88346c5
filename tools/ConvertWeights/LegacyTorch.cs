using System.Buffers.Binary;
using System.Numerics;

namespace ConvertWeights;

/// <summary>
/// The format before PyTorch 1.6: five pickles (a magic number, a version, the machine, the object, the storages' keys), then for
/// each key the number of its numbers, and these.
/// </summary>
internal sealed class LegacyTorch : TorchFile
{
    private const long Version = 1001;

    private static readonly BigInteger s_magic = BigInteger.Parse("119547037146038801333356");

    private readonly Stream _stream;
    private readonly Dictionary<string, Storage> _storages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);

    public LegacyTorch(Stream stream)
    {
        _stream = stream;
        if (!IsMagic())
            throw new InvalidDataException("The file is neither a zip nor a pickle of torch.save. Load it where it was made, and save the state dict with torch.save.");
        if (Read() is not Version)
            throw new InvalidDataException("The file is of an unknown version of torch.save's old format.");
        if (Read() is not PickleDictionary machine || machine["little_endian"] is not true)
            throw new InvalidDataException("The file was written on a big-endian machine, whose numbers are not read here.");

        Root = new PickleReader(stream, FindStorage).Read();
        if (Read() is not List<object?> keys)
            throw new InvalidDataException("The file does not say which storages follow.");
        foreach (var key in keys)
            Locate(key as string);
    }

    public override object? Root { get; }

    public override long UnpackedLength => _stream.Length;

    public override void Dispose() => _stream.Dispose();

    protected override byte[] ReadBytes(Storage storage)
    {
        if (!_places.TryGetValue(storage.Key, out var place))
            throw new InvalidDataException($"The storage '{Printable.Of(storage.Key)}' is missing in the file.");
        var bytes = Allocate(storage, _stream.Length - place);
        _stream.Position = place;
        _stream.ReadExactly(bytes);
        return bytes;
    }

    private object? Read() => new PickleReader(_stream).Read();

    private bool IsMagic()
    {
        try
        {
            return Read() is BigInteger number && number == s_magic;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Tensors may look into a view of a storage, which has a name and a place of its own.</summary>
    private object? FindStorage(object? id)
    {
        var storage = TorchGlobals.ReadStorage(id);
        if (_storages.TryGetValue(storage.Key, out var known) && known != storage)
            throw new InvalidDataException($"The file describes the storage '{Printable.Of(storage.Key)}' twice, and differently.");
        _storages[storage.Key] = storage;
        if (id is not object?[] { Length: 6 } parts || parts[5] is null)
            return new StorageView(storage, 0, storage.Count);
        return parts[5] is object?[] and [_, long offset, long count] && offset >= 0 && count >= 0 && offset <= storage.Count - count
            ? new StorageView(storage, offset, count)
            : throw new InvalidDataException($"A view of the storage '{Printable.Of(storage.Key)}' reaches beyond it.");
    }

    private void Locate(string? key)
    {
        if (key is null || !_storages.TryGetValue(key, out var storage))
            throw new InvalidDataException($"The file has the storage '{Printable.Of(key ?? "")}', which no tensor uses.");
        Span<byte> count = stackalloc byte[sizeof(long)];
        _stream.ReadExactly(count);
        if (BinaryPrimitives.ReadInt64LittleEndian(count) != storage.Count)
            throw new InvalidDataException($"The storage '{Printable.Of(key ?? "")}' has another length than its tensors were told.");
        if (storage.Type.Size == 0)
            throw new InvalidDataException($"The file has numbers of the type '{Printable.Of(storage.Type.Title)}', whose size is not known here: what follows them cannot be found.");
        if (storage.Count > (_stream.Length - _stream.Position) / storage.Type.Size)
            throw new InvalidDataException($"The storage '{Printable.Of(key ?? "")}' needs {storage.Count} numbers, and the file ends before them.");
        _places[key] = _stream.Position;
        _stream.Position += storage.ByteCount;
    }
}
