using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>Reads and writes a network's weights and buffers by name.</summary>
internal static class NetworkState
{
    /// <summary>The tensors of <c>state_dict</c>, in a fixed order. The tensors belong to the network.</summary>
    public static IReadOnlyList<(string Name, Tensor Value)> Of(nn.Module network) =>
        [.. network.state_dict().Select(entry => (entry.Key, entry.Value)).OrderBy(entry => entry.Key, StringComparer.Ordinal)];

    /// <summary>Copies the state of one network to another of the same architecture.</summary>
    public static void Copy(nn.Module from, nn.Module to) => Load(to, Of(from).ToDictionary(entry => entry.Name, entry => entry.Value), "the trained network");

    /// <summary>Copies weights into a network.</summary>
    /// <exception cref="InvalidDataException">A name is missing or unknown, or a shape differs; nothing was copied.</exception>
    public static void Load(nn.Module network, IReadOnlyDictionary<string, Tensor> state, string source)
    {
        using var noGradient = no_grad();
        var own = Of(network);
        foreach (var (name, target) in own)
        {
            if (!state.TryGetValue(name, out var value))
                throw new InvalidDataException($"The weights '{name}' of {network.GetName()} are missing in {source}.");
            if (!value.shape.SequenceEqual(target.shape))
            {
                throw new InvalidDataException(
                    $"The weights '{name}' of {network.GetName()} have the shape [{string.Join(", ", target.shape)}], " +
                    $"but [{string.Join(", ", value.shape)}] in {source}.");
            }
        }

        if (state.Keys.Except(own.Select(entry => entry.Name)).FirstOrDefault() is { } unknown)
            throw new InvalidDataException($"{source} has the weights '{unknown}', which {network.GetName()} does not know.");
        foreach (var (name, target) in own)
            target.copy_(state[name]);
    }

    /// <summary>A hash of all names and values.</summary>
    public static string Sha256(nn.Module network)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in Of(network))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(value.detach().cpu().contiguous().bytes);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
