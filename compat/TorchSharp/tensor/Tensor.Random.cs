namespace TorchSharp;

public static partial class torch
{
    // Random filling, and new tensors like this one.
    public partial class Tensor
    {
        public Tensor bernoulli(Generator? generator = null) => Dispatcher.Call("aten::bernoulli", this, generator);
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => InPlace("aten::bernoulli_.float", this, p, generator);
        public Tensor bernoulli_(Tensor p, Generator? generator = null) => InPlace("aten::bernoulli_.Tensor", this, p, generator);
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Dispatcher.Call("aten::multinomial", this, num_samples, replacement, generator);
        public Tensor normal_(double mean = 0.0, double std = 1.0, Generator? generator = null) =>
            InPlace("aten::normal_", this, mean, std, generator);
        public Tensor uniform_(double from, double to, Generator? generator = null) => InPlace("aten::uniform_", this, from, to, generator);
        public Tensor exponential_(double lambda = 1.0, Generator? generator = null) => InPlace("aten::exponential_", this, lambda, generator);
        public Tensor log_normal_(double mean = 0.0, double std = 1.0, Generator? generator = null) =>
            InPlace("aten::log_normal_", this, mean, std, generator);
        public Tensor cauchy_(double median = 0.0, double sigma = 1.0, Generator? generator = null) =>
            InPlace("aten::cauchy_", this, median, sigma, generator);
        public Tensor geometric_(double p, Generator? generator = null) => InPlace("aten::geometric_", this, p, generator);
        public Tensor random_(double from, double to, Generator? generator = null) =>
            InPlace("aten::random_.from", this, (long)from, (long)to, generator);
        public Tensor poisson(Generator? generator = null) => Dispatcher.Call("aten::poisson", this, generator);
        public Tensor binomial(Tensor prob, Generator? generator = null) => Dispatcher.Call("aten::binomial", this, prob, generator);
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like(Dispatcher.Call("aten::zeros_like", this, dtype, Arg.Default, device), requires_grad);
        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like(Dispatcher.Call("aten::ones_like", this, dtype, Arg.Default, device), requires_grad);
        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like(Dispatcher.Call("aten::empty_like", this, dtype, Arg.Default, device), requires_grad);
        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like(Dispatcher.Call("aten::rand_like", this, dtype, Arg.Default, device), requires_grad);
        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like(Dispatcher.Call("aten::randn_like", this, dtype, Arg.Default, device), requires_grad);
        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like(Dispatcher.Call("aten::full_like", this, value, dtype, Arg.Default, device), requires_grad);
        public Tensor randint_like(long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Like(Dispatcher.Call("aten::randint_like.low_dtype", this, low, high, dtype, Arg.Default, device), requires_grad);
        public Tensor new_zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.zeros(new[] { size }, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.full(new[] { size }, value, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.zeros(size, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.full(size, value, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.zeros(size, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.full(size, value, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.zeros(new[] { rows, columns }, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_full(long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.full(new[] { rows, columns }, value, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.zeros(new[] { dim0, dim1, dim2 }, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_full(long dim0, long dim1, long dim2, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.full(new[] { dim0, dim1, dim2 }, value, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_zeros(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.zeros(new[] { dim0, dim1, dim2, dim3 }, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_full(long dim0, long dim1, long dim2, long dim3, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.full(new[] { dim0, dim1, dim2, dim3 }, value, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.ones(new[] { size }, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.ones(new[] { rows, columns }, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_ones(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.ones(new[] { dim0, dim1, dim2 }, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_ones(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.ones(new[] { dim0, dim1, dim2, dim3 }, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.empty(new[] { size }, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.empty(size, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.empty(size, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.empty(new[] { rows, columns }, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_empty(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.empty(new[] { dim0, dim1, dim2 }, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_empty(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.empty(new[] { dim0, dim1, dim2, dim3 }, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor zeros(params long[] sizes) => torch.zeros(sizes, dtype, device);
        public Tensor ones(params long[] sizes) => torch.ones(sizes, dtype, device);
        public Tensor empty(params long[] sizes) => torch.empty(sizes, dtype, device);
        public Tensor full(long[] sizes, Scalar value) => torch.full(sizes, value, dtype, device);
        public Tensor full(ReadOnlySpan<long> sizes, Scalar value) => torch.full(sizes, value, dtype, device);

        private static Tensor Like(Tensor result, bool requires_grad) => requires_grad ? result.requires_grad_() : result;
    }
}
