using Microsoft.ML.Gan.Persistence;

namespace ConvertWeights;

/// <summary>What <c>torch.save</c> wrote, in either of its formats.</summary>
internal abstract class TorchFile : IDisposable
{
    private const uint ZipSignature = 0x04034b50;

    private (Storage? Storage, byte[] Bytes) _last = (null, []);

    /// <summary>The object that was saved, as <see cref="PickleReader"/> gives it.</summary>
    public abstract object? Root { get; }

    /// <summary>How many bytes the file has when it is unpacked.</summary>
    public abstract long UnpackedLength { get; }

    /// <summary>What was odd about the file, though it could be read.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <exception cref="InvalidDataException">It is not such a file, or asks for more than data.</exception>
    public static TorchFile Open(Stream stream)
    {
        Span<byte> start = stackalloc byte[FileKind.NeededBytes];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        if (start.Length >= sizeof(uint) && BitConverter.ToUInt32(start) == ZipSignature)
            return new TorchZip(stream);
        if (FileKind.Describe(start) is { } kind and not FileKind.Pickle)
            throw new InvalidDataException($"The file is not one of torch.save: {kind}");
        return new LegacyTorch(stream);
    }

    /// <summary>The numbers of a storage; tensors beside each other often share one.</summary>
    public byte[] ReadStorage(Storage storage)
    {
        if (storage != _last.Storage)
        {
            _last = (null, []);
            _last = (storage, ReadBytes(storage));
        }

        return _last.Bytes;
    }

    public abstract void Dispose();

    protected abstract byte[] ReadBytes(Storage storage);

    /// <summary>Memory for a storage, once it is known that the file holds so much.</summary>
    protected static byte[] Allocate(Storage storage, long available)
    {
        long needed;
        try
        {
            needed = storage.ByteCount;
        }
        catch (OverflowException)
        {
            needed = long.MaxValue;
        }

        if (needed > available)
            throw new InvalidDataException($"The storage '{Printable.Of(storage.Key)}' needs {needed} bytes, and the file has {available} for it: it is damaged or cut short.");
        return needed <= Array.MaxLength ? new byte[needed] : throw new InvalidDataException($"The storage '{Printable.Of(storage.Key)}' has more than 2 GB, which this program cannot hold.");
    }
}
