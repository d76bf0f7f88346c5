using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>
/// Everything that determines how a training continues: named tensors on the CPU, and named numbers. Owns its tensors.
/// </summary>
internal sealed class TrainingState : IDisposable
{
    private readonly SortedDictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Copies a tensor into the state.</summary>
    public void Add(string name, Tensor value)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        _tensors.Add(name, value.detach().cpu().clone().DetachFromDisposeScope());
    }

    /// <summary>Copies the weights and buffers of a network into the state.</summary>
    public void Add(string prefix, nn.Module network)
    {
        foreach (var (name, value) in NetworkState.Of(network))
            Add($"{prefix}.{name}", value);
    }

    /// <summary>Adds a tensor and takes ownership of it.</summary>
    public void Take(string name, Tensor value) => _tensors.Add(name, value.DetachFromDisposeScope());

    public void Add(string name, long value) => _values.Add(name, value.ToString(CultureInfo.InvariantCulture));

    public void Add(string name, double value) => _values.Add(name, value.ToString("R", CultureInfo.InvariantCulture));

    public void Add(string name, string value) => _values.Add(name, value);

    /// <exception cref="InvalidDataException">The state has no such tensor, or one of another shape.</exception>
    public void CopyTo(string name, Tensor target)
    {
        using var noGradient = no_grad();
        if (!_tensors.TryGetValue(name, out var value))
            throw new InvalidDataException($"The training state has no '{name}'.");
        if (!value.shape.SequenceEqual(target.shape) || value.dtype != target.dtype)
        {
            throw new InvalidDataException(
                $"'{name}' is {value.dtype} [{string.Join(", ", value.shape)}] in the training state, " +
                $"where {target.dtype} [{string.Join(", ", target.shape)}] is expected.");
        }

        target.copy_(value);
    }

    /// <summary>Copies weights and buffers back into a network.</summary>
    /// <exception cref="InvalidDataException">The state lacks a tensor, or has one of another shape.</exception>
    public void CopyTo(string prefix, nn.Module network)
    {
        foreach (var (name, value) in NetworkState.Of(network))
            CopyTo($"{prefix}.{name}", value);
    }

    /// <exception cref="InvalidDataException">The state has no such tensor.</exception>
    public Tensor Tensor(string name) => _tensors.TryGetValue(name, out var value)
        ? value
        : throw new InvalidDataException($"The training state has no '{name}'.");

    /// <exception cref="InvalidDataException">The state has no such number.</exception>
    public long Integer(string name) =>
        long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidDataException($"'{name}' of the training state is not an integer.");

    /// <inheritdoc cref="Integer"/>
    public double Number(string name) =>
        double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidDataException($"'{name}' of the training state is not a number.");

    /// <inheritdoc cref="Integer"/>
    public string Text(string name) => _values.TryGetValue(name, out var value)
        ? value
        : throw new InvalidDataException($"The training state has no '{name}'.");

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
        _tensors.Clear();
    }
}

/// <summary>A part of a training with a state.</summary>
internal interface IStateful
{
    /// <summary>Adds the part's state, under names that begin with <paramref name="prefix"/>.</summary>
    void Capture(TrainingState state, string prefix);

    /// <summary>Restores the part's state.</summary>
    /// <exception cref="InvalidDataException">The state belongs to another part.</exception>
    void Restore(TrainingState state, string prefix);
}
