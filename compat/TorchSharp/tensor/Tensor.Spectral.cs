namespace TorchSharp;

public static partial class torch
{
    // Short-time Fourier transforms.
    public partial class Tensor
    {
        public Tensor stft(long n_fft, long hop_length = -1, long win_length = -1, Tensor? window = null, bool center = true, PaddingModes pad_mode = PaddingModes.Reflect, bool normalized = false, bool? onesided = null, bool? return_complex = null) =>
            Dispatcher.Call("aten::stft.center", this, n_fft, hop_length < 0 ? Arg.None : hop_length, win_length < 0 ? Arg.None : win_length, window, center, pad_mode.ToString().ToLowerInvariant(), normalized, onesided, return_complex);
        public Tensor istft(long n_fft, long hop_length = -1, long win_length = -1, Tensor? window = null, bool center = true, bool normalized = false, bool? onesided = null, long length = -1, bool return_complex = false) =>
            Dispatcher.Call("aten::istft", this, n_fft, hop_length < 0 ? Arg.None : hop_length, win_length < 0 ? Arg.None : win_length, window, center, normalized, onesided, length < 0 ? Arg.None : length, return_complex);
    }
}
