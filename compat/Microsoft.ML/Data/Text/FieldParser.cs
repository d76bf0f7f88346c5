using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal delegate T FieldParser<out T>(ReadOnlyMemory<char> field);

// From the text of a field to a value, by the rules of conversion from text; only what cannot be read is an error here.
internal static class FieldParsers
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static Delegate Create(DataViewType itemType, TextLoader.Options options)
    {
        if (itemType is KeyDataViewType key)
        {
            return Type.GetTypeCode(key.RawType) switch
            {
                TypeCode.Byte => (FieldParser<byte>)(field => (byte)Key(field, key.Count)),
                TypeCode.UInt16 => (FieldParser<ushort>)(field => (ushort)Key(field, key.Count)),
                TypeCode.UInt32 => (FieldParser<uint>)(field => (uint)Key(field, key.Count)),
                _ => (FieldParser<ulong>)(field => Key(field, key.Count)),
            };
        }

        return itemType switch
        {
            TextDataViewType => (FieldParser<ReadOnlyMemory<char>>)(field => field),
            BooleanDataViewType => (FieldParser<bool>)Boolean,
            TimeSpanDataViewType => Exact<TimeSpan>(TimeSpan.TryParse),
            DateTimeDataViewType => Exact<DateTime>(DateTime.TryParse),
            DateTimeOffsetDataViewType => Exact<DateTimeOffset>(DateTimeOffset.TryParse),
            _ => Type.GetTypeCode(itemType.RawType) switch
            {
                TypeCode.Single => (FieldParser<float>)(field => IsNaN(field, options) ? float.NaN : TextParsing.ParseFloat<float>(Real(field, options))),
                TypeCode.Double => (FieldParser<double>)(field => IsNaN(field, options) ? double.NaN : TextParsing.ParseFloat<double>(Real(field, options))),
                TypeCode.SByte => (FieldParser<sbyte>)(field => TextParsing.ParseInteger<sbyte>(field.Span)),
                TypeCode.Byte => (FieldParser<byte>)(field => TextParsing.ParseInteger<byte>(field.Span)),
                TypeCode.Int16 => (FieldParser<short>)(field => TextParsing.ParseInteger<short>(field.Span)),
                TypeCode.UInt16 => (FieldParser<ushort>)(field => TextParsing.ParseInteger<ushort>(field.Span)),
                TypeCode.Int32 => (FieldParser<int>)(field => TextParsing.ParseInteger<int>(field.Span)),
                TypeCode.UInt32 => (FieldParser<uint>)(field => TextParsing.ParseInteger<uint>(field.Span)),
                TypeCode.Int64 => (FieldParser<long>)(field => TextParsing.ParseInteger<long>(field.Span)),
                TypeCode.UInt64 => (FieldParser<ulong>)(field => TextParsing.ParseInteger<ulong>(field.Span)),
                _ => throw Contracts.ExceptParam(nameof(itemType), $"Fields of text cannot be read as {itemType}"),
            },
        };
    }

    private delegate bool TryParse<T>(ReadOnlySpan<char> text, IFormatProvider? culture, out T value);

    private static FieldParser<T> Exact<T>(TryParse<T> parse)
        where T : struct
        => field => IsEmpty(field) ? default : parse(field.Span.Trim(), Invariant, out var value) ? value : throw Bad(field);

    private static bool IsNaN(ReadOnlyMemory<char> field, TextLoader.Options options) => options.MissingRealsAsNaNs && IsEmpty(field);

    private static ReadOnlySpan<char> Real(ReadOnlyMemory<char> field, TextLoader.Options options) =>
        options.DecimalMarker == '.' ? field.Span : field.Span.ToString().Replace(options.DecimalMarker, '.');

    private static bool Boolean(ReadOnlyMemory<char> field) =>
        TextParsing.ParseBoolean(field.Span.Trim())
        || (field.Span.Trim().ToString().ToLowerInvariant() is "" or "false" or "f" or "no" or "n" or "0" or "-1" or "-" ? false : throw Bad(field));

    // The text counts from zero, the key from one; what is out of range is missing.
    private static ulong Key(ReadOnlyMemory<char> field, ulong count) =>
        ulong.TryParse(field.Span.Trim(), NumberStyles.None, Invariant, out var value) && value < count ? value + 1 : 0;

    private static bool IsEmpty(ReadOnlyMemory<char> field) => field.Span.Trim().IsEmpty;

    private static Exception Bad(ReadOnlyMemory<char> field) => Contracts.Except($"Could not parse value '{field}'");
}
