namespace TorchSharp;

public static partial class torch
{
    /// <summary>NVIDIA devices, where libtorch was built for them.</summary>
    public static class cuda
    {
        public static bool is_available() => Native.mlgan_cuda_available() != 0;
        public static bool is_cudnn_available() => Native.mlgan_cudnn_available() != 0;
        public static int device_count() => Native.mlgan_cuda_device_count();
        public static void manual_seed(long seed) => Native.Check(Native.mlgan_cuda_seed(seed, 0));
        public static void manual_seed_all(long seed) => Native.Check(Native.mlgan_cuda_seed(seed, 1));
        public static void synchronize(Device? device = null) => Native.Check(Native.mlgan_cuda_synchronize(device?.index ?? -1));
    }

    /// <summary>libtorch's switches for its backends.</summary>
    public static class backends
    {
        public static class cuda
        {
            public static class matmul
            {
                public static bool allow_tf32
                {
                    get => Native.mlgan_switch(Switch.MatmulTf32, -1) > 0;
                    set => Native.Check(Native.mlgan_switch(Switch.MatmulTf32, value ? 1 : 0));
                }
            }
        }

        public static class cudnn
        {
            public static bool allow_tf32
            {
                get => Native.mlgan_switch(Switch.CudnnTf32, -1) > 0;
                set => Native.Check(Native.mlgan_switch(Switch.CudnnTf32, value ? 1 : 0));
            }
        }
    }
}
