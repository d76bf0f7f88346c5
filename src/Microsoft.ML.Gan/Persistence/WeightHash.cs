using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>A hash of weights by name, whatever file and precision they came in.</summary>
internal static class WeightHash
{
    /// <returns>SHA-256 of names and float32 values, 64 lower-case digits.</returns>
    public static string Of(SortedDictionary<string, Tensor> weights)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in weights)
        {
            using var scope = NewDisposeScope();
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(value.to(ScalarType.Float32).cpu().contiguous().bytes);
        }

        return Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
    }
}
