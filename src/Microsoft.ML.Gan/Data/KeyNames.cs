using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Data;

/// <summary>The names of a key column's classes.</summary>
internal static class KeyNames
{
    private const string AnnotationKind = "KeyValues";

    /// <summary>The number of classes that a message names; the others are counted.</summary>
    private const int MostListed = 20;

    /// <summary>The names, in the order of the keys; empty if the column does not have them all or their type is not supported.</summary>
    public static IReadOnlyList<string> Of(DataViewSchema.Column column)
    {
        if (column.Type is not KeyDataViewType key || TypeOf(column) is not { } type)
            return [];
        IReadOnlyList<string> names = type.RawType switch
        {
            var raw when raw == typeof(ReadOnlyMemory<char>) => Read<ReadOnlyMemory<char>>(column),
            var raw when raw == typeof(byte) => Read<byte>(column),
            var raw when raw == typeof(sbyte) => Read<sbyte>(column),
            var raw when raw == typeof(ushort) => Read<ushort>(column),
            var raw when raw == typeof(short) => Read<short>(column),
            var raw when raw == typeof(uint) => Read<uint>(column),
            var raw when raw == typeof(ulong) => Read<ulong>(column),
            var raw when raw == typeof(int) => Read<int>(column),
            var raw when raw == typeof(long) => Read<long>(column),
            var raw when raw == typeof(float) => Read<float>(column),
            var raw when raw == typeof(double) => Read<double>(column),
            var raw when raw == typeof(bool) => Read<bool>(column),
            var raw when raw == typeof(DateTime) => Read<DateTime>(column),
            var raw when raw == typeof(DateTimeOffset) => Read<DateTimeOffset>(column),
            var raw when raw == typeof(TimeSpan) => Read<TimeSpan>(column),
            _ => [],
        };
        return (ulong)names.Count == key.Count ? names : [];
    }

    /// <summary>The type of the key values; null if the column does not have them.</summary>
    public static DataViewType? TypeOf(DataViewSchema.Column column) =>
        (column.Annotations.Schema.GetColumnOrNull(AnnotationKind)?.Type as VectorDataViewType)?.ItemType;

    /// <summary>The class name of a value.</summary>
    public static string TextOf<T>(T value) => FormattableString.Invariant($"{value}");

    /// <summary>The position of each class of a column among the known classes.</summary>
    /// <param name="role">What the column is, for the message.</param>
    /// <param name="column">A key column with the same number of classes.</param>
    /// <param name="known">The known names; empty to accept the keys unchanged.</param>
    /// <param name="whose">Whose classes these are: <c>the classes that the model was trained on</c>.</param>
    /// <returns>The position of each key among the known names; null if the order is the same, or one side has no names.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Both sides have names, and they are not the same.</exception>
    public static int[]? MapTo(string role, DataViewSchema.Column column, IReadOnlyList<string> known, string whose)
    {
        var names = Of(column);
        if (names.Count == 0 || known.Count == 0 || names.SequenceEqual(known))
            return null;
        return Places(names, known) ?? throw Different(role, column, known, whose);
    }

    /// <summary>The position of each name among the known ones; null if they are not the same names.</summary>
    public static int[]? Places(IReadOnlyList<string> names, IReadOnlyList<string> known)
    {
        if (names.Count != known.Count)
            return null;
        var places = new Dictionary<string, int>(Likeness.SameText);
        for (var i = 0; i < known.Count; i++)
            places.TryAdd(known[i], i);
        return places.Count == known.Count && names.Distinct(Likeness.SameText).Count() == names.Count && names.All(places.ContainsKey)
            ? [.. names.Select(name => places[name])]
            : null;
    }

    /// <summary>The exception for a column whose classes are not the known ones.</summary>
    public static ArgumentOutOfRangeException Different(string role, DataViewSchema.Column column, IReadOnlyList<string> known, string whose)
    {
        var names = Of(column);
        var expected = known.Count > 0 ? $"{whose} ({List(known)})" : whose;
        var found = names.Count > 0 ? $"{column.Type} ({List(names)})" : $"{column.Type}";
        var alike = names.Count > 0 && names.Select(name => name.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(known.Select(name => name.Trim()))
            ? ", which differ by case or blanks alone"
            : "";
        return SchemaError.Mismatch(role, column.Name, expected, $"{found}{alike}. Map it by the MapValueToKey that was fitted for the training, or by one with the same keyData");
    }

    /// <summary>Names for a message.</summary>
    public static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostListed)) + (names.Count > MostListed ? $", and {names.Count - MostListed} others" : "");

    private static string[] Read<T>(DataViewSchema.Column column)
    {
        VBuffer<T> names = default;
        column.Annotations.GetValue(AnnotationKind, ref names);
        return [.. names.DenseValues().Select(TextOf)];
    }
}
