namespace TorchSharp;

public static partial class torch
{
    /// <summary>Fourier transforms.</summary>
    public static class fft
    {
        public static Tensor fft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_fft2", input, s, dim is null ? Arg.Default : dim, Name(norm));
        public static Tensor fft_(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_fft", input, n < 0 ? Arg.None : n, dim, Name(norm));
        public static Tensor fftfreq(long n, double d = 1.0, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finished(Dispatcher.Call("aten::fft_fftfreq", n, d, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device)), requires_grad);
        public static Tensor fftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_fftn", input, s, dim, Name(norm));
        public static Tensor fftshift(Tensor input, long[]? dim = null) => Dispatcher.Call("aten::fft_fftshift", input, dim);
        public static Tensor hfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_hfft", input, n < 0 ? Arg.None : n, dim, Name(norm));
        public static Tensor hfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_hfft2", input, s, dim is null ? Arg.Default : dim, Name(norm));
        public static Tensor hfftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_hfftn", input, s, dim, Name(norm));
        public static Tensor ifft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_ifft", input, n < 0 ? Arg.None : n, dim, Name(norm));
        public static Tensor ifft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_ifft2", input, s, dim is null ? Arg.Default : dim, Name(norm));
        public static Tensor ifftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_ifftn", input, s, dim, Name(norm));
        public static Tensor ifftshift(Tensor input, long[]? dim = null) => Dispatcher.Call("aten::fft_ifftshift", input, dim);
        public static Tensor ihfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_ihfft", input, n < 0 ? Arg.None : n, dim, Name(norm));
        public static Tensor ihfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_ihfft2", input, s, dim is null ? Arg.Default : dim, Name(norm));
        public static Tensor ihfftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_ihfftn", input, s, dim, Name(norm));
        public static Tensor irfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_irfft", input, n < 0 ? Arg.None : n, dim, Name(norm));
        public static Tensor irfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_irfft2", input, s, dim is null ? Arg.Default : dim, Name(norm));
        public static Tensor irfftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_irfftn", input, s, dim, Name(norm));
        public static Tensor rfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_rfft", input, n < 0 ? Arg.None : n, dim, Name(norm));
        public static Tensor rfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_rfft2", input, s, dim is null ? Arg.Default : dim, Name(norm));
        public static Tensor rfftfreq(long n, double d = 1.0, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finished(Dispatcher.Call("aten::fft_rfftfreq", n, d, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device)), requires_grad);
        public static Tensor rfftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Dispatcher.Call("aten::fft_rfftn", input, s, dim, Name(norm));

        private static string Name(FFTNormType norm) => norm.ToString().ToLowerInvariant();
    }
}
