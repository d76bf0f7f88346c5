namespace TorchSharp;

public static partial class torch
{
    // Views, joins, selections and scatters.
    public partial class Tensor
    {
        public Tensor view(params long[] shape) => Dispatcher.Call("aten::view", this, shape);
        public Tensor reshape(params long[] shape) => Dispatcher.Call("aten::reshape", this, shape);
        public Tensor broadcast_to(params long[] shape) => Dispatcher.Call("aten::broadcast_to", this, shape);
        public Tensor permute(params long[] permutation) => Dispatcher.Call("aten::permute", this, permutation);
        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());
        public Tensor transpose(long dim0, long dim1) => Dispatcher.Call("aten::transpose.int", this, dim0, dim1);
        public Tensor transpose_(long dim0, long dim1) => InPlace("aten::transpose_", this, dim0, dim1);
        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor movedim(long[] source, long[] destination) => Dispatcher.Call("aten::movedim.intlist", this, source, destination);
        public Tensor moveaxis(long[] source, long[] destination) => Dispatcher.Call("aten::movedim.intlist", this, source, destination);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Dispatcher.Call("aten::flatten.using_ints", this, start_dim, end_dim);
        public Tensor unflatten(long dim, params long[] sizes) => Dispatcher.Call("aten::unflatten.int", this, dim, sizes);
        public Tensor unflatten(long dim, Size sizes) => Dispatcher.Call("aten::unflatten.int", this, dim, sizes);
        public Tensor unsqueeze(long dim) => Dispatcher.Call("aten::unsqueeze", this, dim);
        public Tensor unsqueeze_(long dim) => InPlace("aten::unsqueeze_", this, dim);
        public Tensor squeeze(long? dim = null) =>
            dim is null ? Dispatcher.Call("aten::squeeze", this) : Dispatcher.Call("aten::squeeze.dim", this, dim);
        public Tensor squeeze_(long? dim = null) => dim is null ? InPlace("aten::squeeze_", this) : InPlace("aten::squeeze_.dim", this, dim);
        public Tensor expand(params long[] sizes) => Dispatcher.Call("aten::expand", this, sizes);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Dispatcher.Call("aten::expand", this, sizes, isImplicit);
        public Tensor expand(Size sizes, bool isImplicit = false) => Dispatcher.Call("aten::expand", this, sizes, isImplicit);
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Dispatcher.Call("aten::expand", this, sizes, isImplicit);
        public Tensor repeat(params long[] sizes) => Dispatcher.Call("aten::repeat", this, sizes);
        public Tensor tile(long[] reps) => Dispatcher.Call("aten::tile", this, reps);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Dispatcher.Call("aten::repeat_interleave.self_int", this, repeats, dim, output_size);
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Dispatcher.Call("aten::repeat_interleave.self_Tensor", this, repeats, dim, output_size);
        public Tensor flip(params long[] dims) => Dispatcher.Call("aten::flip", this, dims);
        public Tensor roll(long[] shifts) => Dispatcher.Call("aten::roll", this, shifts);
        public Tensor roll(long[] shifts, long[] dims) => Dispatcher.Call("aten::roll", this, shifts, dims);
        public Tensor roll(long shifts, long? dims = null) =>
            Dispatcher.Call("aten::roll", this, new[] { shifts }, dims is null ? [] : new[] { dims.Value });
        public Tensor roll((long, long) shifts, (long, long) dims) => Dispatcher.Call("aten::roll", this, shifts, dims);
        public Tensor roll((long, long, long) shifts, (long, long, long) dims) => Dispatcher.Call("aten::roll", this, shifts, dims);
        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) => Dispatcher.Call("aten::roll", this, shifts, dims);
        public Tensor rot90(long k = 1, (long, long)? dims = null) => Dispatcher.Call("aten::rot90", this, k, dims ?? (0L, 1L));
        public Tensor[] split(long size, int dim = 0) => Dispatcher.CallList("aten::split.Tensor", this, size, dim);
        public Tensor[] split(params long[] sizes) => Dispatcher.CallList("aten::split_with_sizes", this, sizes);
        public Tensor[] split(long[] sizes, long dim = 0) => Dispatcher.CallList("aten::split_with_sizes", this, sizes, dim);
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => Dispatcher.CallList("aten::split_with_sizes", this, sizes, dim);
        public Tensor[] chunk(long chunks, long dim = 0) => Dispatcher.CallList("aten::chunk", this, chunks, dim);
        public Tensor[] unbind(long dimension = 0) => Dispatcher.CallList("aten::unbind.int", this, dimension);
        public Tensor[] tensor_split(long size, long dim = 0) => Dispatcher.CallList("aten::tensor_split.sections", this, size, dim);
        public Tensor[] tensor_split(long[] sizes, long dim = 0) => Dispatcher.CallList("aten::tensor_split.indices", this, sizes, dim);
        public Tensor[] tensor_split(Tensor indices, long dim = 0) =>
            Dispatcher.CallList("aten::tensor_split.tensor_indices_or_sections", this, indices, dim);
        public Tensor[] hsplit(long size) => Dispatcher.CallList("aten::hsplit.int", this, size);
        public Tensor[] hsplit(params long[] sizes) => Dispatcher.CallList("aten::hsplit.array", this, sizes);
        public Tensor[] vsplit(long size) => Dispatcher.CallList("aten::vsplit.int", this, size);
        public Tensor[] vsplit(params long[] sizes) => Dispatcher.CallList("aten::vsplit.array", this, sizes);
        public Tensor[] dsplit(long size) => Dispatcher.CallList("aten::dsplit.int", this, size);
        public Tensor[] dsplit(params long[] sizes) => Dispatcher.CallList("aten::dsplit.array", this, sizes);
        public Tensor narrow(long dim, long start, long length) => Dispatcher.Call("aten::narrow", this, dim, start, length);
        public Tensor select(long dim, long index) => Dispatcher.Call("aten::select.int", this, dim, index);
        public Tensor slice(long dim, long start, long finish, long step) => Dispatcher.Call("aten::slice.Tensor", this, dim, start, finish, step);
        public Tensor index_select(long dim, Tensor index) => Dispatcher.Call("aten::index_select", this, dim, index);
        public Tensor gather(long dim, Tensor index) => Dispatcher.Call("aten::gather", this, dim, index);
        public Tensor take(Tensor index) => Dispatcher.Call("aten::take", this, index);
        public Tensor take_along_dim(Tensor indices) => Dispatcher.Call("aten::take_along_dim", this, indices);
        public Tensor take_along_dim(Tensor indices, long dim) => Dispatcher.Call("aten::take_along_dim", this, indices, dim);
        public Tensor scatter(long dim, Tensor index, Tensor src) => Dispatcher.Call("aten::scatter.src", this, dim, index, src);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => InPlace("aten::scatter_.src", this, dim, index, src);
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Dispatcher.Call("aten::scatter_add", this, dim, index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => InPlace("aten::scatter_add_", this, dim, index, src);
        public Tensor select_scatter(Tensor src, long dim, long index) => Dispatcher.Call("aten::select_scatter", this, src, dim, index);
        public Tensor slice_scatter(Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1) =>
            Dispatcher.Call("aten::slice_scatter", this, src, dim, start, end, step);
        public Tensor diagonal_scatter(Tensor src, long offset = 0, long dim1 = 0, long dim2 = 1) =>
            Dispatcher.Call("aten::diagonal_scatter", this, src, offset, dim1, dim2);
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Dispatcher.Call("aten::index_add", this, dim, index, source, alpha);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => InPlace("aten::index_add_", this, dim, index, source, alpha);
        public Tensor index_copy(long dim, Tensor index, Tensor source) => Dispatcher.Call("aten::index_copy", this, dim, index, source);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => InPlace("aten::index_copy_", this, dim, index, source);
        public Tensor index_fill(long dim, Tensor index, Scalar value) => Dispatcher.Call("aten::index_fill.int_Scalar", this, dim, index, value);
        public Tensor index_fill_(long dim, Tensor index, Scalar value) => InPlace("aten::index_fill_.int_Scalar", this, dim, index, value);
        public Tensor masked_fill(Tensor mask, Scalar value) => Dispatcher.Call("aten::masked_fill.Scalar", this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => InPlace("aten::masked_fill_.Scalar", this, mask, value);
        public Tensor masked_scatter(Tensor mask, Tensor value) => Dispatcher.Call("aten::masked_scatter", this, mask, value);
        public Tensor masked_scatter_(Tensor mask, Tensor value) => InPlace("aten::masked_scatter_", this, mask, value);
        public Tensor masked_select(Tensor mask) => Dispatcher.Call("aten::masked_select", this, mask);
        public IList<Tensor> nonzero_as_list() => Dispatcher.CallList("aten::nonzero_numpy", this);
        public Tensor unfold(long dimension, long size, long step) => Dispatcher.Call("aten::unfold", this, dimension, size, step);
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) =>
            Dispatcher.Call("aten::as_strided", this, size, strides, storageOffset);
        public Tensor atleast_1d() => Dispatcher.Call("aten::atleast_1d", this);
        public Tensor atleast_2d() => Dispatcher.Call("aten::atleast_2d", this);
        public Tensor atleast_3d() => Dispatcher.Call("aten::atleast_3d", this);
        public Tensor channel_shuffle(long groups) => Dispatcher.Call("aten::channel_shuffle", this, groups);
        public Tensor clone() => Dispatcher.Call("aten::clone", this);
        public Tensor contiguous() => Dispatcher.Call("aten::contiguous", this);
        public Tensor detach() => Dispatcher.Call("aten::detach", this);
        public Tensor detach_() => InPlace("aten::detach_", this);
        public Tensor pin_memory() => Dispatcher.Call("aten::pin_memory", this);
        public Tensor take_along_dim(IEnumerable<long> indices) => take_along_dim(tensor(indices.ToArray()));
        public Tensor take_along_dim(IEnumerable<long> indices, long dim) => take_along_dim(tensor(indices.ToArray()), dim);
        public Tensor[] vsplit(Tensor indices) => tensor_split(indices, 0);
        public Tensor[] hsplit(Tensor indices) => tensor_split(indices, ndim == 1 ? 0 : 1);
        public Tensor[] dsplit(Tensor indices) => tensor_split(indices, 2);
    }
}
