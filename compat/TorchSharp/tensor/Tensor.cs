using System.Diagnostics.CodeAnalysis;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of libtorch. Freed by its dispose scope, by Dispose or by its finalizer, whichever comes first.</summary>
    public unsafe partial class Tensor : IDisposable
    {
        private static long totalCount;
        private static long peakCount;
        private nint handle;

        /// <summary>Takes over one reference to a native tensor.</summary>
        internal Tensor(nint handle, bool register = true)
        {
            this.handle = handle;
            long living = Interlocked.Increment(ref totalCount);
            if (living > Volatile.Read(ref peakCount)) Volatile.Write(ref peakCount, living);
            if (register) OwningDisposeScope = DisposeScopeManager.OfThread.Register(this);
        }

        ~Tensor() => Dispose(false);

        public static long TotalCount => Volatile.Read(ref totalCount);
        public static long PeakCount => Volatile.Read(ref peakCount);

        internal DisposeScope? OwningDisposeScope { get; set; }

        public IntPtr Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => handle == 0;

        public string? name { get; set; }

        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            nint owned = Interlocked.Exchange(ref handle, 0);
            if (owned == 0) return;
            Interlocked.Decrement(ref totalCount);
            if (disposing)
            {
                DisposeScopeManager.OfThread.Disposing(this);
                OwningDisposeScope?.Remove(this);
                OwningDisposeScope = null;
            }
            Native.mlgan_release(owned);
        }

        public IntPtr DecoupleFromNativeHandle()
        {
            nint owned = Interlocked.Exchange(ref handle, 0);
            if (owned == 0) throw new InvalidOperationException("Tensor invalid -- empty handle.");
            Interlocked.Decrement(ref totalCount);
            GC.SuppressFinalize(this);
            return owned;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is { } owner) owner.MoveToOther(other, this);
            else other?.Attach(this);
            return this;
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public override int GetHashCode() => base.GetHashCode();

        /// <summary>Another reference to the same native tensor.</summary>
        public Tensor alias()
        {
            Native.mlgan_retain(Handle);
            return new Tensor(handle);
        }

        /// <summary>Runs an operator that changes this tensor, and returns this very object.</summary>
        private Tensor InPlace(string op, params ReadOnlySpan<Arg> arguments)
        {
            Dispatcher.Run(op, arguments);
            return this;
        }

        public long Dimensions => Living(Native.mlgan_tensor_dim(Handle));
        public long dim() => Dimensions;
        public long ndim => Dimensions;
        public long NumberOfElements => Living(Native.mlgan_tensor_numel(Handle));
        public long numel() => NumberOfElements;
        public long ElementSize => dtype.ElementSize();
        public long element_size() => ElementSize;
        public long storage_offset() => Living(Native.mlgan_tensor_storage_offset(Handle));

        public ScalarType dtype => (ScalarType)Living(Native.mlgan_tensor_dtype(Handle));
        public DeviceType device_type => (DeviceType)Living(Native.mlgan_tensor_device_type(Handle));
        public int device_index => Living(Native.mlgan_tensor_device_index(Handle));
        public Device device => new(device_type, device_index);

        public long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                fixed (long* pointer = sizes) Native.Check(Native.mlgan_tensor_sizes(Handle, pointer));
                GC.KeepAlive(this);
                return sizes;
            }
        }

        public long[] size() => shape;
        public long size(int dim) => shape[dim < 0 ? dim + (int)Dimensions : dim];

        public long[] stride()
        {
            var strides = new long[Dimensions];
            fixed (long* pointer = strides) Native.Check(Native.mlgan_tensor_strides(Handle, pointer));
            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim) => stride()[dim < 0 ? dim + (int)Dimensions : dim];

        public bool is_contiguous() => Is(Trait.Contiguous);
        public bool is_leaf => Is(Trait.Leaf);
        public bool is_sparse => Is(Trait.Sparse);
        public bool is_meta => Is(Trait.Meta);
        public bool is_cuda => Is(Trait.Cuda);
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_pinned() => Is(Trait.Pinned);
        public bool has_names() => Is(Trait.Named);
        public bool is_integral() => torch.is_integral(dtype);
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_complex() => torch.is_complex(dtype);

        public bool is_nonzero()
        {
            if (numel() != 1) throw new InvalidOperationException("is_nonzero() called on non-singleton tensor");
            return Dispatcher.CallBool("aten::is_nonzero", this);
        }

        public bool requires_grad
        {
            get => Is(Trait.RequiresGrad);
            set => Living(Native.Checked(Native.mlgan_tensor_set_requires_grad(Handle, value ? 1 : 0)));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad() => Living(Native.Checked(Native.mlgan_tensor_retain_grad(Handle)));

        /// <summary>The accumulated gradient, null where there is none yet.</summary>
        [AllowNull, MaybeNull]
        public Tensor grad
        {
            get
            {
                nint gradient;
                Native.Check(Native.mlgan_tensor_grad(Handle, &gradient));
                GC.KeepAlive(this);
                return gradient == 0 ? null : new Tensor(gradient);
            }
            set
            {
                Native.Check(Native.mlgan_tensor_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public void backward() => autograd.backward(this);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward(this, grad_tensors, retain_graph, create_graph, inputs);

        private bool Is(Trait trait) => Living(Native.Checked(Native.mlgan_tensor_is(Handle, trait))) != 0;

        // Keeps this object, and so the native tensor, alive until what was asked of it is known.
        private T Living<T>(T answer)
        {
            GC.KeepAlive(this);
            return answer;
        }
    }
}
