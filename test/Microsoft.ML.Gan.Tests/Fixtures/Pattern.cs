using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests;

/// <summary>Numbers that look random and are the same here and in pattern.py: a hash of a salt and an index, exact in float32.</summary>
internal static class Pattern
{
    /// <summary>A tensor of values in [-1, 1).</summary>
    public static Tensor Uniform(int salt, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
        {
            var x = unchecked(((uint)i * 2654435769) + (uint)(salt * 2246822507L));
            x = unchecked((x ^ (x >> 16)) * 0x7FEB352D);
            x = unchecked((x ^ (x >> 16)) * 0x846CA68B);
            x ^= x >> 15;
            values[i] = ((x >> 8) / (float)(1 << 23)) - 1;
        }

        using var shared = tensor(values, shape); // referenced until it is copied, or the garbage collector may free it meanwhile
        return shared.clone(); // in memory that is aligned as libtorch's own, so that results do not differ in the last bit
    }

    /// <summary>Sets every parameter of a module, in the order of its names: what multiplies a normalized value lies near 1.</summary>
    public static void Fill(nn.Module module, int salt, double scale)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (name, parameter) in module.named_parameters().OrderBy(entry => entry.name, StringComparer.Ordinal))
        {
            var values = Uniform(salt++, parameter.shape);
            if (parameter.dim() > 1)
                parameter.copy_(scale * values);
            else if (name.EndsWith("bias", StringComparison.Ordinal))
                parameter.copy_(0.1 * values);
            else
                parameter.copy_(1 + (0.2 * values));
        }
    }

    /// <summary>Sets the singular vectors of a module's spectral normalizations, in the order of their names.</summary>
    public static void FillSingularVectors(nn.Module module, int salt)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (_, vector) in module.named_buffers().Where(IsSingularVector).OrderBy(entry => entry.name, StringComparer.Ordinal))
            vector.copy_(nn.functional.normalize(Uniform(salt++, vector.shape), dim: 0));

        static bool IsSingularVector((string name, Tensor buffer) entry) =>
            entry.name.EndsWith("weight_u", StringComparison.Ordinal) || entry.name.EndsWith("weight_v", StringComparison.Ordinal);
    }

    /// <summary>The classes of a batch, one-hot; N×0 when there are none.</summary>
    public static Tensor OneHot(int count, int classes)
    {
        var values = new float[count * classes];
        for (var i = 0; i < count && classes > 0; i++)
            values[(i * classes) + (i * 3 % classes)] = 1;
        using var shared = tensor(values, [count, classes]);
        return shared.clone();
    }
}
