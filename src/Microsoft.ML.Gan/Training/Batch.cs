using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>Named tensors of N rows, on the training device. They belong to the dispose scope in which they were created.</summary>
internal sealed class Batch
{
    /// <summary>Real images, N×C×H×W in [-1, 1].</summary>
    public const string Real = "real";

    /// <summary>The condition of each row, N×K; K is 0 without a condition.</summary>
    public const string Condition = "condition";

    private readonly Dictionary<string, Tensor> _tensors;

    /// <param name="tensors">One or more tensors whose first dimension is N.</param>
    /// <exception cref="ArgumentException">There is no tensor, or they differ in N.</exception>
    public Batch(params IEnumerable<(string Name, Tensor Value)> tensors)
    {
        _tensors = tensors.ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);
        if (_tensors.Values.Select(value => value.shape[0]).Distinct().Count() != 1)
        {
            throw new ArgumentException(
                $"The tensors of a batch must have as many rows: {string.Join(", ", _tensors.Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]"))}.",
                nameof(tensors));
        }

        Count = (int)_tensors.Values.First().shape[0];
    }

    /// <summary>N, the number of rows.</summary>
    public int Count { get; }

    /// <summary>The index of the first row in the whole batch, for a micro-batch.</summary>
    public int Start { get; private init; }

    /// <exception cref="KeyNotFoundException">The batch has no such tensor.</exception>
    public Tensor this[string name] => _tensors.TryGetValue(name, out var value)
        ? value
        : throw new KeyNotFoundException($"The batch has no '{name}'; it has {string.Join(", ", _tensors.Keys)}.");

    /// <summary>The same batch with a tensor added or replaced.</summary>
    public Batch With(string name, Tensor value) =>
        new([.. _tensors.Where(entry => entry.Key != name).Select(entry => (entry.Key, entry.Value)), (name, value)]) { Start = Start };

    /// <summary>The batch as micro-batches of at most <paramref name="size"/> rows: views of this batch's tensors.</summary>
    public IReadOnlyList<Batch> Split(int size)
    {
        if (size >= Count)
            return [this];
        var parts = new List<Batch>();
        for (var start = 0; start < Count; start += size)
        {
            var (from, count) = (start, Math.Min(size, Count - start));
            parts.Add(new Batch(_tensors.Select(entry => (entry.Key, entry.Value.narrow(0, from, count)))) { Start = Start + from });
        }

        return parts;
    }
}
