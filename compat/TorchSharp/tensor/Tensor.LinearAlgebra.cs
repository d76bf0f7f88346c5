namespace TorchSharp;

public static partial class torch
{
    // Products of vectors and matrices, triangles and diagonals.
    public partial class Tensor
    {
        public Tensor mm(Tensor target) => Dispatcher.Call("aten::mm", this, target);
        public Tensor matmul(Tensor target) => Dispatcher.Call("aten::matmul", this, target);
        public Tensor mv(Tensor target) => Dispatcher.Call("aten::mv", this, target);
        public Tensor dot(Tensor target) => Dispatcher.Call("aten::dot", this, target);
        public Tensor vdot(Tensor target) => Dispatcher.Call("aten::vdot", this, target);
        public Tensor bmm(Tensor batch2) => Dispatcher.Call("aten::bmm", this, batch2);
        public Tensor outer(Tensor vec2) => Dispatcher.Call("aten::outer", this, vec2);
        public Tensor ger(Tensor vec2) => Dispatcher.Call("aten::ger", this, vec2);
        public Tensor inner(Tensor vec2) => Dispatcher.Call("aten::inner", this, vec2);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1f, float alpha = 1f) =>
            Dispatcher.Call("aten::addmm", this, mat1, mat2, beta, alpha);
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1f, float alpha = 1f) => InPlace("aten::addmm_", this, mat1, mat2, beta, alpha);
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1f, float alpha = 1f) => Dispatcher.Call("aten::addmv", this, mat, vec, beta, alpha);
        public Tensor addmv_(Tensor mat, Tensor vec, float beta = 1f, float alpha = 1f) => InPlace("aten::addmv_", this, mat, vec, beta, alpha);
        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1f, float alpha = 1f) =>
            Dispatcher.Call("aten::addr", this, vec1, vec2, beta, alpha);
        public Tensor addr_(Tensor vec1, Tensor vec2, float beta = 1f, float alpha = 1f) => InPlace("aten::addr_", this, vec1, vec2, beta, alpha);
        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) =>
            Dispatcher.Call("aten::addbmm", this, batch1, batch2, beta, alpha);
        public Tensor addbmm_(Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) =>
            InPlace("aten::addbmm_", this, batch1, batch2, beta, alpha);
        public Tensor matrix_power(int n) => Dispatcher.Call("aten::matrix_power", this, n);
        public Tensor cholesky(bool upper = false) => Dispatcher.Call("aten::cholesky", this, upper);
        public Tensor cholesky_inverse(bool upper = false) => Dispatcher.Call("aten::cholesky_inverse", this, upper);
        public Tensor cholesky_solve(Tensor input2, bool upper = false) => Dispatcher.Call("aten::cholesky_solve", this, input2, upper);
        public Tensor pinverse(double rcond = 1E-15, bool hermitian = false) => Dispatcher.Call("aten::linalg_pinv", this, rcond, hermitian);
        public Tensor tensordot(Tensor b, long dims = 2) => tensordot(b, Range(ndim - dims, dims), Range(0, dims));
        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => Dispatcher.Call("aten::tensordot", this, b, dims1, dims2);
        public Tensor diag(long diagonal = 0) => Dispatcher.Call("aten::diag", this, diagonal);
        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => Dispatcher.Call("aten::diag_embed", this, offset, dim1, dim2);
        public Tensor diagflat(long offset = 0) => Dispatcher.Call("aten::diagflat", this, offset);
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Dispatcher.Call("aten::diagonal", this, offset, dim1, dim2);
        public Tensor tril(long diagonal = 0) => Dispatcher.Call("aten::tril", this, diagonal);
        public Tensor triu(long diagonal = 0) => Dispatcher.Call("aten::triu", this, diagonal);
        public Tensor tril_(long diagonal = 0) => InPlace("aten::tril_", this, diagonal);
        public Tensor triu_(long diagonal = 0) => InPlace("aten::triu_", this, diagonal);
        public Tensor tensordot(Tensor b, (long, long)[] dims) =>
            tensordot(b, dims.Select(pair => pair.Item1).ToArray(), dims.Select(pair => pair.Item2).ToArray());
        public Tensor ormqr(Tensor tau, Tensor other, bool left = true, bool transpose = false) =>
            Dispatcher.Call("aten::ormqr", this, tau, other, left, transpose);
        public (Tensor a, Tensor tau) geqrf() => Dispatcher.Call2("aten::geqrf", this);
        public Tensor vander(long N = -1, bool increasing = false) => Dispatcher.Call("aten::vander", this, N < 0 ? Arg.None : N, increasing);

        private static long[] Range(long first, long count) => Enumerable.Range((int)first, (int)count).Select(i => (long)i).ToArray();
    }
}
