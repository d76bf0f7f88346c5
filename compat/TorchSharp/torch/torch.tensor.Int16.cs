namespace TorchSharp;

// Tensors from short values on the host.
public static partial class torch
{
    public static Tensor tensor(short scalar, Device? device = null, bool requires_grad = false) => Number(scalar, null, device, requires_grad);
    public static Tensor tensor(short[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);
    public static Tensor tensor(short[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(Elements<short>(rawArray), [rawArray.GetLength(0), rawArray.GetLength(1)], dtype, device, requires_grad, names);
    public static Tensor tensor(short[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(Elements<short>(rawArray), [rawArray.GetLength(0), rawArray.GetLength(1), rawArray.GetLength(2)], dtype, device, requires_grad, names);
    public static Tensor tensor(short[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(Elements<short>(rawArray), [rawArray.GetLength(0), rawArray.GetLength(1), rawArray.GetLength(2), rawArray.GetLength(3)], dtype, device, requires_grad, names);
    public static Tensor tensor(IList<short> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(Elements(rawArray), [rawArray.Count], dtype, device, requires_grad, names);
    public static Tensor tensor(IList<short> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(Elements(rawArray), [rows, columns], dtype, device, requires_grad, names);
    public static Tensor tensor(short[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(rawArray, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(IList<short> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(Elements(rawArray), dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(Memory<short> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(rawArray.Span, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(IList<short> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(Elements(rawArray), [dim0, dim1, dim2], dtype, device, requires_grad, names);
    public static Tensor tensor(IList<short> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied<short>(Elements(rawArray), [dim0, dim1, dim2, dim3], dtype, device, requires_grad, names);
}
