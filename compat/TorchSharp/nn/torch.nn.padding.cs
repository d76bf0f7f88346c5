using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static ZeroPad2d ZeroPad2d(long padding) => new(padding, padding, padding, padding);

        public static ZeroPad2d ZeroPad2d((long, long, long, long) padding) =>
            new(padding.Item1, padding.Item2, padding.Item3, padding.Item4);

        public static ConstantPad1d ConstantPad1d(long padding, double value) => new(value, padding, padding);

        public static ConstantPad1d ConstantPad1d((long, long) padding, double value) =>
            new(value, padding.Item1, padding.Item2);

        public static ConstantPad2d ConstantPad2d(long padding, double value) => new(value, padding, padding, padding, padding);

        public static ConstantPad2d ConstantPad2d((long, long, long, long) padding, double value) =>
            new(value, padding.Item1, padding.Item2, padding.Item3, padding.Item4);

        public static ReflectionPad1d ReflectionPad1d(long padding) => new(padding, padding);

        public static ReflectionPad1d ReflectionPad1d((long, long) padding) =>
            new(padding.Item1, padding.Item2);

        public static ReflectionPad2d ReflectionPad2d(long padding) => new(padding, padding, padding, padding);

        public static ReflectionPad2d ReflectionPad2d((long, long, long, long) padding) =>
            new(padding.Item1, padding.Item2, padding.Item3, padding.Item4);

        public static ReplicationPad1d ReplicationPad1d(long padding) => new(padding, padding);

        public static ReplicationPad1d ReplicationPad1d((long, long) padding) =>
            new(padding.Item1, padding.Item2);

        public static ReplicationPad2d ReplicationPad2d(long padding) => new(padding, padding, padding, padding);

        public static ReplicationPad2d ReplicationPad2d((long, long, long, long) padding) =>
            new(padding.Item1, padding.Item2, padding.Item3, padding.Item4);

        // Sizes are given from the last dimension on, before and behind.
        public static partial class functional
        {
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                mode is PaddingModes.Constant or PaddingModes.Zeros
                    ? Dispatcher.Call("aten::constant_pad_nd", input, pad, value)
                    : Dispatcher.Call("aten::pad", input, pad, Name(mode));

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                nn.functional.pad(input, pad.ToArray(), mode, value);

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                nn.functional.pad(input, new[] { pad.Item1, pad.Item2 }, mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                nn.functional.pad(input, new[] { pad.Item1, pad.Item2, pad.Item3, pad.Item4 }, mode, value);

            // The same on all sides, of the batch and the channels too: that is what upstream does.
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                var sizes = new long[input.ndim * 2];
                Array.Fill(sizes, pad);
                return nn.functional.pad(input, sizes, mode, value);
            }

            private static string Name(PaddingModes mode) => mode switch
            {
                PaddingModes.Reflect => "reflect",
                PaddingModes.Replicate => "replicate",
                PaddingModes.Circular => "circular",
                _ => "constant",
            };
        }
    }
}
