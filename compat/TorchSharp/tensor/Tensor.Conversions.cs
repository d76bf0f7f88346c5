namespace TorchSharp;

public static partial class torch
{
    // Between element types, devices and the halves of complex numbers.
    public partial class Tensor
    {
        public Tensor @bool() => to_type(ScalarType.Bool);
        public Tensor @byte() => to_type(ScalarType.Byte);
        public Tensor @char() => to_type(ScalarType.Int8);
        public Tensor @short() => to_type(ScalarType.Int16);
        public Tensor @int() => to_type(ScalarType.Int32);
        public Tensor @long() => to_type(ScalarType.Int64);
        public Tensor half() => to_type(ScalarType.Float16);
        public Tensor bfloat16() => to_type(ScalarType.BFloat16);
        public Tensor @float() => to_type(ScalarType.Float32);
        public Tensor @double() => to_type(ScalarType.Float64);
        public Tensor cfloat() => to_type(ScalarType.ComplexFloat32);
        public Tensor cdouble() => to_type(ScalarType.ComplexFloat64);
        public Tensor cpu() => Dispatcher.Call("aten::to.device", this, CPU, dtype);
        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(Dispatcher.Call("aten::to.dtype", this, type, non_blocking, copy), disposeAfter);
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(Dispatcher.Call("aten::to.dtype", this, type, non_blocking, copy), disposeAfter);
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(Dispatcher.Call("aten::to.device", this, InitializeDevice(device), dtype, non_blocking, copy), disposeAfter);
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);
        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(Dispatcher.Call("aten::to.device", this, InitializeDevice(device), type, non_blocking, copy), disposeAfter);
        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device, non_blocking: non_blocking);
        public Tensor type(ScalarType dtype) => to_type(dtype);
        public Tensor type(Func<Tensor, Tensor> typeFunc) => typeFunc(this);
        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        private Tensor Moved(Tensor next, bool disposeAfter)
        {
            if (disposeAfter) Dispose();
            return next;
        }

        public Tensor real => Dispatcher.Call("aten::real", this);
        public Tensor imag => Dispatcher.Call("aten::imag", this);
        public Tensor T => Dispatcher.Call("aten::numpy_T", this);
        public Tensor H => Dispatcher.Call("aten::matrix_H", this);
        public Tensor mT => Dispatcher.Call("aten::mT", this);
        public Tensor mH => Dispatcher.Call("aten::mH", this);
    }
}
