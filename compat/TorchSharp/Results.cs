using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Takes over what the native side hands back: every tensor becomes owned, every block of memory is freed.</summary>
internal static unsafe class Results
{
    internal static Tensor? Tensor(in Value value) => value.Tag switch
    {
        Tag.Tensor when value.Integer != 0 => new Tensor((nint)value.Integer),
        Tag.Tensor or Tag.None => null,
        Tag.Int or Tag.Double or Tag.Bool => tensor(value),
        _ => throw new InvalidOperationException($"The operator returned a {value.Tag}, not a tensor."),
    };

    private static Tensor tensor(in Value value) => Dispatcher.Call("aten::scalar_tensor", Scalar(value), Scalar(value).Type);

    internal static Tensor[] TensorList(in Value value)
    {
        var list = new Tensor[value.Count];
        for (int i = 0; i < list.Length; i++) list[i] = Tensor(((Value*)value.Pointer)[i])!;
        Native.mlgan_free(value.Pointer);
        return list;
    }

    internal static Scalar Scalar(in Value value)
    {
        switch (value.Tag)
        {
            case Tag.Int: return value.Integer;
            case Tag.Double: return value.Real;
            case Tag.Bool: return value.Integer != 0;
            case Tag.Complex:
                var parts = (double*)value.Pointer;
                Scalar number = new System.Numerics.Complex(parts[0], parts[1]);
                Native.mlgan_free(value.Pointer);
                return number;
            default: throw new InvalidOperationException($"The operator returned a {value.Tag}, not a number.");
        }
    }

    internal static string Text(in Value value)
    {
        string text = Encoding.UTF8.GetString((byte*)value.Pointer, value.Count);
        Native.mlgan_free(value.Pointer);
        return text;
    }
}
