using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// The state of a regularizer: named tensors, which are saved with the training and restored when it is resumed or rolled back.
/// </summary>
public sealed class GanRegularizerState : IStateful, IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors = [];
    private readonly Dictionary<string, Tensor> _restored = [];

    /// <summary>Returns a tensor of the state, to be changed in place; it outlives the step.</summary>
    /// <param name="name">Its name, unique within the regularizer.</param>
    /// <param name="first">Creates the tensor, on the device of the training, at the first call.</param>
    /// <exception cref="InvalidDataException">The resumed training has a tensor of another shape or type.</exception>
    public Tensor Get(string name, Func<Tensor> first)
    {
        ArgumentNullException.ThrowIfNull(first);
        if (_tensors.TryGetValue(name, out var known))
            return known;

        using var noGradient = no_grad();
        var made = first().detach().DetachFromDisposeScope();
        if (_restored.Remove(name, out var saved))
        {
            using (saved)
            {
                if (!saved.shape.SequenceEqual(made.shape) || saved.dtype != made.dtype)
                {
                    throw new InvalidDataException(
                        $"A regularizer's '{name}' is {saved.dtype} [{string.Join(", ", saved.shape)}] in the training state, " +
                        $"where {made.dtype} [{string.Join(", ", made.shape)}] is expected.");
                }

                made.copy_(saved);
            }
        }

        return _tensors[name] = made;
    }

    void IStateful.Capture(TrainingState state, string prefix)
    {
        foreach (var (name, value) in _tensors.Concat(_restored))
            state.Add($"{prefix}.{name}", value);
    }

    void IStateful.Restore(TrainingState state, string prefix)
    {
        Dispose();
        foreach (var (name, value) in state.Tensors)
        {
            if (name.StartsWith(prefix + ".", StringComparison.Ordinal))
                _restored.Add(name[(prefix.Length + 1)..], value.clone().DetachFromDisposeScope());
        }
    }

    /// <summary>Removes all tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values.Concat(_restored.Values))
            tensor.Dispose();
        _tensors.Clear();
        _restored.Clear();
    }
}
