namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Fills tensors in place, outside of the graph, drawing from the generator in Python's order.
        public static class init
        {
            public enum NonlinearityType
            {
                Linear = 0,
                Conv1D = 1,
                Conv2D = 2,
                Conv3D = 3,
                ConvTranspose1D = 4,
                ConvTranspose2D = 5,
                ConvTranspose3D = 6,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
            }

            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0.0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3.0,
                NonlinearityType.ReLU => Math.Sqrt(2.0),
                NonlinearityType.LeakyReLU => Math.Sqrt(2.0 / (1 + param * param)),
                _ => 1,
            };

            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
                var receptiveField = 1L;
                foreach (var size in shape[2..]) receptiveField *= size;
                return (shape[1] * receptiveField, shape[0] * receptiveField);
            }

            public static Tensor ones_(Tensor tensor) => Filled(tensor, 1.0);

            public static Tensor zeros_(Tensor tensor) => Filled(tensor, 0.0);

            public static Tensor constant_(Tensor tensor, Scalar val) => Filled(tensor, val);

            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null)
            {
                using var untracked = no_grad();
                Dispatcher.Run("aten::uniform_", tensor, low, high, generator);
                return tensor;
            }

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null)
            {
                using var untracked = no_grad();
                Dispatcher.Run("aten::normal_", tensor, mean, std, generator);
                return tensor;
            }

            // By inverting the distribution function: exact, and one draw for each value.
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0.0, double std = 1.0, double a = -2.0, double b = 2.0,
                Generator? generator = null)
            {
                using var untracked = no_grad();
                var low = NormalDistribution((a - mean) / std);
                var high = NormalDistribution((b - mean) / std);
                Dispatcher.Run("aten::uniform_", tensor, 2 * low - 1, 2 * high - 1, generator);
                Dispatcher.Run("aten::erfinv_", tensor);
                Dispatcher.Run("aten::mul_.Scalar", tensor, std * Math.Sqrt(2.0));
                Dispatcher.Run("aten::add_.Scalar", tensor, mean);
                Dispatcher.Run("aten::clamp_", tensor, a, b);
                return tensor;
            }

            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                var bound = Math.Sqrt(3.0) * (gain * Math.Sqrt(2.0 / (fanIn + fanOut)));
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor xavier_normal_(Tensor tensor, double gain = 1.0)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return normal_(tensor, 0, gain * Math.Sqrt(2.0 / (fanIn + fanOut)));
            }

            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1.0) => xavier_uniform_(tensor, gain);

            public static Tensor glorot_normal_(Tensor tensor, double gain = 1.0) => xavier_normal_(tensor, gain);

            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3.0) * KaimingStd(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, KaimingStd(tensor, a, mode, nonlinearity));

            public static Tensor orthogonal_(Tensor tensor, double gain = 1.0)
            {
                var shape = tensor.shape;
                if (shape.Length < 2) throw new ArgumentException("Only tensors with 2 or more dimensions are supported");
                using var untracked = no_grad();
                using var scope = NewDisposeScope();
                var rows = shape[0];
                var columns = tensor.numel() / rows;
                var draws = empty([rows, columns], tensor.dtype, tensor.device);
                normal_(draws);
                if (rows < columns) draws = draws.t();
                var (q, r) = Dispatcher.Call2("aten::linalg_qr", draws, "reduced");

                // The signs of R's diagonal make the decomposition unique, and the result uniformly distributed.
                q = q.mul(r.diag().sign());
                if (rows < columns) q = q.t();
                tensor.view_as(q).copy_(q);
                Dispatcher.Run("aten::mul_.Scalar", tensor, gain);
                return tensor;
            }

            public static Tensor eye_(Tensor tensor)
            {
                using var untracked = no_grad();
                using var identity = torch.eye(tensor.shape[0], tensor.shape[1], tensor.dtype, tensor.device);
                return tensor.copy_(identity);
            }

            private static double KaimingStd(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static Tensor Filled(Tensor tensor, Scalar value)
            {
                using var untracked = no_grad();
                return tensor.fill_(value);
            }

            private static double NormalDistribution(double x)
            {
                using var untracked = no_grad();
                using var value = torch.tensor(x / Math.Sqrt(2.0), ScalarType.Float64);
                using var error = value.erf();
                return (1 + error.ToDouble()) / 2;
            }
        }
    }
}
