namespace ConvertWeights;

/// <summary>Numbers in the file that tensors look into, possibly several of them.</summary>
internal sealed record Storage(string Key, ElementType Type, long Count)
{
    public long ByteCount => checked(Count * Type.Size);
}

/// <summary>A part of a storage: all of it, or a view that old files have.</summary>
internal readonly record struct StorageView(Storage Storage, long Offset, long Count);

/// <summary>A tensor as PyTorch keeps it: numbers of a storage from an offset on, so many steps apart in each dimension.</summary>
internal sealed class StoredTensor
{
    /// <summary>Weights have five at most.</summary>
    public const int MaximumDimensions = 16;

    private readonly long[] _strides;
    private readonly long _offset;

    /// <exception cref="InvalidDataException">It would look beyond its storage.</exception>
    public StoredTensor(StorageView view, long offset, long[] shape, long[] strides)
    {
        Require(shape.Length == strides.Length && shape.Length <= MaximumDimensions, "it has another number of sizes than of strides, or too many of them");
        Require(offset >= 0 && shape.All(size => size >= 0) && strides.All(stride => stride >= 0), "a size is negative");
        (Storage, Shape, _strides) = (view.Storage, shape, strides);
        try
        {
            checked
            {
                Count = shape.Aggregate(1L, (product, size) => product * size);
                _ = ByteCount;
                _offset = view.Offset + offset;
                var last = offset;
                for (var i = 0; i < shape.Length && Count > 0; i++)
                    last += (shape[i] - 1) * strides[i];
                Require(Count == 0 || last < view.Count, $"it reaches number {last} of a storage of {view.Count}");
            }
        }
        catch (OverflowException)
        {
            throw new InvalidDataException("A tensor of the file is larger than any memory.");
        }
    }

    public Storage Storage { get; }

    public long[] Shape { get; }

    public long Count { get; }

    public long ByteCount => checked(Count * Storage.Type.Size);

    /// <summary>Writes its numbers, the last dimension fastest.</summary>
    public void Write(Stream output, byte[] storage)
    {
        if (Count == 0)
            return;
        var size = Storage.Type.Size;

        // The innermost dimensions that lie densely are one run of bytes.
        var (run, outer) = (1L, Shape.Length);
        while (outer > 0 && (_strides[outer - 1] == run || Shape[outer - 1] == 1))
            run *= Shape[--outer];

        var position = new long[outer];
        var at = _offset;
        while (true)
        {
            output.Write(storage, (int)(at * size), (int)(run * size));
            var dimension = outer - 1;
            while (dimension >= 0 && ++position[dimension] == Shape[dimension])
            {
                at -= (Shape[dimension] - 1) * _strides[dimension];
                position[dimension--] = 0;
            }

            if (dimension < 0)
                return;
            at += _strides[dimension];
        }
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition)
            throw new InvalidDataException($"A tensor of the file makes no sense: {problem}.");
    }
}
