using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class DataViewSchema
{
    // What a column says about its values beside their type: key names, slot names, normalization…
    public sealed class Annotations
    {
        private readonly Delegate[] _getters;

        internal Annotations(DataViewSchema schema, Delegate[] getters)
        {
            Schema = schema;
            _getters = getters;
            for (var i = 0; i < getters.Length; i++)
            {
                var expected = typeof(ValueGetter<>).MakeGenericType(schema[i].Type.RawType);
                if (!expected.IsInstanceOfType(getters[i]))
                    throw new ArgumentNullException(nameof(getters), $"Getter of type '{expected}' expected, but {getters[i]?.GetType()} found");
            }
        }

        public static Annotations Empty { get; } = new(new DataViewSchema([]), []);

        public DataViewSchema Schema { get; }

        public ValueGetter<TValue> GetGetter<TValue>(Column column)
        {
            if (column.Index >= _getters.Length)
                throw new ArgumentException("The column is not one of these annotations", nameof(column));
            return _getters[column.Index] as ValueGetter<TValue> ?? throw new InvalidOperationException($"Invalid call to '{nameof(GetGetter)}'");
        }

        public void GetValue<TValue>(string kind, ref TValue value)
        {
            var column = Schema.GetColumnOrNull(kind) ?? throw new InvalidOperationException($"Invalid call to '{nameof(GetValue)}'");
            GetGetter<TValue>(column)(ref value);
        }

        internal Delegate GetGetterInternal(int index) => _getters[index];

        public override string ToString() => string.Join(", ", Schema.Select(column => column.Name));

        public sealed class Builder
        {
            private readonly List<(DetachedColumn Column, Delegate Getter)> _items = [];

            public void Add(Annotations? annotations, Func<string, bool> selector)
            {
                if (annotations is null)
                    return;
                ArgumentNullException.ThrowIfNull(selector);
                foreach (var column in annotations.Schema)
                {
                    if (selector(column.Name))
                        _items.Add((new(column), annotations.GetGetterInternal(column.Index)));
                }
            }

            public void Add<TValue>(string name, DataViewType type, ValueGetter<TValue> getter, Annotations? annotations = null)
                => Add(name, type, (Delegate)getter, annotations);

            public void Add(string name, DataViewType type, Delegate getter, Annotations? annotations = null)
            {
                var column = new DetachedColumn(name, type, annotations);
                ArgumentNullException.ThrowIfNull(getter);
                if (getter.GetType() != typeof(ValueGetter<>).MakeGenericType(type.RawType))
                    throw new ArgumentException($"{nameof(getter)} must be of type 'ValueGetter<{type.RawType}>'", nameof(getter));
                _items.Add((column, getter));
            }

            public void AddPrimitiveValue<TValue>(string name, PrimitiveDataViewType type, TValue value, Annotations? annotations = null)
                => Add(name, type, (ref TValue dst) => dst = value, annotations);

            public Annotations ToAnnotations()
            {
                var builder = new DataViewSchema.Builder();
                foreach (var (column, _) in _items)
                    builder.AddColumn(column.Name, column.Type, column.Annotations);
                return new(builder.ToSchema(), _items.Select(item => item.Getter).ToArray());
            }
        }
    }
}
