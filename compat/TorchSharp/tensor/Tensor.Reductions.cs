namespace TorchSharp;

public static partial class torch
{
    // Sums, means, extremes, sorting and counting.
    public partial class Tensor
    {
        public Tensor any(long dim, bool keepdim = false) => Dispatcher.Call("aten::any.dim", this, dim, keepdim);
        public Tensor all(long dim, bool keepdim = false) => Dispatcher.Call("aten::all.dim", this, dim, keepdim);
        public Tensor argmax() => Dispatcher.Call("aten::argmax", this);
        public Tensor argmax(long dim, bool keepdim = false) => Dispatcher.Call("aten::argmax", this, dim, keepdim);
        public Tensor argmin() => Dispatcher.Call("aten::argmin", this);
        public Tensor argmin(long dim, bool keepdim = false) => Dispatcher.Call("aten::argmin", this, dim, keepdim);
        public Tensor amax(params long[] dims) => Dispatcher.Call("aten::amax", this, dims);
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null ? Dispatcher.Call("aten::amax", this, dims, keepdim) : Dispatcher.Call("aten::amax.out", this, dims, keepdim, @out);
        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amax(dims.ToArray(), keepdim, @out);
        public Tensor amin(params long[] dims) => Dispatcher.Call("aten::amin", this, dims);
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null ? Dispatcher.Call("aten::amin", this, dims, keepdim) : Dispatcher.Call("aten::amin.out", this, dims, keepdim, @out);
        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amin(dims.ToArray(), keepdim, @out);
        public (Tensor min, Tensor max) aminmax(long? dim = null, bool keepdim = false) => Dispatcher.Call2("aten::aminmax", this, dim, keepdim);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Dispatcher.Call2("aten::max.dim", this, dim, keepdim);
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Dispatcher.Call2("aten::min.dim", this, dim, keepdim);
        public (Tensor values, Tensor indexes) cummax(long dim) => Dispatcher.Call2("aten::cummax", this, dim);
        public (Tensor values, Tensor indexes) cummin(long dim) => Dispatcher.Call2("aten::cummin", this, dim);
        public Tensor cumsum(long dim, ScalarType? type = null) => Dispatcher.Call("aten::cumsum", this, dim, type);
        public Tensor cumprod(long dim, ScalarType? type = null) => Dispatcher.Call("aten::cumprod", this, dim, type);
        public Tensor sum(ScalarType? type = null) => Dispatcher.Call("aten::sum", this, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) =>
            Dispatcher.Call("aten::sum.dim_IntList", this, dim, keepdim, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) =>
            Dispatcher.Call("aten::sum.dim_IntList", this, new[] { dim }, keepdim, type);
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) =>
            Dispatcher.Call("aten::sum.dim_IntList", this, new[] { dim0, dim1 }, keepdim, type);
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            Dispatcher.Call("aten::sum.dim_IntList", this, new[] { dim0, dim1, dim2 }, keepdim, type);
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            Dispatcher.Call("aten::sum.dim_IntList", this, dim, keepdim, type);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Dispatcher.Call("aten::mean.dim", this, dimensions, keepdim, type);
        public Tensor prod(ScalarType? type = null) => Dispatcher.Call("aten::prod", this, type);
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) =>
            Dispatcher.Call("aten::prod.dim_int", this, dim, keepdim, type);
        public Tensor std(bool unbiased = true) => Dispatcher.Call("aten::std", this, unbiased);
        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => Dispatcher.Call2("aten::std_mean", this, unbiased);
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call("aten::std.dim", this, new[] { dim }, unbiased, keepdim), type);
        public (Tensor std, Tensor mean) std_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call2("aten::std_mean.dim", this, new[] { dim }, unbiased, keepdim), type);
        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call("aten::std.dim", this, dim, unbiased, keepdim), type);
        public (Tensor std, Tensor mean) std_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call2("aten::std_mean.dim", this, dim, unbiased, keepdim), type);
        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call("aten::std.dim", this, dim, unbiased, keepdim), type);
        public (Tensor std, Tensor mean) std_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call2("aten::std_mean.dim", this, dim, unbiased, keepdim), type);
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call("aten::std.dim", this, dimensions, unbiased, keepdim), type);
        public (Tensor std, Tensor mean) std_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call2("aten::std_mean.dim", this, dimensions, unbiased, keepdim), type);
        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call("aten::std.dim", this, dimensions, unbiased, keepdim), type);
        public (Tensor std, Tensor mean) std_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call2("aten::std_mean.dim", this, dimensions, unbiased, keepdim), type);
        public Tensor var(bool unbiased = true) => Dispatcher.Call("aten::var", this, unbiased);
        public (Tensor var, Tensor mean) var_mean(bool unbiased = true) => Dispatcher.Call2("aten::var_mean", this, unbiased);
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call("aten::var.dim", this, new[] { dim }, unbiased, keepdim), type);
        public (Tensor var, Tensor mean) var_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call2("aten::var_mean.dim", this, new[] { dim }, unbiased, keepdim), type);
        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call("aten::var.dim", this, dim, unbiased, keepdim), type);
        public (Tensor var, Tensor mean) var_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call2("aten::var_mean.dim", this, dim, unbiased, keepdim), type);
        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call("aten::var.dim", this, dim, unbiased, keepdim), type);
        public (Tensor var, Tensor mean) var_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call2("aten::var_mean.dim", this, dim, unbiased, keepdim), type);
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call("aten::var.dim", this, dimensions, unbiased, keepdim), type);
        public (Tensor std, Tensor mean) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call2("aten::var_mean.dim", this, dimensions, unbiased, keepdim), type);
        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call("aten::var.dim", this, dimensions, unbiased, keepdim), type);
        public (Tensor std, Tensor mean) var_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Dispatcher.Call2("aten::var_mean.dim", this, dimensions, unbiased, keepdim), type);
        public Tensor var(long[] dimensions, bool keepdim = false, ScalarType? type = null) => var(dimensions, true, keepdim, type);
        public Tensor nansum() => Dispatcher.Call("aten::nansum", this);
        public Tensor nanmean(int? dim = null, bool keepdim = false, ScalarType? dtype = null) =>
            Dispatcher.Call("aten::nanmean", this, dim is null ? Arg.None : new[] { (long)dim }, keepdim, dtype);
        public Tensor count_nonzero(long[]? dims = null) =>
            dims is null ? Dispatcher.Call("aten::count_nonzero", this) : Dispatcher.Call("aten::count_nonzero.dim_IntList", this, dims);
        public Tensor logsumexp(long dim, bool keepdim = false) => Dispatcher.Call("aten::logsumexp", this, new[] { dim }, keepdim);
        public Tensor logcumsumexp(long dim) => Dispatcher.Call("aten::logcumsumexp", this, dim);
        public Tensor norm(float p = 2f) => Dispatcher.Call("aten::norm.Scalar", this, p);
        public Tensor norm(int dim, bool keepdim = false, float p = 2f) =>
            Dispatcher.Call("aten::norm.ScalarOpt_dim", this, p, new[] { (long)dim }, keepdim);
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Dispatcher.Call("aten::quantile", this, q, dim, keepdim);
        public Tensor nanquantile(Tensor q, long dim = -1, bool keepdim = false) => Dispatcher.Call("aten::nanquantile", this, q, dim, keepdim);
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Dispatcher.Call2("aten::topk", this, k, dim, largest, sorted);
        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) =>
            Dispatcher.Call2("aten::kthvalue", this, k, dim ?? -1, keepdim);
        public (Tensor values, Tensor indices) mode(long dim = -1, bool keepdim = false) => Dispatcher.Call2("aten::mode", this, dim, keepdim);
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Dispatcher.Call2("aten::sort.stable", this, stable, dim, descending);
        public Tensor argsort(long dim = -1, bool descending = false) => Dispatcher.Call("aten::argsort", this, dim, descending);
        public (Tensor output, Tensor inverse_indices, Tensor counts) unique(bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null) =>
            dim is null ? Distinct("aten::_unique2", return_inverse, return_counts, this, sorted, return_inverse, return_counts) : Distinct("aten::unique_dim", return_inverse, return_counts, this, dim, sorted, return_inverse, return_counts);
        public (Tensor output, Tensor inverse_indices, Tensor counts) unique_consecutive(bool return_inverse = false, bool return_counts = false, int? dim = null) =>
            Distinct("aten::unique_consecutive", return_inverse, return_counts, this, return_inverse, return_counts, dim);
        public Tensor bincount(Tensor weights, long minlength = 0) => Dispatcher.Call("aten::bincount", this, weights, minlength);
        public Tensor histc(long bins = 100, long min = 0, long max = 0) => Dispatcher.Call("aten::histc", this, bins, min, max);
        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) =>
            Dispatcher.Call("aten::bucketize.Tensor", this, boundaries, outInt32, right);
        public Tensor cov(long correction = 1, Tensor? fweights = null, Tensor? aweights = null) =>
            Dispatcher.Call("aten::cov", this, correction, fweights, aweights);
        public Tensor renorm(float p, long dim, float maxnorm) => Dispatcher.Call("aten::renorm", this, p, dim, maxnorm);
        public Tensor diff(long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null) =>
            Dispatcher.Call("aten::diff", this, n, dim, prepend, append);
        public Tensor trapezoid(Tensor x, long dim = -1) => Dispatcher.Call("aten::trapezoid.x", this, x, dim);
        public Tensor trapezoid(double dx = 1.0, long dim = -1) => Dispatcher.Call("aten::trapezoid.dx", this, dx, dim);
        public Tensor cumulative_trapezoid(Tensor x, long dim = -1) => Dispatcher.Call("aten::cumulative_trapezoid.x", this, x, dim);
        public Tensor cumulative_trapezoid(double dx = 1.0, long dim = -1) => Dispatcher.Call("aten::cumulative_trapezoid.dx", this, dx, dim);

        private static Tensor Typed(Tensor result, ScalarType? type) => type is null ? result : Moved(result.to_type(type.Value), result);

        private static (Tensor, Tensor) Typed((Tensor, Tensor) result, ScalarType? type) => (Typed(result.Item1, type), Typed(result.Item2, type));

        private static Tensor Moved(Tensor next, Tensor previous)
        {
            previous.Dispose();
            return next;
        }

        private static (Tensor, Tensor, Tensor) Distinct(string op, bool inverse, bool counts, params ReadOnlySpan<Arg> arguments)
        {
            var (values, places, numbers) = Dispatcher.Call3(op, arguments);
            if (!inverse) places.Dispose();
            if (!counts) numbers.Dispose();
            return (values, inverse ? places : null!, counts ? numbers : null!);
        }
    }
}
