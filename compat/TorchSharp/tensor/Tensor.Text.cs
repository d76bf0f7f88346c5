using System.Globalization;
using System.Text;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private const int ShownAtEachEnd = 3;
        private const int ShownWhole = 10;

        /// <summary>Shape, element type and device; the elements are shown by <c>str</c> and its kin.</summary>
        public override string ToString() => Description();

        public string ToString(bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
            disamb ? ToString(TensorStringStyle.Default, fltFormat, width, cultureInfo, newLine) : Description();

        // One layout, nested brackets, serves all styles that show elements.
        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            if (style == TensorStringStyle.Metadata || device_type == DeviceType.META) return Description();
            using DisposeScope scope = NewDisposeScope();
            var text = new StringBuilder();
            using (no_grad())
            {
                Tensor host = is_floating_point() ? cpu().to_type(ScalarType.Float64) : cpu();
                Write(host, text, fltFormat ?? "g5", cultureInfo ?? CultureInfo.InvariantCulture, newLine ?? Environment.NewLine, 0);
            }
            return Description() + (newLine ?? Environment.NewLine) + text;
        }

        private static void Write(Tensor tensor, StringBuilder text, string format, CultureInfo culture, string newLine, int depth)
        {
            if (tensor.Dimensions == 0)
            {
                Scalar value = tensor.ToScalar();
                text.Append(value.Type switch
                {
                    ScalarType.Int64 => value.ToInt64().ToString(culture),
                    ScalarType.Bool => value.ToBoolean().ToString(),
                    ScalarType.ComplexFloat64 => value.ToComplexFloat64().ToString(format, culture),
                    _ => value.ToDouble().ToString(format, culture),
                });
                return;
            }
            long size = tensor.size(0);
            text.Append('[');
            for (long i = 0; i < size; i++)
            {
                if (i > 0) text.Append(tensor.Dimensions == 1 ? ", " : newLine + new string(' ', depth + 1));
                if (size > ShownWhole && i == ShownAtEachEnd)
                {
                    text.Append("...");
                    i = size - ShownAtEachEnd - 1;
                    continue;
                }
                Write(tensor[i], text, format, culture, newLine, depth + 1);
            }
            text.Append(']');
        }

        private string Description() =>
            IsInvalid ? "" : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";
    }
}
