using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>Reads networks in the ONNX format. Nothing in such a file is run; sizes are checked before memory is allocated.</summary>
internal static class OnnxFile
{
    /// <summary>The limit of bytes that are not tensor values, because the objects of a parsed message need many times its bytes.</summary>
    private const long MostDescription = 1 << 20;

    /// <summary>The fields of tensor values: ModelProto.graph, GraphProto.initializer, TensorProto.float_data and raw_data (onnx.proto).</summary>
    private static readonly int[][] _numbers = [[7], [5], [4, 9]];

    /// <param name="path">The file.</param>
    /// <param name="mostBytes">The size limit of the file.</param>
    /// <exception cref="InvalidDataException">It is not an ONNX file, or too large.</exception>
    public static GraphProto Read(string path, long mostBytes)
    {
        using var stream = File.OpenRead(path);
        if (stream.Length > mostBytes)
            throw new InvalidDataException($"The file has {stream.Length:N0} bytes; at most {mostBytes:N0} are expected.");
        try
        {
            var numbers = CountBytes(new CodedInputStream(stream, leaveOpen: true), stream.Length, _numbers);
            if (stream.Length - numbers > MostDescription)
                throw new InvalidDataException($"The file's description of the network takes {stream.Length - numbers:N0} bytes; at most {MostDescription:N0} are expected.");
            stream.Position = 0;
            return ModelProto.Parser.ParseFrom(stream).Graph ?? throw new InvalidDataException("There is no network in the file.");
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"It is not an ONNX file, or damaged: {e.Message}", e);
        }
    }

    /// <summary>A tensor of float32 numbers with just this shape; the caller owns it.</summary>
    /// <exception cref="InvalidDataException">It has another shape or type, or its values are in another file.</exception>
    public static Tensor Floats(TensorProto value, params long[] shape)
    {
        var count = shape.Aggregate(1L, (product, size) => checked(product * size));
        if (value.DataType != (int)TensorProto.Types.DataType.Float || value.DataLocation != TensorProto.Types.DataLocation.Default)
            throw new InvalidDataException($"'{value.Name}' must be of 32-bit floating-point numbers in the file itself.");
        if (!value.Dims.SequenceEqual(shape))
            throw new InvalidDataException($"'{value.Name}' has the shape [{string.Join(", ", value.Dims)}], but [{string.Join(", ", shape)}] is expected.");
        var (floats, raw) = (value.FloatData.Count, value.RawData.Length);
        if (floats != 0 && raw != 0 || (floats != count && raw != count * sizeof(float)))
            throw new InvalidDataException($"'{value.Name}' has {floats + (raw / sizeof(float))} numbers, but {count} are expected.");
        return tensor(raw > 0 ? MemoryMarshal.Cast<byte, float>(value.RawData.Span).ToArray() : [.. value.FloatData], shape);
    }

    /// <summary>The number of bytes of fields in nested messages, found without creating objects.</summary>
    /// <param name="input">At the beginning of a message.</param>
    /// <param name="end">Where the message ends.</param>
    /// <param name="path">The numbers of the fields to go into, from the outermost; those of the last level are counted.</param>
    private static long CountBytes(CodedInputStream input, long end, ReadOnlySpan<int[]> path)
    {
        var total = 0L;
        while (input.Position < end)
        {
            var tag = input.ReadTag();
            var isWanted = WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited && path[0].Contains(WireFormat.GetTagFieldNumber(tag));
            var start = input.Position;
            if (isWanted && path.Length > 1)
                total += CountBytes(input, input.ReadLength() + input.Position, path[1..]);
            else
                input.SkipLastField();
            if (isWanted && path.Length == 1)
                total += input.Position - start;
        }

        return input.Position == end ? total : throw new InvalidDataException("It is not an ONNX file, or damaged: its parts overlap.");
    }
}
