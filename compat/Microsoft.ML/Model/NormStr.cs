using System.Collections;

namespace Microsoft.ML.Internal.Utilities;

// Strings of a model are written once, in a table behind it; the model itself holds their numbers.
internal sealed class NormStr
{
    private NormStr(ReadOnlyMemory<char> value, int id)
    {
        Value = value;
        Id = id;
    }

    public ReadOnlyMemory<char> Value { get; }

    public int Id { get; }

    internal sealed class Pool : IEnumerable<NormStr>
    {
        private readonly Dictionary<string, NormStr> _byText = [];
        private readonly List<NormStr> _items = [];

        public int Count => _items.Count;

        public NormStr Add(string text)
        {
            if (!_byText.TryGetValue(text, out var item))
            {
                item = new NormStr(text.AsMemory(), _items.Count);
                _byText.Add(text, item);
                _items.Add(item);
            }

            return item;
        }

        public NormStr Add(ReadOnlyMemory<char> text) => Add(text.ToString());

        public IEnumerator<NormStr> GetEnumerator() => _items.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
