namespace TorchSharp;

// Upstream's short names for conversions and print styles.
public static partial class torch
{
    public const TensorStringStyle julia = TensorStringStyle.Julia;
    public const TensorStringStyle numpy = TensorStringStyle.Numpy;
    public const TensorStringStyle csharp = TensorStringStyle.CSharp;

    public static Tensor BoolTensor(Tensor t) => t.to(ScalarType.Bool);
    public static Tensor ByteTensor(Tensor t) => t.to(ScalarType.Byte);
    public static Tensor ShortTensor(Tensor t) => t.to(ScalarType.Int16);
    public static Tensor IntTensor(Tensor t) => t.to(ScalarType.Int32);
    public static Tensor LongTensor(Tensor t) => t.to(ScalarType.Int64);
    public static Tensor FloatTensor(Tensor t) => t.to(ScalarType.Float32);
    public static Tensor DoubleTensor(Tensor t) => t.to(ScalarType.Float64);

    /// <summary>The shape to which tensors of these shapes broadcast together.</summary>
    public static Size broadcast_shapes(params long[][] shapes)
    {
        var result = new long[shapes.Max(shape => shape.Length)];
        System.Array.Fill(result, 1);
        foreach (long[] shape in shapes)
        {
            for (int i = 0; i < shape.Length; i++)
            {
                ref long size = ref result[result.Length - shape.Length + i];
                if (shape[i] == 1 || shape[i] == size) continue;
                if (size != 1) throw new ArgumentException("The shapes do not broadcast to a common shape.");
                size = shape[i];
            }
        }
        return new Size(result);
    }
}
