using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Data;

/// <summary>A vector of D numbers a row, or a single number (D = 1): N×D floats in a batch, as they are in the view.</summary>
internal sealed class NumberColumnReader : IColumnReader
{
    private const string Role = "number";

    private DataViewSchema.Column _column;

    /// <param name="schema">The schema.</param>
    /// <param name="columnName">The column: a vector of Single of known size, or a Single.</param>
    /// <param name="name">The name of the tensor in the batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or holds something else.</exception>
    public NumberColumnReader(DataViewSchema schema, string columnName, string name)
    {
        _column = SchemaError.Find(schema, Role, columnName);
        Name = name;
        Size = _column.Type switch
        {
            VectorDataViewType { IsKnownSize: true } vector when vector.ItemType == NumberDataViewType.Single => vector.Size,
            var type when type == NumberDataViewType.Single => 1,
            var type => throw SchemaError.Mismatch(Role, columnName, "a vector of Single of known size, or a Single", type.ToString()!),
        };
    }

    public string Name { get; }

    public string Title => $"Number column '{_column.Name}'";

    /// <summary>D.</summary>
    public int Size { get; }

    public IEnumerable<DataViewSchema.Column> Inputs => [_column];

    public int KeptBytes => Size * sizeof(float);

    public void Bind(DataViewSchema schema) => _column = schema[_column.Index];

    public IValueReader Open(DataViewRow row) => new ValueReader(this, row);

    public IColumnValues CreateValues(int count) => new NumberValues(count, Size);

    private sealed class ValueReader : IValueReader
    {
        private readonly NumberColumnReader _owner;
        private readonly DataViewRow _row;
        private readonly ValueGetter<VBuffer<float>>? _vector;
        private readonly ValueGetter<float>? _scalar;
        private VBuffer<float> _values;

        public ValueReader(NumberColumnReader owner, DataViewRow row)
        {
            (_owner, _row) = (owner, row);
            if (owner._column.Type is VectorDataViewType)
                _vector = row.GetGetter<VBuffer<float>>(owner._column);
            else
                _scalar = row.GetGetter<float>(owner._column);
        }

        public void Read(Span<byte> kept)
        {
            var numbers = MemoryMarshal.Cast<byte, float>(kept);
            if (_vector is null)
            {
                _scalar!(ref numbers[0]);
            }
            else
            {
                _vector(ref _values);
                if (_values.Length != numbers.Length)
                    throw Error($"there are {_values.Length} values, where {numbers.Length} were expected");
                _values.CopyTo(numbers);
            }

            for (var i = 0; i < numbers.Length; i++)
            {
                if (!float.IsFinite(numbers[i]))
                    throw Error($"value {numbers[i]} at index {i} is not a finite number");
            }
        }

        public void ReadFirst(ref byte[] kept)
        {
            if (kept.Length != _owner.KeptBytes)
                kept = new byte[_owner.KeptBytes];
            Read(kept);
        }

        public void Dispose()
        {
        }

        private InvalidOperationException Error(string problem) => new($"{_owner.Title}, row {_row.Position}: {problem}.");
    }
}

/// <summary>The numbers of one batch on the host.</summary>
internal sealed class NumberValues(int count, int size) : IColumnValues
{
    /// <summary>N×D.</summary>
    public float[] Numbers { get; } = new float[checked(count * size)];

    public void Set(int index, ReadOnlySpan<byte> kept, long epoch, ulong row) =>
        kept.CopyTo(MemoryMarshal.AsBytes(Numbers.AsSpan(index * size, size)));

    public Tensor ToTensor(Device device) => HostTensor.Of(Numbers, [count, size], device);
}
