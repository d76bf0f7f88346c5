namespace TorchSharp;

// New tensors of a given shape.
public static partial class torch
{
    public static Tensor zeros(int size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::zeros", [size], dtype, device, requires_grad, names);
    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::zeros", [size], dtype, device, requires_grad, names);
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::zeros", size, dtype, device, requires_grad, names);
    public static Tensor zeros(int rows, int columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::zeros", [rows, columns], dtype, device, requires_grad, names);
    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::zeros", size.ToArray(), dtype, device, requires_grad, names);
    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::zeros", [rows, columns], dtype, device, requires_grad, names);
    public static Tensor zeros(int dim0, int dim1, int dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::zeros", [dim0, dim1, dim2], dtype, device, requires_grad, names);
    public static Tensor zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::zeros", [dim0, dim1, dim2], dtype, device, requires_grad, names);
    public static Tensor zeros(int dim0, int dim1, int dim2, int dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::zeros", [dim0, dim1, dim2, dim3], dtype, device, requires_grad, names);
    public static Tensor zeros(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::zeros", [dim0, dim1, dim2, dim3], dtype, device, requires_grad, names);

    public static Tensor ones(int size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::ones", [size], dtype, device, requires_grad, names);
    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::ones", [size], dtype, device, requires_grad, names);
    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::ones", size, dtype, device, requires_grad, names);
    public static Tensor ones(int rows, int columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::ones", [rows, columns], dtype, device, requires_grad, names);
    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::ones", size.ToArray(), dtype, device, requires_grad, names);
    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::ones", [rows, columns], dtype, device, requires_grad, names);
    public static Tensor ones(int dim0, int dim1, int dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::ones", [dim0, dim1, dim2], dtype, device, requires_grad, names);
    public static Tensor ones(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::ones", [dim0, dim1, dim2], dtype, device, requires_grad, names);
    public static Tensor ones(int dim0, int dim1, int dim2, int dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::ones", [dim0, dim1, dim2, dim3], dtype, device, requires_grad, names);
    public static Tensor ones(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::ones", [dim0, dim1, dim2, dim3], dtype, device, requires_grad, names);

    public static Tensor empty(int size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::empty.memory_format", [size], dtype, device, requires_grad, names);
    public static Tensor empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::empty.memory_format", [size], dtype, device, requires_grad, names);
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::empty.memory_format", size, dtype, device, requires_grad, names);
    public static Tensor empty(int rows, int columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::empty.memory_format", [rows, columns], dtype, device, requires_grad, names);
    public static Tensor empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::empty.memory_format", size.ToArray(), dtype, device, requires_grad, names);
    public static Tensor empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::empty.memory_format", [rows, columns], dtype, device, requires_grad, names);
    public static Tensor empty(int dim0, int dim1, int dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::empty.memory_format", [dim0, dim1, dim2], dtype, device, requires_grad, names);
    public static Tensor empty(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::empty.memory_format", [dim0, dim1, dim2], dtype, device, requires_grad, names);
    public static Tensor empty(int dim0, int dim1, int dim2, int dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::empty.memory_format", [dim0, dim1, dim2, dim3], dtype, device, requires_grad, names);
    public static Tensor empty(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Fresh("aten::empty.memory_format", [dim0, dim1, dim2, dim3], dtype, device, requires_grad, names);

    public static Tensor rand(int size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::rand", [size], dtype, device, requires_grad, generator, names);
    public static Tensor rand(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::rand", [size], dtype, device, requires_grad, generator, names);
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::rand", size, dtype, device, requires_grad, generator, names);
    public static Tensor rand(int rows, int columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::rand", [rows, columns], dtype, device, requires_grad, generator, names);
    public static Tensor rand(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::rand", size.ToArray(), dtype, device, requires_grad, generator, names);
    public static Tensor rand(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::rand", [rows, columns], dtype, device, requires_grad, generator, names);
    public static Tensor rand(int dim0, int dim1, int dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::rand", [dim0, dim1, dim2], dtype, device, requires_grad, generator, names);
    public static Tensor rand(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::rand", [dim0, dim1, dim2], dtype, device, requires_grad, generator, names);
    public static Tensor rand(int dim0, int dim1, int dim2, int dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::rand", [dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator, names);
    public static Tensor rand(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::rand", [dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator, names);

    public static Tensor randn(int size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::randn", [size], dtype, device, requires_grad, generator, names);
    public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::randn", [size], dtype, device, requires_grad, generator, names);
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::randn", size, dtype, device, requires_grad, generator, names);
    public static Tensor randn(int rows, int columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::randn", [rows, columns], dtype, device, requires_grad, generator, names);
    public static Tensor randn(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::randn", size.ToArray(), dtype, device, requires_grad, generator, names);
    public static Tensor randn(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::randn", [rows, columns], dtype, device, requires_grad, generator, names);
    public static Tensor randn(int dim0, int dim1, int dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::randn", [dim0, dim1, dim2], dtype, device, requires_grad, generator, names);
    public static Tensor randn(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::randn", [dim0, dim1, dim2], dtype, device, requires_grad, generator, names);
    public static Tensor randn(int dim0, int dim1, int dim2, int dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::randn", [dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator, names);
    public static Tensor randn(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Random("aten::randn", [dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator, names);

    public static Tensor full(int size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled([size], value, dtype, device, requires_grad, names);
    public static Tensor full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled([size], value, dtype, device, requires_grad, names);
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled(size, value, dtype, device, requires_grad, names);
    public static Tensor full(int rows, int columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled([rows, columns], value, dtype, device, requires_grad, names);
    public static Tensor full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled(size.ToArray(), value, dtype, device, requires_grad, names);
    public static Tensor full(long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled([rows, columns], value, dtype, device, requires_grad, names);
    public static Tensor full(int dim0, int dim1, int dim2, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled([dim0, dim1, dim2], value, dtype, device, requires_grad, names);
    public static Tensor full(long dim0, long dim1, long dim2, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled([dim0, dim1, dim2], value, dtype, device, requires_grad, names);
    public static Tensor full(int dim0, int dim1, int dim2, int dim3, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled([dim0, dim1, dim2, dim3], value, dtype, device, requires_grad, names);
    public static Tensor full(long dim0, long dim1, long dim2, long dim3, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Filled([dim0, dim1, dim2, dim3], value, dtype, device, requires_grad, names);

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(input.zeros_like(dtype, device, requires_grad), names);
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(input.ones_like(dtype, device, requires_grad), names);
    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(input.empty_like(dtype, device, requires_grad), names);
    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Named(input.full_like(value, dtype, device, requires_grad), names);

    private static Tensor Fresh(string op, long[] size, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) =>
        Finished(Dispatcher.Call(op, size, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device)), requires_grad, names);

    private static Tensor Filled(long[] size, Scalar value, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) =>
        Finished(Dispatcher.Call("aten::full", size, value, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device)), requires_grad, names);

    private static Tensor Random(string op, long[] size, ScalarType? dtype, Device? device, bool requires_grad, Generator? generator, string[]? names) =>
        Finished(generator is null
            ? Dispatcher.Call(op, size, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device))
            : Dispatcher.Call(op + ".generator", size, generator, dtype ?? get_default_dtype(), Arg.Default, InitializeDevice(device)), requires_grad, names);

    private static Tensor Finished(Tensor tensor, bool requires_grad, string[]? names = null)
    {
        if (requires_grad) tensor.requires_grad_();
        return Named(tensor, names);
    }

    private static Tensor Named(Tensor tensor, string[]? names)
    {
        if (names is { Length: > 0 }) Dispatcher.Run("aten::rename_", tensor, names);
        return tensor;
    }
}
