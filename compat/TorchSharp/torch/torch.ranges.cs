namespace TorchSharp;

// New tensors that follow a rule, and random ones with a range.
public static partial class torch
{
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        bool whole = is_integral(start.Type) && is_integral(stop.Type) && is_integral(step.Type);
        ScalarType type = dtype ?? (whole ? ScalarType.Int64 : get_default_dtype());
        return Finished(Dispatcher.Call("aten::arange.start_step", start, stop, step, type, Arg.Default, InitializeDevice(device)), requires_grad);
    }

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finished(Dispatcher.Call("aten::linspace", start, end, steps, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device)), requires_grad);

    public static Tensor logspace(double start, double end, long steps, double @base = 10.0, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finished(Dispatcher.Call("aten::logspace", start, end, steps, @base, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device)), requires_grad);

    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finished(Dispatcher.Call("aten::eye.m", rows, columns == -1 ? rows : columns, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device)), requires_grad, names);

    public static Tensor empty_strided(long[] size, long[] strides, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finished(Dispatcher.Call("aten::empty_strided", size, strides, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device)), requires_grad, names);

    public static Tensor normal(double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randn(size, dtype, device, false, generator, names).mul_(std).add_(mean).requires_grad_(requires_grad);

    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null) =>
        Dispatcher.Call("aten::normal.Tensor_Tensor", mean, std, generator);

    public static Tensor randint(long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0, high, size.Shape, dtype, device, requires_grad, generator, names);

    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator, names);

    public static Tensor randint(int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0, high, System.Array.ConvertAll(size, x => (long)x), dtype, device, requires_grad, generator, names);

    public static Tensor randint(int low, int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(low, high, System.Array.ConvertAll(size, x => (long)x), dtype, device, requires_grad, generator, names);

    public static Tensor randint(long low, long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(low, high, size.Shape, dtype, device, requires_grad, generator, names);

    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Finished(generator is null
            ? Dispatcher.Call("aten::randint.low", low, high, size, dtype ?? ScalarType.Int64, Arg.Default, InitializeDevice(device))
            : Dispatcher.Call("aten::randint.low_generator", low, high, size, generator, dtype ?? ScalarType.Int64, Arg.Default, InitializeDevice(device)), requires_grad, names);

    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Finished(Dispatcher.Call("aten::randperm.generator", n, generator, dtype ?? ScalarType.Int64, Arg.Default, InitializeDevice(device)), requires_grad);

    public static double rand_float(Generator? generator = null) => Drawn(rand([1], float32, null, false, generator)).ToDouble();
    public static double randn_float(Generator? generator = null) => Drawn(randn([1], float32, null, false, generator)).ToDouble();
    public static bool randint_bool(Generator? generator = null) => randint_long(2, generator) == 1;
    public static int randint_int(int high, Generator? generator = null) => randint_int(0, high, generator);
    public static int randint_int(int low, int high, Generator? generator = null) => (int)randint_long(low, high, generator);
    public static long randint_long(long high, Generator? generator = null) => randint_long(0, high, generator);
    public static long randint_long(long low, long high, Generator? generator = null) => Drawn(randint(low, high, [1], int64, null, false, generator)).ToInt64();

    public static Tensor bartlett_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finished(Dispatcher.Call("aten::bartlett_window.periodic", len, periodic, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device)), requires_grad);

    public static Tensor blackman_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finished(Dispatcher.Call("aten::blackman_window.periodic", len, periodic, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device)), requires_grad);

    public static Tensor hann_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finished(Dispatcher.Call("aten::hann_window.periodic", len, periodic, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device)), requires_grad);

    public static Tensor hamming_window(long len, bool periodic = true, float alpha = 0.54f, float beta = 0.46f, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finished(Dispatcher.Call("aten::hamming_window.periodic_alpha_beta", len, periodic, alpha, beta, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device)), requires_grad);

    public static Tensor kaiser_window(long len, bool periodic = true, float beta = 12f, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finished(Dispatcher.Call("aten::kaiser_window.beta", len, periodic, beta, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device)), requires_grad);

    private static Scalar Drawn(Tensor tensor)
    {
        using (tensor) return tensor.ToScalar();
    }
}
