using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>Decodes files, once they have been found whole and of a sensible size. For one thread at a time.</summary>
internal sealed class PictureDecoder(int maxPixels)
{
    /// <summary>Larger files get a buffer of their own, so that none is kept for long.</summary>
    private const int KeptBytes = 16 << 20;

    private byte[] _buffer = [];

    /// <exception cref="InvalidOperationException">The file cannot be read, or is no picture; the message says why.</exception>
    public MLImage Decode(string path)
    {
        try
        {
            var file = Read(path);
            var header = PictureHeader.Read(file);
            if (header.Pixels > maxPixels)
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"it says {header.Width} pixels wide and {header.Height} high, more than the {maxPixels:N0} pixels that maxPixels allows"));
            }

            using var stream = new MemoryStream(file.Array!, 0, file.Count, writable: false, publiclyVisible: true);
            var image = Decode(stream);
            image.Tag = path;
            return image;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new InvalidOperationException($"The picture '{path}' cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static MLImage Decode(MemoryStream stream)
    {
        try
        {
            return MLImage.CreateFromStream(stream);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // ML.NET speaks of its stream, which tells a reader nothing of the file.
            throw new InvalidDataException("it is corrupt: its pixels cannot be decoded", e);
        }
    }

    private ArraySegment<byte> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (file.Length > Array.MaxLength)
            throw new InvalidDataException($"it is {file.Length} bytes long");
        var length = (int)file.Length;
        var buffer = length <= _buffer.Length ? _buffer : new byte[Math.Max(length, 1 << 16)];
        if (buffer.Length <= KeptBytes)
            _buffer = buffer;
        // A file that another program is writing may have become shorter.
        return new ArraySegment<byte>(buffer, 0, file.ReadAtLeast(buffer.AsSpan(0, length), length, throwOnEndOfStream: false));
    }
}
