namespace TorchSharp;

// Operators over lists of tensors.
public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Dispatcher.Call("aten::cat", Arg.List(tensors), dim);
    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor concatenate(IList<Tensor> tensors, long axis = 0) => cat(tensors, axis);
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Dispatcher.Call("aten::stack", Arg.List(tensors), dim);
    public static Tensor hstack(IList<Tensor> tensors) => Dispatcher.Call("aten::hstack", Arg.List(tensors));
    public static Tensor hstack(params Tensor[] tensors) => Dispatcher.Call("aten::hstack", Arg.List(tensors));
    public static Tensor hstack(IEnumerable<Tensor> tensors) => Dispatcher.Call("aten::hstack", Arg.List(tensors));
    public static Tensor vstack(IList<Tensor> tensors) => Dispatcher.Call("aten::vstack", Arg.List(tensors));
    public static Tensor dstack(IList<Tensor> tensors) => Dispatcher.Call("aten::dstack", Arg.List(tensors));
    public static Tensor dstack(params Tensor[] tensors) => Dispatcher.Call("aten::dstack", Arg.List(tensors));
    public static Tensor dstack(IEnumerable<Tensor> tensors) => Dispatcher.Call("aten::dstack", Arg.List(tensors));
    public static Tensor column_stack(IList<Tensor> tensors) => Dispatcher.Call("aten::column_stack", Arg.List(tensors));
    public static Tensor column_stack(params Tensor[] tensors) => Dispatcher.Call("aten::column_stack", Arg.List(tensors));
    public static Tensor row_stack(IList<Tensor> tensors) => vstack(tensors);
    public static Tensor row_stack(params Tensor[] tensors) => vstack(tensors);
    public static Tensor einsum(string equation, params Tensor[] tensors) => Dispatcher.Call("aten::einsum", equation, Arg.List(tensors));
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") =>
        Dispatcher.CallList("aten::meshgrid.indexing", Arg.List(tensors), indexing);
    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => Dispatcher.CallList("aten::broadcast_tensors", Arg.List(tensors));
    public static Tensor block_diag(params Tensor[] tensors) => Dispatcher.Call("aten::block_diag", Arg.List(tensors));
    public static Tensor cartesian_prod(params Tensor[] tensors) => Dispatcher.Call("aten::cartesian_prod", Arg.List(tensors));
    public static Tensor cartesian_prod(IList<Tensor> tensors) => Dispatcher.Call("aten::cartesian_prod", Arg.List(tensors));
    public static Tensor chain_matmul(params Tensor[] matrices) => Dispatcher.Call("aten::chain_matmul", Arg.List(matrices));
    public static IEnumerable<Tensor> atleast_1d(params Tensor[] input) => Dispatcher.CallList("aten::atleast_1d.Sequence", Arg.List(input));
    public static IEnumerable<Tensor> atleast_2d(params Tensor[] input) => Dispatcher.CallList("aten::atleast_2d.Sequence", Arg.List(input));
    public static IEnumerable<Tensor> atleast_3d(params Tensor[] input) => Dispatcher.CallList("aten::atleast_3d.Sequence", Arg.List(input));
    public static Tensor combinations(Tensor input, int r = 2, bool with_replacement = false) =>
        Dispatcher.Call("aten::combinations", input, r, with_replacement);
    public static Tensor movedim(Tensor input, long source, long destination) => Dispatcher.Call("aten::movedim.int", input, source, destination);
    public static Tensor moveaxis(Tensor input, long source, long destination) => Dispatcher.Call("aten::movedim.int", input, source, destination);
    public static Tensor tril_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Dispatcher.Call("aten::tril_indices", row, col, offset, dtype, Arg.Default, device);
    public static Tensor triu_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Dispatcher.Call("aten::triu_indices", row, col, offset, dtype, Arg.Default, device);
}
