using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests;

/// <summary>What PyTorch computed (make_fixtures.py), by name.</summary>
internal static class PyTorchFixture
{
    public static IReadOnlyDictionary<string, Tensor> Load(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".safetensors"));
        return Safetensors.Read(file);
    }
}
