using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torch
{
    public static void save(Tensor t, string location) => t.save(location);
    public static Tensor load(string location) => Tensor.Load(location);

    public partial class Tensor
    {
        /// <summary>Reads upstream's own format: element type, number of axes and sizes as LEB128, then the elements.</summary>
        public static Tensor Load(BinaryReader reader)
        {
            var (type, sizes) = TensorExtensionMethods.Header(reader);
            Tensor tensor = torch.empty(sizes, type, CPU);
            tensor.ReadBytesFromStream(reader.BaseStream);
            return tensor;
        }

        public static Tensor Load(Stream stream)
        {
            using var reader = new BinaryReader(stream);
            return Load(reader);
        }

        public static Tensor Load(string location)
        {
            using FileStream stream = File.OpenRead(location);
            return Load(stream);
        }

        public static Tensor load(string location) => Load(location);

        public void save(string location) => this.Save(location);
    }
}

public static partial class TensorExtensionMethods
{
    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        using Tensor host = tensor.cpu();
        using Tensor flat = host.contiguous();
        writer.Write7BitEncodedInt64((long)flat.dtype);
        long[] sizes = flat.shape;
        writer.Write7BitEncodedInt64(sizes.Length);
        foreach (long size in sizes) writer.Write7BitEncodedInt64(size);
        writer.Flush();
        flat.WriteBytesToStream(writer.BaseStream, 1 << 16);
    }

    public static void Save(this Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        tensor.Save(writer);
    }

    public static void Save(this Tensor tensor, string location)
    {
        using FileStream stream = File.Create(location);
        tensor.Save(stream);
    }

    /// <summary>Reads into an existing tensor of the same type and shape; with <paramref name="skip"/> only passes over what is stored.</summary>
    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        var (type, sizes) = Header(reader);
        if (type != tensor.dtype)
            throw new ArgumentException("Mismatched tensor data types while loading. Make sure that the model you are loading into is exactly the same as the origin.");
        if (!skip && !sizes.AsSpan().SequenceEqual(tensor.shape))
            throw new ArgumentException("Mismatched tensor shape while loading. Make sure that the model you are loading into is exactly the same as the origin.");
        using Tensor host = empty(sizes, type, CPU);
        host.ReadBytesFromStream(reader.BaseStream, 1 << 16);
        if (skip) return;
        using (no_grad()) tensor.copy_(host);
    }

    public static Tensor Load(BinaryReader reader, bool skip = false) => Tensor.Load(reader);

    public static void Load(ref Tensor tensor, BinaryReader reader, bool skip = false)
    {
        if (tensor is null) tensor = Tensor.Load(reader);
        else tensor.Load(reader, skip);
    }

    internal static (ScalarType Type, long[] Sizes) Header(BinaryReader reader)
    {
        var type = (ScalarType)reader.Read7BitEncodedInt64();
        long dimensions = reader.Read7BitEncodedInt64();
        if (!Enum.IsDefined(type) || dimensions is < 0 or > 64) throw new InvalidDataException("This is not a tensor.");
        var sizes = new long[dimensions];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = reader.Read7BitEncodedInt64();
            if (sizes[i] < 0) throw new InvalidDataException("A tensor cannot have a negative size.");
        }
        return (type, sizes);
    }
}
