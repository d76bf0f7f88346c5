using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Moving to a device or type. A parameter that has to change is replaced by a new one:
        // whoever holds the old (an optimizer made before) holds a disposed tensor, as upstream.
        public partial class Module
        {
            public Module _to(Tensor other, bool non_blocking) => _to(other.device, other.dtype, non_blocking);

            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                CheckType(dtype);
                CheckDevice(device.type);
                _toEpilog(dtype, device, non_blocking);
                return this;
            }

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                CheckDevice(deviceType);
                if (deviceType != DeviceType.CUDA) deviceIndex = -1;
                _toEpilog(null, new Device(deviceType, deviceIndex), non_blocking);
                return this;
            }

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                CheckType(dtype);
                _toEpilog(dtype, null, non_blocking);
                return this;
            }

            protected void _toEpilog(ScalarType dtype, bool non_blocking) => _toEpilog(dtype, null, non_blocking);

            protected void _toEpilog(Device device, ScalarType dtype, bool non_blocking) => _toEpilog(dtype, device, non_blocking);

            protected void _toEpilog(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                _toEpilog(null, new Device(deviceType, deviceIndex), non_blocking);

            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                if (dtype is null && device is null) throw new ArgumentNullException(nameof(device), "Neither a type nor a device is given.");
                foreach (var (_, child) in named_children())
                {
                    if (device is null) child._to(dtype!.Value, non_blocking);
                    else if (dtype is null) child._to(device.type, device.index, non_blocking);
                    else child._to(device, dtype.Value, non_blocking);
                }

                foreach (var (key, parameter) in named_parameters(false).ToList())
                {
                    if (!ReplaceParameter(dtype, device, parameter, out var moved)) continue;
                    Assign(key, parameter, moved!);
                    _internal_params[key] = moved!;
                    parameter.Dispose();
                }

                foreach (var (key, buffer) in named_buffers(false).ToList())
                {
                    if (!ReplaceBuffer(dtype, device, buffer, out var moved)) continue;
                    Assign(key, buffer, moved!);
                    _internal_buffers[key] = (moved!, true);
                }

                if (device is null) return;
                _deviceType = device.type;
                _deviceIndex = device.index;
            }

            // Buffers have no gradients: the old one is disposed by the copy. Only floating point changes its type.
            protected static bool ReplaceBuffer(ScalarType? dtype, Device? device, Tensor buffer, out Tensor? result)
            {
                var (type, place) = Target(dtype, device, buffer);
                result = null;
                if (type == buffer.dtype && IsOn(buffer, place)) return false;
                result = buffer.to(type, place, disposeAfter: true).DetachFromDisposeScope();
                return true;
            }

            protected static bool ReplaceParameter(ScalarType? dtype, Device? device, Parameter param, out Parameter? p)
            {
                var (type, place) = Target(dtype, device, param);
                p = null;
                if (type == param.dtype && IsOn(param, place)) return false;

                // Outside of the graph: the copy must be a leaf to collect gradients.
                using var untracked = no_grad();
                p = new Parameter(param.to(type, place), param.requires_grad);
                p.DetachFromDisposeScope();
                using var gradient = param.grad;
                if (gradient is not null)
                {
                    using var moved = gradient.to(type, place);
                    p.grad = moved;
                }

                return true;
            }

            private static (ScalarType type, Device place) Target(ScalarType? dtype, Device? device, Tensor tensor) =>
                (dtype is { } type && (tensor.is_floating_point() || tensor.is_complex()) ? type : tensor.dtype, device ?? tensor.device);

            private static bool IsOn(Tensor tensor, Device place) =>
                tensor.device_type == place.type && (place.index < 0 || tensor.device_index == place.index);

            // The fields that hold a tensor follow it, by identity: their names may differ from the component's.
            private void Assign(string component, Tensor before, Tensor after)
            {
                foreach (var field in InstanceFields(GetType()))
                {
                    if (ReferenceEquals(field.GetValue(this), before)) field.SetValue(this, after);
                }
            }

            private static void CheckType(ScalarType dtype)
            {
                if (dtype is not (ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64
                    or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64))
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={dtype}");
            }

            private static void CheckDevice(DeviceType type)
            {
                if (type == DeviceType.CUDA && !cuda.is_available()) throw new InvalidOperationException("CUDA is not available.");
            }
        }
    }
}
