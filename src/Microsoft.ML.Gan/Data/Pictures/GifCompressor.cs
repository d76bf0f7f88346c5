namespace Microsoft.ML.Gan;

/// <summary>GIF's compression (Welch, 1984): codes of 9 to 12 bits for ever longer strings of bytes, in blocks of at most 255 bytes.</summary>
internal sealed class GifCompressor(Stream stream)
{
    private const int Restart = 256;
    private const int End = 257;
    private const int FirstWidth = 9;
    private const int LastWidth = 12;
    private const int MaxBlock = 255;

    private readonly Dictionary<int, int> _codes = [];
    private readonly byte[] _block = new byte[MaxBlock];
    private int _blockLength;
    private int _width;
    private int _next;
    private int _bits;
    private int _bitCount;

    /// <summary>Writes the data of one picture.</summary>
    /// <param name="indices">A byte a pixel, at least one.</param>
    public void Write(ReadOnlySpan<byte> indices)
    {
        stream.WriteByte(8);
        Forget();
        Emit(Restart);
        int prefix = indices[0];
        foreach (var pixel in indices[1..])
        {
            var longer = (prefix << 8) | pixel;
            if (_codes.TryGetValue(longer, out var code))
            {
                prefix = code;
                continue;
            }

            EmitString(prefix);
            if (_next < 1 << LastWidth)
            {
                _codes.Add(longer, _next++);
            }
            else
            {
                Emit(Restart);
                Forget();
            }

            prefix = pixel;
        }

        EmitString(prefix);
        Emit(End);
        if (_bitCount > 0)
            Put((byte)_bits);
        FlushBlock();
        stream.WriteByte(0);
        (_bits, _bitCount) = (0, 0);
    }

    private void Forget()
    {
        _codes.Clear();
        (_width, _next) = (FirstWidth, End + 1);
    }

    /// <summary>A reader learns each code one string later than the writer, so the codes widen only after this one.</summary>
    private void EmitString(int code)
    {
        Emit(code);
        if (_next == 1 << _width && _width < LastWidth)
            _width++;
    }

    private void Emit(int code)
    {
        _bits |= code << _bitCount;
        for (_bitCount += _width; _bitCount >= 8; _bitCount -= 8, _bits >>= 8)
            Put((byte)_bits);
    }

    private void Put(byte value)
    {
        _block[_blockLength++] = value;
        if (_blockLength == MaxBlock)
            FlushBlock();
    }

    private void FlushBlock()
    {
        if (_blockLength == 0)
            return;
        stream.WriteByte((byte)_blockLength);
        stream.Write(_block, 0, _blockLength);
        _blockLength = 0;
    }
}
