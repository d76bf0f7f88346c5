namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers with a state of its own.</summary>
    public unsafe class Generator : IDisposable
    {
        private nint handle;

        public Generator(ulong seed = 0, Device? device = null)
            : this(Native.Check(Native.mlgan_generator((int)(device?.type ?? DeviceType.CPU), device?.index ?? -1, (long)seed, 1)), device ?? CPU)
        {
        }

        private Generator(nint handle, Device device)
        {
            this.handle = handle;
            this.device = device;
        }

        ~Generator() => Dispose(false);

        public static Generator Default => new(Native.Check(Native.mlgan_generator((int)DeviceType.CPU, -1, 0, 0)), CPU);

        public IntPtr Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Generator));

        public Device device { get; }

        public Tensor get_state()
        {
            var state = new Tensor(Native.Check(Native.mlgan_generator_state(Handle)));
            GC.KeepAlive(this);
            return state;
        }

        public void set_state(Tensor value)
        {
            Native.Check(Native.mlgan_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(this);
            GC.KeepAlive(value);
        }

        public Generator manual_seed(long seed)
        {
            Seed(1, seed);
            return this;
        }

        public long seed() => Seed(2);

        public long initial_seed() => Seed(0);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            nint owned = Interlocked.Exchange(ref handle, 0);
            if (owned != 0) Native.mlgan_generator_release(owned);
        }

        private long Seed(int action, long value = 0)
        {
            Native.Check(Native.mlgan_generator_seed(Handle, &value, action));
            GC.KeepAlive(this);
            return value;
        }
    }
}
