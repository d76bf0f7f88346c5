using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

        public static Dropout1d Dropout1d(double p = 0.5, bool inplace = false) => new(p, inplace);

        public static Dropout2d Dropout2d(double p = 0.5, bool inplace = false) => new(p, inplace);

        public static Dropout3d Dropout3d(double p = 0.5, bool inplace = false) => new(p, inplace);

        public static AlphaDropout AlphaDropout(double p = 0.5, bool inplace = false) => new(p, inplace);

        public static partial class functional
        {
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                Dispatcher.Call(inplace ? "aten::dropout_" : "aten::dropout", input, p, training);

            // Whole channels; a sample without a batch dimension gets one meanwhile.
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (input.ndim != 2) return FeatureDropout(input, p, training, inplace);
                using var batch = input.unsqueeze(0);
                using var result = FeatureDropout(batch, p, training, inplace);
                return result.squeeze(0);
            }

            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                FeatureDropout(input, p, training, inplace);

            public static Tensor dropout3d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                FeatureDropout(input, p, training, inplace);

            public static Tensor alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) =>
                Dispatcher.Call(inplace ? "aten::alpha_dropout_" : "aten::alpha_dropout", input, p, training);

            private static Tensor FeatureDropout(Tensor input, double p, bool training, bool inplace) =>
                Dispatcher.Call(inplace ? "aten::feature_dropout_" : "aten::feature_dropout", input, p, training);
        }
    }
}
