using System.Text.Json;
using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.ImageCnn;

/// <summary>
/// The values of a label column's keys, in the type of the column's annotation, so that <c>MapKeyToValue</c> maps predicted keys back to the original
/// values.
/// </summary>
internal abstract class LabelValues
{
    private const string KeyValues = "KeyValues";

    private static readonly LabelValues[] _kinds =
    [
        new Texts([]),
        new Values<byte>(NumberDataViewType.Byte, []),
        new Values<sbyte>(NumberDataViewType.SByte, []),
        new Values<ushort>(NumberDataViewType.UInt16, []),
        new Values<short>(NumberDataViewType.Int16, []),
        new Values<uint>(NumberDataViewType.UInt32, []),
        new Values<int>(NumberDataViewType.Int32, []),
        new Values<ulong>(NumberDataViewType.UInt64, []),
        new Values<long>(NumberDataViewType.Int64, []),
        new Values<float>(NumberDataViewType.Single, []),
        new Values<double>(NumberDataViewType.Double, []),
        new Values<bool>(BooleanDataViewType.Instance, []),
    ];

    /// <summary>The type of a value.</summary>
    public abstract PrimitiveDataViewType Type { get; }

    public abstract int Count { get; }

    /// <summary>The values as texts.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>The values of a key column; null if it has none, or if their type is not supported.</summary>
    public static LabelValues? Of(DataViewSchema.Column label) =>
        label.Type is KeyDataViewType key && label.Annotations.Schema.GetColumnOrNull(KeyValues)?.Type is VectorDataViewType type
        && KindOf(type.ItemType) is { } kind && kind.Read(label.Annotations) is var values && values.Count == (int)key.Count
            ? values
            : null;

    /// <summary>The type of the values of a column in a schema shape; null if <see cref="Of"/> will be null.</summary>
    public static DataViewType? TypeOf(SchemaShape.Column label)
    {
        var values = label.Annotations.FirstOrDefault(annotation => annotation.Name == KeyValues);
        return label.IsKey && values.Name == KeyValues && values.Kind == SchemaShape.Column.VectorKind.Vector && KindOf(values.ItemType) is { } kind
            ? kind.Type
            : null;
    }

    /// <summary>From a model's file.</summary>
    /// <exception cref="InvalidDataException">They were not written by <see cref="Save"/>.</exception>
    public static LabelValues Load(SavedLabelValues saved)
    {
        var kind = Array.Find(_kinds, kind => kind.TypeName == saved.Type)
            ?? throw new InvalidDataException($"a label cannot have values of the type '{saved.Type}'.");
        return kind.Parse(saved.Values);
    }

    public SavedLabelValues Save() => new(TypeName, Write());

    /// <summary>Adds them to a column's annotations.</summary>
    public abstract void AddTo(DataViewSchema.Annotations.Builder annotations, string name = KeyValues);

    /// <summary>The type's name in files.</summary>
    protected abstract string TypeName { get; }

    protected abstract LabelValues Read(DataViewSchema.Annotations annotations);

    protected abstract LabelValues Parse(JsonElement values);

    protected abstract JsonElement Write();

    private static LabelValues? KindOf(DataViewType type) => Array.Find(_kinds, kind => kind.Type.Equals(type));

    private class Values<T>(PrimitiveDataViewType type, T[] values) : LabelValues
    {
        public override PrimitiveDataViewType Type => type;

        public override int Count => values.Length;

        public override IReadOnlyList<string> Names => [.. values.Select(value => FormattableString.Invariant($"{value}"))];

        protected override string TypeName => typeof(T).Name;

        public override void AddTo(DataViewSchema.Annotations.Builder annotations, string name) =>
            annotations.Add(
                name,
                new VectorDataViewType(type, values.Length),
                (ref VBuffer<T> target) => target = new VBuffer<T>(values.Length, values));

        protected override LabelValues Read(DataViewSchema.Annotations annotations)
        {
            VBuffer<T> found = default;
            annotations.GetValue(KeyValues, ref found);
            return With([.. found.DenseValues()]);
        }

        protected override LabelValues Parse(JsonElement json) =>
            With(json.Deserialize<T[]>(ModelJson.Options) ?? throw new InvalidDataException("the values of the label are missing."));

        protected override JsonElement Write() => JsonSerializer.SerializeToElement(values, ModelJson.Options);

        protected virtual LabelValues With(T[] found) => new Values<T>(type, found);
    }

    private sealed class Texts(ReadOnlyMemory<char>[] values) : Values<ReadOnlyMemory<char>>(TextDataViewType.Instance, values)
    {
        protected override string TypeName => nameof(String);

        protected override LabelValues With(ReadOnlyMemory<char>[] found) => new Texts(found);

        protected override LabelValues Parse(JsonElement json)
        {
            var texts = json.Deserialize<string[]>(ModelJson.Options);
            return texts is not null && !texts.Contains(null)
                ? With([.. texts.Select(text => text.AsMemory())])
                : throw new InvalidDataException("the values of the label must be texts.");
        }

        protected override JsonElement Write() => JsonSerializer.SerializeToElement(Names, ModelJson.Options);
    }
}

/// <summary>The values of a label as JSON.</summary>
/// <param name="Type">The type of a value, as .NET names it.</param>
/// <param name="Values">A list of numbers or texts.</param>
internal sealed record SavedLabelValues(string Type, JsonElement Values);
