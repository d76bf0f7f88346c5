using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static Upsample Upsample(long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest,
            bool? align_corners = null, bool? recompute_scale_factor = null) =>
            new(size, scale_factor, mode, align_corners, recompute_scale_factor);

        public static partial class functional
        {
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false,
                bool antialias = false)
            {
                if (size is null == scale_factor is null)
                    throw new ArgumentException("Exactly one of size and scale_factor must be given.");
                var dims = (int)x.ndim - 2;
                if (dims is < 1 or > 3)
                    throw new ArgumentException($"Input Error: Only 3D, 4D and 5D input Tensors supported (got {x.ndim}D)");
                if (antialias && (dims != 2 || mode is not (InterpolationMode.Bilinear or InterpolationMode.Bicubic)))
                    throw new ArgumentException("Anti-alias option is only supported for bilinear and bicubic modes");
                size = ForEachDimension(size, dims);
                scale_factor = ForEachDimension(scale_factor, dims);
                if (scale_factor is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
                {
                    size = ScaledSize(x, scale_factor);
                    scale_factor = null;
                }

                if (mode == InterpolationMode.Area) return Dispatcher.Call($"aten::adaptive_avg_pool{dims}d", x, size);
                var name = (mode, dims) switch
                {
                    (InterpolationMode.Nearest, _) => $"aten::upsample_nearest{dims}d.vec",
                    (InterpolationMode.NearestExact, _) => $"aten::_upsample_nearest_exact{dims}d.vec",
                    (InterpolationMode.Linear, 1) => "aten::upsample_linear1d.vec",
                    (InterpolationMode.Bilinear, 2) => antialias ? "aten::_upsample_bilinear2d_aa.vec" : "aten::upsample_bilinear2d.vec",
                    (InterpolationMode.Bicubic, 2) => antialias ? "aten::_upsample_bicubic2d_aa.vec" : "aten::upsample_bicubic2d.vec",
                    (InterpolationMode.Trilinear, 3) => "aten::upsample_trilinear3d.vec",
                    _ => throw new ArgumentException($"Got {x.ndim}D input, which {mode} does not support"),
                };
                return mode is InterpolationMode.Nearest or InterpolationMode.NearestExact
                    ? Dispatcher.Call(name, x, size, scale_factor)
                    : Dispatcher.Call(name, x, size, align_corners ?? false, scale_factor);
            }

            public static Tensor upsample(Tensor input, long[]? size = null, double[]? scale_factor = null,
                UpsampleMode mode = UpsampleMode.Nearest, bool align_corners = false) =>
                interpolate(input, size, scale_factor, (InterpolationMode)mode, align_corners);

            public static Tensor upsample_bilinear(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false) =>
                interpolate(x, size, scale_factor, InterpolationMode.Bilinear, align_corners);

            public static Tensor upsample_nearest(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false) =>
                interpolate(x, size, scale_factor, InterpolationMode.Nearest, align_corners);

            public static Tensor upsample_nearest1d(Tensor input, long? outputSize, double? scaleFactor) =>
                interpolate(input, outputSize is { } size ? [size] : null, scaleFactor is { } factor ? [factor] : null);

            public static Tensor upsample_nearest2d(Tensor input, long[]? outputSizes = null, double[]? scaleFactors = null) =>
                interpolate(input, outputSizes, scaleFactors);

            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear,
                GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null)
            {
                // libtorch numbers both otherwise.
                var interpolation = mode == GridSampleMode.Nearest ? 1L : 0L;
                var padding = padding_mode switch
                {
                    GridSamplePaddingMode.Border => 1L,
                    GridSamplePaddingMode.Reflection => 2L,
                    _ => 0L,
                };
                return Dispatcher.Call("aten::grid_sampler", input, grid, interpolation, padding, align_corners ?? false);
            }

            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false) =>
                Dispatcher.Call("aten::affine_grid_generator", theta, size ?? [], align_corners);

            private static T[]? ForEachDimension<T>(T[]? values, int dims) =>
                values is { Length: 1 } && dims > 1 ? Enumerable.Repeat(values[0], dims).ToArray() : values;

            private static long[] ScaledSize(Tensor x, double[] factors)
            {
                var shape = x.shape;
                return factors.Select((factor, i) => (long)Math.Floor(shape[i + 2] * factor)).ToArray();
            }
        }
    }
}
