using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>Finds and sets uninitialized weights of a user's network before training.</summary>
internal static class InitialWeights
{
    // Every in-place operation increments a tensor's version.
    private static readonly Lazy<jit.CompilationUnit> _script = new(() => jit.compile(
        """
        def version(value: Tensor) -> int:
            return value._version()

        """));

    /// <summary>Sets uninitialized weights of group normalizations to 1 and their biases to 0, as in PyTorch.</summary>
    /// <returns>The names of the parameters that were set.</returns>
    /// <remarks>TorchSharp's <c>nn.GroupNorm</c> is its only layer with uninitialized weights.</remarks>
    public static IReadOnlyList<string> SetGroupNormalizations(nn.Module network)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var names = new List<string>();
        foreach (var (name, module) in network.named_modules())
        {
            if (module is not GroupNorm { affine: true } layer)
                continue;
            Set($"{name}.{nameof(layer.weight)}", layer.weight, 1, zerosAreMeant: false);
            Set($"{name}.{nameof(layer.bias)}", layer.bias!, 0, zerosAreMeant: true);
        }

        return names;

        void Set(string name, Parameter parameter, double value, bool zerosAreMeant)
        {
            if (IsWritten(parameter) || IsMeant(parameter, zerosAreMeant))
                return;
            parameter.fill_(value);
            names.Add(name);
        }
    }

    /// <summary>
    /// Whether a parameter without in-place writes was assigned as a constant tensor: then all its values are equal. Uninitialized memory does not
    /// look like that, unless it is all zeros.
    /// </summary>
    private static bool IsMeant(Parameter parameter, bool zerosAreMeant)
    {
        var values = parameter.detach().flatten().to(ScalarType.Float32);
        var first = values[0].item<float>();
        return float.IsFinite(first) && (zerosAreMeant || first != 0) && values.eq(values[0]).all().item<bool>();
    }

    /// <summary>Whether an operation wrote to a tensor after its creation.</summary>
    internal static bool IsWritten(Tensor value)
    {
        using var version = _script.Value.invoke<Scalar>("version", value);
        return version.ToInt64() > 0;
    }
}
