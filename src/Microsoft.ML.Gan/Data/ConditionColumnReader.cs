using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Data;

/// <summary>
/// The label columns that a GAN is conditioned on: N×K floats in a batch. A class is kept as its number. Without label columns K is 0.
/// </summary>
internal sealed class ConditionColumnReader(ConditionColumns? columns, string name = Batch.Condition) : IColumnReader
{
    private readonly LabelFacts[] _labels = [.. columns?.Columns.Select(column => new LabelFacts(column)) ?? []];

    public string Name => name;

    public string Title => $"Label column {string.Join(" and ", Columns?.Columns.Select(column => $"'{column.Name}'") ?? ["(none)"])}";

    /// <summary>The label columns; null where there are none.</summary>
    public ConditionColumns? Columns { get; private set; } = columns;

    /// <summary>K.</summary>
    public int Size => Columns?.Size ?? 0;

    public IEnumerable<DataViewSchema.Column> Inputs => Columns?.Inputs ?? [];

    public int KeptBytes => sizeof(float) * (Columns?.CompactSize ?? 0);

    public void Bind(DataViewSchema schema) => Columns = Columns?.In(schema);

    public IValueReader Open(DataViewRow row) => new ValueReader(this, row);

    public IEnumerable<string> Problems(long rows, bool isComplete) => _labels.SelectMany(label => label.Problems(isComplete));

    /// <summary>The number of classes with rows in the first pass; null if the label column has no classes.</summary>
    public int? ClassesWithRows(int label) => _labels[label].ClassesWithRows;

    /// <summary>The class of the first key column, of a kept value.</summary>
    public int ClassOf(ReadOnlySpan<byte> kept) => (int)MemoryMarshal.Cast<byte, float>(kept)[Columns!.FirstKey()!.Value.Index];

    /// <summary>From a kept value to K floats.</summary>
    public void Expand(ReadOnlySpan<byte> kept, Span<float> condition) => Columns?.Expand(MemoryMarshal.Cast<byte, float>(kept), condition);

    public IColumnValues CreateValues(int count) => new ConditionValues(this, count);

    private sealed class ValueReader(ConditionColumnReader owner, DataViewRow row) : IValueReader
    {
        private readonly ConditionsReader? _reader = owner.Columns?.OpenReader(row);

        public void Read(Span<byte> kept) => _reader?.ReadCompact(MemoryMarshal.Cast<byte, float>(kept));

        public void ReadFirst(ref byte[] kept)
        {
            if (kept.Length != owner.KeptBytes)
                kept = new byte[owner.KeptBytes];
            Read(kept);
        }

        public void Accept(ReadOnlySpan<byte> kept)
        {
            var compact = MemoryMarshal.Cast<byte, float>(kept);
            foreach (var label in owner._labels)
            {
                label.Add(compact);
                compact = compact[label.Column.CompactSize..];
            }
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>The conditions of one batch on the host.</summary>
internal sealed class ConditionValues(ConditionColumnReader column, int count) : IColumnValues
{
    private readonly int _size = column.Size;

    /// <summary>N×K.</summary>
    public float[] Conditions { get; } = new float[checked(count * column.Size)];

    /// <summary>The condition of one row of the batch.</summary>
    public Span<float> this[int index] => Conditions.AsSpan(index * _size, _size);

    public void Set(int index, ReadOnlySpan<byte> kept, long epoch, ulong row) => column.Expand(kept, this[index]);

    public Tensor ToTensor(Device device) => _size == 0 ? zeros([count, 0], device: device) : HostTensor.Of(Conditions, [count, _size], device);
}
