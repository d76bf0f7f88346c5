using System.IO.Hashing;
using System.Text;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

/// <summary>The same weights as in inception_fixtures.py, which keep the numbers of all 94 convolutions alive.</summary>
internal static class InceptionWeights
{
    /// <summary>What the script computed with them; kept for all tests.</summary>
    public static IReadOnlyDictionary<string, Tensor> Expected { get; } = LoadExpected();

    public static Tensor Of(string name, params long[] shape)
    {
        var values = Pattern.Uniform((int)(Crc32.HashToUInt32(Encoding.ASCII.GetBytes(name)) >> 8), shape);
        if (shape.Length == 4)
            return values.mul_(Math.Sqrt(6.0 / (shape[1] * shape[2] * shape[3])));
        if (shape.Length == 2)
            return values.mul_(0.1);
        return name.EndsWith("bn.weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal)
            ? values.mul_(0.2).add_(1)
            : values.mul_(0.1);
    }

    /// <summary>Writes them as a user's file: as bfloat16, which halves what the tests write.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="change">Changes the weights of the file.</param>
    public static void Save(string path, int classes, Action<Dictionary<string, Tensor>>? change = null)
    {
        var all = new Dictionary<string, Tensor>();
        Tensor Keep(string name, params long[] shape) => all[name] = Of(name, shape).to(ScalarType.BFloat16).DetachFromDisposeScope();
        new InceptionV3(Keep, classes, InceptionPooling.Fid, CPU).Dispose();
        change?.Invoke(all);
        using (var file = File.Create(path))
            Safetensors.Write(file, [.. all.Select(entry => (entry.Key, entry.Value))]);
        foreach (var tensor in all.Values)
            tensor.Dispose();
    }

    private static IReadOnlyDictionary<string, Tensor> LoadExpected()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Networks", "inception.safetensors"));
        var tensors = Safetensors.Read(file);
        foreach (var tensor in tensors.Values)
            tensor.DetachFromDisposeScope();
        return tensors;
    }
}
