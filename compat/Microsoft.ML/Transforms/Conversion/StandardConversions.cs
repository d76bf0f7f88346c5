using System.Globalization;
using System.Numerics;
using System.Reflection;

namespace Microsoft.ML.Data;

// The conversions between primitive types that ML.NET has, and no others: signed among signed, unsigned among unsigned, all
// numbers to floats, floats not back to integers, everything to and from text.
internal static class StandardConversions
{
    private static readonly Type[] _signed = [typeof(sbyte), typeof(short), typeof(int), typeof(long)];
    private static readonly Type[] _unsigned = [typeof(byte), typeof(ushort), typeof(uint), typeof(ulong)];
    private static readonly Type[] _floats = [typeof(float), typeof(double)];
    private static readonly Type[] _times = [typeof(TimeSpan), typeof(DateTime), typeof(DateTimeOffset)];
    private static readonly Type _text = typeof(ReadOnlyMemory<char>);

    // A Func<TSource, TDestination> of the raw types, or null where there is no such conversion.
    public static Delegate? Find(DataViewType source, DataViewType destination)
    {
        var (from, to) = (source.RawType, destination.RawType);
        if (source is KeyDataViewType sourceKey)
        {
            if (destination is KeyDataViewType key ? key.Count != sourceKey.Count : !_unsigned.Contains(to))
                return null;
        }
        else if (destination is KeyDataViewType || !source.IsStandardScalar() || !destination.IsStandardScalar())
            return null;

        if (from == to)
            return Make(nameof(Identity), from);
        if (from == _text)
            return FromText(to);
        if (to == _text)
            return Make(nameof(ToText), from);
        if (from == typeof(bool))
            return _signed.Contains(to) || _floats.Contains(to) ? Make(nameof(FromBoolean), to) : null;
        if (_times.Contains(from))
            return to == typeof(long) || _floats.Contains(to) ? Make(nameof(FromTime), from, to) : null;
        if (_times.Contains(to))
            return null;
        if (to == typeof(bool))
            return Make(nameof(ToBoolean), from);
        if (_floats.Contains(to))
            return Make(nameof(Numeric), from, to);
        if (_signed.Contains(from) && _signed.Contains(to))
            return Make(nameof(Numeric), from, to);
        return _unsigned.Contains(from) && _unsigned.Contains(to) ? Make(nameof(Unsigned), from, to) : null;
    }

    // What a value is called in text columns and key names.
    public static ReadOnlyMemory<char> Format<T>(T value) => value switch
    {
        ReadOnlyMemory<char> text => text,
        float number => number.ToString("G7", CultureInfo.InvariantCulture).AsMemory(),
        double number => number.ToString("G17", CultureInfo.InvariantCulture).AsMemory(),
        DateTime time => time.ToString("o", CultureInfo.InvariantCulture).AsMemory(),
        DateTimeOffset time => time.ToString("o", CultureInfo.InvariantCulture).AsMemory(),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture).AsMemory(),
        _ => value?.ToString().AsMemory() ?? default,
    };

    private static Delegate Make(string name, params Type[] types)
        => (Delegate)typeof(StandardConversions).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(types).Invoke(null, null)!;

    private static Func<T, T> Identity<T>() => value => value;

    private static Func<T, ReadOnlyMemory<char>> ToText<T>() => Format;

    private static Func<TSource, TDestination> Numeric<TSource, TDestination>()
        where TSource : INumberBase<TSource>
        where TDestination : INumberBase<TDestination>
        => TDestination.CreateTruncating;

    // What does not fit an unsigned type is 0, a key's missing value.
    private static Func<TSource, TDestination> Unsigned<TSource, TDestination>()
        where TSource : IBinaryInteger<TSource>
        where TDestination : IBinaryInteger<TDestination>
        => value =>
        {
            var result = TDestination.CreateTruncating(value);
            return TSource.CreateTruncating(result) == value ? result : TDestination.Zero;
        };

    private static Func<T, bool> ToBoolean<T>() where T : INumberBase<T> => value => !T.IsZero(value);

    private static Func<bool, T> FromBoolean<T>() where T : INumberBase<T> => value => value ? T.One : T.Zero;

    private static Func<TTime, T> FromTime<TTime, T>() where T : INumberBase<T> => value => T.CreateTruncating(value switch
    {
        TimeSpan span => span.Ticks,
        DateTime time => time.Ticks,
        DateTimeOffset time => time.UtcDateTime.Ticks,
        _ => 0L,
    });

    private static Delegate? FromText(Type to)
    {
        if (to == typeof(bool))
            return (Func<ReadOnlyMemory<char>, bool>)(text => TextParsing.ParseBoolean(text.Span));
        if (to == typeof(TimeSpan))
            return (Func<ReadOnlyMemory<char>, TimeSpan>)(text => TextParsing.ParseTimeSpan(text.Span));
        if (to == typeof(DateTime))
            return (Func<ReadOnlyMemory<char>, DateTime>)(text => TextParsing.ParseDateTime(text.Span));
        if (to == typeof(DateTimeOffset))
            return (Func<ReadOnlyMemory<char>, DateTimeOffset>)(text => TextParsing.ParseDateTimeOffset(text.Span));
        return Make(_floats.Contains(to) ? nameof(FloatFromText) : nameof(IntegerFromText), to);
    }

    private static Func<ReadOnlyMemory<char>, T> FloatFromText<T>() where T : IFloatingPointIeee754<T>
        => text => TextParsing.ParseFloat<T>(text.Span);

    private static Func<ReadOnlyMemory<char>, T> IntegerFromText<T>() where T : IBinaryInteger<T>
        => text => TextParsing.ParseInteger<T>(text.Span);
}
