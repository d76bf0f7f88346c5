using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static ReLU ReLU(bool inplace = false) => new(inplace);

        public static ReLU6 ReLU6(bool inplace = false) => new(inplace);

        public static LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);

        public static ELU ELU(double alpha = 1.0, bool inplace = false) => new(alpha, inplace);

        public static CELU CELU(double alpha = 1.0, bool inplace = false) => new(alpha, inplace);

        public static SELU SELU(bool inplace = false) => new(inplace);

        public static GELU GELU() => new(false);

        public static GELU GELU(bool inplace) => new(inplace);

        public static SiLU SiLU() => new(false);

        public static SiLU SiLU(bool inplace) => new(inplace);

        public static Mish Mish() => new(false);

        public static Mish Mish(bool inplace) => new(inplace);

        public static Sigmoid Sigmoid() => new(false);

        public static Sigmoid Sigmoid(bool inplace) => new(inplace);

        public static Tanh Tanh() => new(false);

        public static Tanh Tanh(bool inplace = false) => new(inplace);

        public static Tanhshrink Tanhshrink() => new(false);

        public static Tanhshrink Tanhshrink(bool inplace = false) => new(inplace);

        public static Softsign Softsign() => new(false);

        public static Softsign Softsign(bool inplace) => new(inplace);

        public static Hardtanh Hardtanh(double min_val = -1.0, double max_val = 1.0, bool inplace = false) => new(min_val, max_val, inplace);

        public static Hardswish Hardswish(bool inplace = false) => new(inplace);

        public static Hardsigmoid Hardsigmoid(bool inplace = false) => new(inplace);

        public static Hardshrink Hardshrink(double lambda = 0.5) => new(lambda);

        public static Softshrink Softshrink(double lambda = 0.5) => new(lambda);

        public static Threshold Threshold(double threshold, double value, bool inplace = false) => new(threshold, value, inplace);

        public static Softplus Softplus(double beta = 1.0, double threshold = 20.0) => new(beta, threshold);

        public static LogSigmoid LogSigmoid() => new();

        public static GLU GLU(long dim = -1) => new(dim);

        public static Softmax Softmax(long dim) => new(dim);

        public static Softmin Softmin(long dim) => new(dim);

        public static Softmax2d Softmax2d() => new();

        public static LogSoftmax LogSoftmax(long dim) => new(dim);

        public static RReLU RReLU(double lower = 0.125, double upper = 1.0 / 3.0, bool inplace = false) => new(lower, upper, inplace);

        public static PReLU PReLU(long num_parameters, double init = 0.25, Device? device = null, ScalarType? dtype = null) =>
            new(num_parameters, init, device, dtype);

        public static partial class functional
        {
            public static Tensor relu(Tensor x, bool inplace = false) => Dispatcher.Call(inplace ? "aten::relu_" : "aten::relu", x);

            public static Tensor relu6(Tensor x, bool inplace = false) => hardtanh(x, 0, 6, inplace);

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                Dispatcher.Call(inplace ? "aten::leaky_relu_" : "aten::leaky_relu", input, negative_slope);

            public static Tensor prelu(Tensor input, Tensor weight) => Dispatcher.Call("aten::prelu", input, weight);

            public static Tensor rrelu(Tensor x, double lower = 0.125, double upper = 1.0 / 3.0, bool inplace = false) =>
                Dispatcher.Call(inplace ? "aten::rrelu_" : "aten::rrelu", x, lower, upper);

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) =>
                Dispatcher.Call(inplace ? "aten::elu_" : "aten::elu", x, alpha);

            public static Tensor celu(Tensor x, double alpha, bool inplace = false) =>
                Dispatcher.Call(inplace ? "aten::celu_" : "aten::celu", x, alpha);

            public static Tensor selu(Tensor x, bool inplace = false) => Dispatcher.Call(inplace ? "aten::selu_" : "aten::selu", x);

            public static Tensor gelu(Tensor x) => gelu(x, false);

            public static Tensor gelu(Tensor x, bool inplace) => Dispatcher.Call(inplace ? "aten::gelu_" : "aten::gelu", x);

            public static Tensor silu(Tensor x, bool inplace = false) => Dispatcher.Call(inplace ? "aten::silu_" : "aten::silu", x);

            public static Tensor mish(Tensor x, bool inplace = false) => Dispatcher.Call(inplace ? "aten::mish_" : "aten::mish", x);

            public static Tensor sigmoid(Tensor x) => sigmoid(x, false);

            public static Tensor sigmoid(Tensor x, bool inplace) => Dispatcher.Call(inplace ? "aten::sigmoid_" : "aten::sigmoid", x);

            public static Tensor logsigmoid(Tensor x) => Dispatcher.Call("aten::log_sigmoid", x);

            public static Tensor tanh(Tensor x, bool inplace = false) => Dispatcher.Call(inplace ? "aten::tanh_" : "aten::tanh", x);

            public static Tensor tanhshrink(Tensor x, bool inplace = false)
            {
                using var squashed = x.tanh();
                return inplace ? x.sub_(squashed) : x.sub(squashed);
            }

            public static Tensor softsign(Tensor x, bool inplace = false)
            {
                using var size = x.abs();
                using var divisor = size.add(1);
                return inplace ? x.div_(divisor) : x.div(divisor);
            }

            public static Tensor softplus(Tensor x, double beta = 1.0, double threshold = 20.0) =>
                Dispatcher.Call("aten::softplus", x, beta, threshold);

            public static Tensor hardtanh(Tensor x, double min_val = -1.0, double max_val = 1.0, bool inplace = false) =>
                Dispatcher.Call(inplace ? "aten::hardtanh_" : "aten::hardtanh", x, min_val, max_val);

            public static Tensor hardswish(Tensor input, bool inplace = false) =>
                Dispatcher.Call(inplace ? "aten::hardswish_" : "aten::hardswish", input);

            public static Tensor hardsigmoid(Tensor input, bool inplace = false) =>
                Dispatcher.Call(inplace ? "aten::hardsigmoid_" : "aten::hardsigmoid", input);

            public static Tensor hardshrink(Tensor x, double lambda = 0.5) => Dispatcher.Call("aten::hardshrink", x, lambda);

            public static Tensor softshrink(Tensor x, double lambda = 0.5) => Dispatcher.Call("aten::softshrink", x, lambda);

            public static Tensor threshold(Tensor x, double threshold, double value, bool inplace = false) =>
                Dispatcher.Call(inplace ? "aten::threshold_" : "aten::threshold", x, threshold, value);

            public static Tensor glu(Tensor input, long dim = -1) => Dispatcher.Call("aten::glu", input, dim);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) =>
                Dispatcher.Call("aten::softmax.int", input, dim, dtype);

            public static Tensor softmax2d(Tensor x) => softmax(x, -3);

            public static Tensor softmin(Tensor x, long dim)
            {
                using var negated = -x;
                return softmax(negated, dim);
            }

            public static Tensor log_softmax(Tensor x, long dim) => Dispatcher.Call("aten::log_softmax.int", x, dim);

            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null,
                double p = 0.0, bool is_casual = false)
            {
                // An operator of its own from libtorch 2 on.
                if (Dispatcher.Has("aten::scaled_dot_product_attention"))
                    return Dispatcher.Call("aten::scaled_dot_product_attention", query, key, value, attn_mask, p, is_casual);
                var (result, weights) = Dispatcher.Call2(
                    "aten::_scaled_dot_product_attention", query, key, value, attn_mask, p, false, is_casual);
                weights?.Dispose();
                return result;
            }
        }
    }
}
