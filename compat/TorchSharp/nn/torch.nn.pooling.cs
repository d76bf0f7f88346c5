using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static MaxPool1d MaxPool1d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
            new(kernel_size, stride, padding, dilation, ceil_mode);

        public static MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
            new([kernel_size, kernel_size], Both(stride), Both(padding), Both(dilation), ceil_mode);

        public static MaxPool2d MaxPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
            (long, long)? dilation = null, bool ceil_mode = false) =>
            new([kernel_size.Item1, kernel_size.Item2], Both(stride), Both(padding), Both(dilation), ceil_mode);

        public static MaxPool2d MaxPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
            new(kernel_size, stride, padding, dilation, ceil_mode);

        public static AvgPool1d AvgPool1d(long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true) =>
            new(kernel_size, stride, padding, ceil_mode, count_include_pad);

        public static AvgPool2d AvgPool2d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false,
            bool count_include_pad = true, long? divisor_override = null) =>
            new([kernel_size, kernel_size], Both(stride), Both(padding), ceil_mode, count_include_pad, divisor_override);

        public static AvgPool2d AvgPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false,
            bool count_include_pad = true, long? divisor_override = null) =>
            new([kernel_size.Item1, kernel_size.Item2], Both(stride), Both(padding), ceil_mode, count_include_pad, divisor_override);

        public static AvgPool2d AvgPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false,
            bool count_include_pad = true, long? divisor_override = null) =>
            new(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

        public static AdaptiveAvgPool1d AdaptiveAvgPool1d(long output_size) => new(output_size);

        public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new([output_size, output_size]);

        public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) output_size) => new([output_size.Item1, output_size.Item2]);

        public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] output_size) => new(output_size);

        public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long[] output_size) => new(output_size);

        private static long[]? Both(long? size) => size is { } value ? [value, value] : null;

        private static long[]? Both((long, long)? sizes) => sizes is { } pair ? [pair.Item1, pair.Item2] : null;

        // Where no stride is given, libtorch takes an empty list for "as wide as the kernel".
        public static partial class functional
        {
            public static Tensor max_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false) =>
                Dispatcher.Call("aten::max_pool1d", input, kernel_size, stride ?? kernel_size, padding ?? 0, dilation ?? 1, ceil_mode);

            public static (Tensor output, Tensor indices) max_pool1d_with_indices(Tensor input, long kernel_size, long? stride = null,
                long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Dispatcher.Call2("aten::max_pool1d_with_indices", input, kernel_size, stride ?? kernel_size, padding ?? 0, dilation ?? 1, ceil_mode);

            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false) =>
                max_pool2d(input, [kernel_size, kernel_size], Both(stride), Both(padding), Both(dilation), ceil_mode);

            public static Tensor max_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                (long, long)? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, [kernel_size.Item1, kernel_size.Item2], Both(stride), Both(padding), Both(dilation), ceil_mode);

            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                bool ceil_mode = false) =>
                Dispatcher.Call("aten::max_pool2d", input, kernel_size, strides ?? [], padding ?? Zero, dilation ?? One, ceil_mode);

            public static (Tensor output, Tensor indices) max_pool2d_with_indices(Tensor input, long[] kernel_size, long[]? strides = null,
                long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Dispatcher.Call2("aten::max_pool2d_with_indices", input, kernel_size, strides ?? [], padding ?? Zero, dilation ?? One, ceil_mode);

            public static Tensor avg_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false,
                bool count_include_pad = true) =>
                Dispatcher.Call("aten::avg_pool1d", input, kernel_size, stride ?? kernel_size, padding ?? 0, ceil_mode, count_include_pad);

            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, [kernel_size, kernel_size], Both(stride), [padding, padding], ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, [kernel_size.Item1, kernel_size.Item2], Both(stride), Both(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null,
                bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                Dispatcher.Call("aten::avg_pool2d", input, kernel_size, stride ?? [], padding ?? Zero, ceil_mode, count_include_pad, divisor_override);

            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) =>
                Dispatcher.Call("aten::adaptive_avg_pool1d", input, output_size);

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, [output_size, output_size]);

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) =>
                adaptive_avg_pool2d(input, [output_size.Item1, output_size.Item2]);

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) =>
                Dispatcher.Call("aten::adaptive_avg_pool2d", input, output_size);

            public static Tensor adaptive_max_pool2d(Tensor input, long[] output_size)
            {
                var (result, indices) = adaptive_max_pool2d_with_indices(input, output_size);
                indices.Dispose();
                return result;
            }

            public static (Tensor Values, Tensor Indices) adaptive_max_pool2d_with_indices(Tensor input, long[] output_size) =>
                Dispatcher.Call2("aten::adaptive_max_pool2d", input, output_size);
        }
    }
}
