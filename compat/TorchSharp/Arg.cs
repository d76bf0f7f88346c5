using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// One argument of an operator before it is lowered to <see cref="Value"/>: a number in place, or a reference to what
/// the lowering reads (tensor, list, text). The conversions make every wrapper a single line.
/// </summary>
internal readonly struct Arg
{
    internal readonly object? Reference;
    internal readonly long Bits;
    internal readonly Tag Tag;

    private Arg(Tag tag, long bits)
    {
        Tag = tag;
        Bits = bits;
    }

    private Arg(Tag tag, object? reference)
    {
        Tag = reference is null ? Tag.None : tag;
        Reference = reference;
    }

    /// <summary>No value at all (None).</summary>
    internal static Arg None => default;

    /// <summary>Whatever the operator's schema has as its default.</summary>
    internal static Arg Default => new(Tag.Default, 0);

    public static implicit operator Arg(int value) => new(Tag.Int, value);
    public static implicit operator Arg(long value) => new(Tag.Int, value);
    public static implicit operator Arg(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator Arg(long? value) => value is { } v ? v : None;
    public static implicit operator Arg(int? value) => value is { } v ? (long)v : None;
    public static implicit operator Arg(double? value) => value is { } v ? v : None;
    public static implicit operator Arg(bool? value) => value is { } v ? v : None;
    public static implicit operator Arg(ScalarType value) => new(Tag.Int, (long)value);
    public static implicit operator Arg(ScalarType? value) => value is { } v ? v : None;
    public static implicit operator Arg(Tensor? value) => new(Tag.Tensor, value);
    public static implicit operator Arg(Tensor?[]? value) => new(Tag.TensorList, value);
    public static implicit operator Arg(long[]? value) => new(Tag.IntList, value);
    public static implicit operator Arg(double[]? value) => new(Tag.DoubleList, value);
    public static implicit operator Arg(string? value) => new(Tag.String, value);
    public static implicit operator Arg(string[]? value) => new(Tag.StringList, value);
    public static implicit operator Arg(Generator? value) => new(Tag.Generator, value);
    public static implicit operator Arg(Device? value) => new(Tag.Device, value);
    public static implicit operator Arg(Size value) => new(Tag.IntList, value.Shape);
    public static implicit operator Arg(ReadOnlySpan<long> value) => new(Tag.IntList, value.ToArray());
    public static implicit operator Arg(Span<long> value) => new(Tag.IntList, value.ToArray());
    public static implicit operator Arg((long, long) value) => new(Tag.IntList, new[] { value.Item1, value.Item2 });
    public static implicit operator Arg((long, long, long) value) => new(Tag.IntList, new[] { value.Item1, value.Item2, value.Item3 });

    public static implicit operator Arg(Scalar? value) => value is null ? None : value.AsArg();

    internal static Arg Complex(double[] parts) => new(Tag.Complex, parts);

    /// <summary>Any list of tensors; the array is used as it is when it is one.</summary>
    internal static Arg List(IEnumerable<Tensor?> tensors) => tensors as Tensor?[] ?? tensors.ToArray();

    /// <summary>The bytes that lowering needs beside the fixed-size values.</summary>
    internal int SideBytes => Tag switch
    {
        Tag.IntList => Unsafe.As<long[]>(Reference!).Length * sizeof(long),
        Tag.DoubleList or Tag.Complex => Unsafe.As<double[]>(Reference!).Length * sizeof(double),
        Tag.TensorList => Unsafe.As<Tensor?[]>(Reference!).Length * sizeof(long),
        Tag.String => System.Text.Encoding.UTF8.GetMaxByteCount(Unsafe.As<string>(Reference!).Length) + 9,
        Tag.StringList => Unsafe.As<string[]>(Reference!).Sum(s => System.Text.Encoding.UTF8.GetMaxByteCount(s.Length) + 9 + sizeof(long)),
        _ => 0,
    };
}
