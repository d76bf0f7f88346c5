using System.IO.Hashing;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>A blob of a zip, which must have the length and the checksum given in the zip.</summary>
/// <param name="content">The unpacked bytes; disposed with this.</param>
/// <param name="length">Their expected number.</param>
/// <param name="crc">Their CRC-32.</param>
internal sealed class ArchiveEntryStream(Stream content, long length, uint crc)
    : UnpackedStream(content, "it is damaged: it cannot be unpacked. Copy or download the file again.")
{
    private readonly Crc32 _crc = new();
    private long _position;
    private bool _isChecked;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">The blob's length or checksum differs from the zip's.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        var read = base.Read(buffer);
        _position += read;
        if (_position > length)
            throw new InvalidDataException($"it is longer than the {length} bytes that are declared.");
        _crc.Append(buffer[..read]);
        if (read == 0 && !_isChecked)
        {
            if (_position < length)
                throw new InvalidDataException($"it is cut short: {_position} of {length} bytes are there.");
            if (_crc.GetCurrentHashAsUInt32() != crc)
                throw new InvalidDataException("it is damaged: its checksum is another. Copy or download the file again.");
            _isChecked = true;
        }

        return read;
    }
}
