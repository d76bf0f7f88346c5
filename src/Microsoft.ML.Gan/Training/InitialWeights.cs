using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>What the weights of a new network are before training begins, if its maker left some of them unset.</summary>
internal static class InitialWeights
{
    // Every operation that writes to a tensor in place counts its version up.
    private static readonly Lazy<jit.CompilationUnit> _script = new(() => jit.compile(
        """
        def version(value: Tensor) -> int:
            return value._version()

        """));

    /// <summary>Sets what nobody set of group normalizations: weights to 1 and biases to 0, as PyTorch's begin.</summary>
    /// <returns>The names of what was set.</returns>
    /// <remarks>TorchSharp's <c>nn.GroupNorm</c>, alone among its layers, leaves in its weights whatever was in memory.</remarks>
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
    /// Whether a parameter that was never written to was put there as it is, in the place of the layer's own: then all its values
    /// are one number. Memory does not look like that by chance, unless it is all zeros.
    /// </summary>
    private static bool IsMeant(Parameter parameter, bool zerosAreMeant)
    {
        var values = parameter.detach().flatten().to(ScalarType.Float32);
        var first = values[0].item<float>();
        return float.IsFinite(first) && (zerosAreMeant || first != 0) && values.eq(values[0]).all().item<bool>();
    }

    /// <summary>Whether an operation wrote to a tensor after it was made.</summary>
    internal static bool IsWritten(Tensor value)
    {
        using var version = _script.Value.invoke<Scalar>("version", value);
        return version.ToInt64() > 0;
    }
}
