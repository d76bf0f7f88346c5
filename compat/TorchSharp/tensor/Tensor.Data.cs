using System.Numerics;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>The elements, to read and to write; those of another device are copied to the host first.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException("Number of elements in the tensor must be 1");
            ValidateType(typeof(T));
            if (device_type == DeviceType.CPU) return Living(*(T*)Native.Check(Native.mlgan_tensor_data(Handle)));
            using Tensor host = cpu();
            return host.item<T>();
        }

        /// <summary>The raw memory of a contiguous tensor on the host.</summary>
        public Span<byte> bytes
        {
            get => new(HostMemory("Bytes"), checked((int)(NumberOfElements * ElementSize)));
            set
            {
                void* memory = HostMemory("SetBytes");
                if (NumberOfElements * ElementSize != value.Length) throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(new Span<byte>(memory, value.Length));
                GC.KeepAlive(this);
            }
        }

        public void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            byte* memory = (byte*)HostMemory("Bytes");
            long total = NumberOfElements * ElementSize;
            for (long done = 0; done < total; done += bufferSize)
                stream.Write(new ReadOnlySpan<byte>(memory + done, (int)Math.Min(bufferSize, total - done)));
            GC.KeepAlive(this);
        }

        public void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            byte* memory = (byte*)HostMemory("SetBytes");
            long total = NumberOfElements * ElementSize;
            for (long done = 0; done < total; done += bufferSize)
                stream.ReadExactly(new Span<byte>(memory + done, (int)Math.Min(bufferSize, total - done)));
            GC.KeepAlive(this);
        }

        public T ReadCpuValue<T>(long i) where T : unmanaged => data<T>()[i];
        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);
        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);
        public sbyte ReadCpuSByte(long i) => ReadCpuValue<sbyte>(i);
        public short ReadCpuInt16(long i) => ReadCpuValue<short>(i);
        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);
        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);
        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);
        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);

        public Scalar ToScalar() => Dispatcher.CallScalar("aten::item", this);

        private void* HostMemory(string what)
        {
            if (!is_contiguous()) throw new InvalidOperationException($"{what}() called on non-contiguous tensor.");
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            return (void*)Native.mlgan_tensor_data(Handle);
        }

        private void ValidateType(Type type)
        {
            ScalarType own = dtype;
            bool fits = own switch
            {
                ScalarType.Byte => type == typeof(byte),
                ScalarType.Int8 => type == typeof(sbyte),
                ScalarType.Int16 => type == typeof(short),
                ScalarType.Int32 => type == typeof(int),
                ScalarType.Int64 => type == typeof(long),
                ScalarType.Bool => type == typeof(bool),
                ScalarType.Float16 => type == typeof(Half),
                ScalarType.Float32 => type == typeof(float),
                ScalarType.Float64 => type == typeof(double),
                ScalarType.ComplexFloat32 => type == typeof((float, float)),
                ScalarType.ComplexFloat64 => type == typeof(Complex),
                _ => false,
            };
            if (!fits) throw new ArgumentException($"{type.Name} is not compatible with {own}");
        }
    }
}
