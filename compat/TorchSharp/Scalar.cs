using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number argument. Nothing native is behind it here; it is disposable because upstream's is.</summary>
public sealed class Scalar : IDisposable
{
    private readonly long integer;
    private readonly double real;
    private readonly double imaginary;

    private Scalar(ScalarType type, long integer, double real, double imaginary = 0)
    {
        Type = type;
        this.integer = integer;
        this.real = real;
        this.imaginary = imaginary;
    }

    /// <summary>libtorch keeps numbers as one of four kinds, whatever they were made from.</summary>
    public ScalarType Type { get; }

    public void Dispose()
    {
    }

    internal long Integer => integer;
    internal double Real => real;
    internal double Imaginary => imaginary;

    internal Arg AsArg() => Type switch
    {
        ScalarType.Int64 => integer,
        ScalarType.Bool => integer != 0,
        ScalarType.ComplexFloat64 => Arg.Complex([real, imaginary]),
        _ => real,
    };

    private static Scalar Whole(long value) => new(ScalarType.Int64, value, value);
    private static Scalar Floating(double value) => new(ScalarType.Float64, (long)value, value);

    public static implicit operator Scalar(byte value) => Whole(value);
    public static implicit operator Scalar(sbyte value) => Whole(value);
    public static implicit operator Scalar(short value) => Whole(value);
    public static implicit operator Scalar(int value) => Whole(value);
    public static implicit operator Scalar(long value) => Whole(value);
    public static implicit operator Scalar(float value) => Floating(value);
    public static implicit operator Scalar(double value) => Floating(value);
    public static implicit operator Scalar(Half value) => Floating((double)value);
    public static implicit operator Scalar(bool value) => new(ScalarType.Bool, value ? 1 : 0, value ? 1 : 0);
    public static implicit operator Scalar(Complex value) => new(ScalarType.ComplexFloat64, (long)value.Real, value.Real, value.Imaginary);
    public static implicit operator Scalar((float, float) value) => new Complex(value.Item1, value.Item2);
}

/// <summary>Conversions from and to <see cref="Scalar"/>.</summary>
public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;
    public static Scalar ToScalar(this sbyte value) => value;
    public static Scalar ToScalar(this short value) => value;
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this Half value) => value;
    public static Scalar ToScalar(this bool value) => value;
    public static Scalar ToScalar(this Complex value) => value;
    public static Scalar ToScalar(this (float, float) value) => value;
    public static Scalar ToBFloat16Scalar(this float value) => value;

    public static float ToSingle(this Scalar value) => (float)value.Real;
    public static double ToDouble(this Scalar value) => value.Real;
    public static Half ToHalf(this Scalar value) => (Half)value.Real;
    public static sbyte ToSByte(this Scalar value) => (sbyte)value.Integer;
    public static byte ToByte(this Scalar value) => (byte)value.Integer;
    public static short ToInt16(this Scalar value) => (short)value.Integer;
    public static int ToInt32(this Scalar value) => (int)value.Integer;
    public static long ToInt64(this Scalar value) => value.Integer;
    public static bool ToBoolean(this Scalar value) => value.Real != 0;
    public static Complex ToComplexFloat64(this Scalar value) => new(value.Real, value.Imaginary);
    public static (float Real, float Imaginary) ToComplexFloat32(this Scalar value) => ((float)value.Real, (float)value.Imaginary);
}
