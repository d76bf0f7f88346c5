using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>Writes and reads the weights of a network in a model.</summary>
internal static class NetworkWeights
{
    public static void Save(nn.Module network, IModelFiles files, string name) =>
        files.Write(name, stream => Safetensors.Write(stream, NetworkState.Of(network)));

    /// <summary>
    /// Creates a network and reads its weights. The declared sizes must match the data, and the options must match the declared sizes, before memory
    /// is allocated.
    /// </summary>
    /// <param name="files">The model.</param>
    /// <param name="name">The part with the weights.</param>
    /// <param name="count">The number of the network's weights, or a lower bound; null if the architecture does not know it.</param>
    /// <param name="create">Creates the network.</param>
    /// <param name="mustBeFinite">Whether to refuse infinities and NaN.</param>
    /// <exception cref="InvalidDataException">The part does not hold the weights of such a network.</exception>
    public static TNetwork Load<TNetwork>(IModelFiles files, string name, Func<long>? count, Func<TNetwork> create, bool mustBeFinite)
        where TNetwork : nn.Module =>
        ModelPart.Read(name, () =>
        {
            using var stream = files.OpenRead(name);
            var header = Safetensors.ReadHeader(stream, stream.Length);
            if (count is not null)
                CheckSize(count, header);
            var network = create();
            try
            {
                CheckTensors(network, header);
                using var scope = NewDisposeScope();
                var state = Safetensors.ReadTensors(stream, header);
                if (mustBeFinite && FirstNotFinite(state.Select(entry => (entry.Key, entry.Value))) is { } bad)
                    throw new InvalidDataException($"the weights '{bad}' are not finite: the file is damaged, or its training diverged.");
                NetworkState.Load(network, state, name);
                return network;
            }
            catch
            {
                network.Release();
                throw;
            }
        });

    /// <summary>The first tensor with a NaN or an infinity; null when there is none.</summary>
    public static string? FirstNotFinite(IEnumerable<(string Name, Tensor Value)> weights)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (name, value) in weights)
        {
            if (IsFloating(value.dtype) && value.numel() > 0 && !value.isfinite().all().item<bool>())
                return name;
        }

        return null;
    }

    private static void CheckSize(Func<long> count, SafetensorsHeader header)
    {
        long needed;
        try
        {
            needed = count();
        }
        catch (OverflowException)
        {
            needed = long.MaxValue;
        }

        if (needed > header.ElementCount)
        {
            throw new InvalidDataException(
                $"the options describe a network of {(needed == long.MaxValue ? "more than any memory's" : $"at least {needed}")} weights, and {header.ElementCount} are there.");
        }
    }

    private static void CheckTensors(nn.Module network, SafetensorsHeader header)
    {
        var declared = header.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        foreach (var (name, own) in NetworkState.Of(network))
        {
            if (!declared.Remove(name, out var entry))
                throw new InvalidDataException($"the weights '{name}' of {network.GetName()} are missing.");
            if (!entry.Shape.SequenceEqual(own.shape))
            {
                throw new InvalidDataException(
                    $"the weights '{name}' of {network.GetName()} have the shape [{string.Join(", ", entry.Shape)}], " +
                    $"but the options ask for [{string.Join(", ", own.shape)}].");
            }

            // Half and double precision become the network's own; a count cannot become a weight.
            if (entry.Type != own.dtype && !(IsFloating(entry.Type) && IsFloating(own.dtype)))
                throw new InvalidDataException($"the weights '{name}' of {network.GetName()} are of type {entry.Type}, but {own.dtype} is expected.");
        }

        if (declared.Count > 0)
            throw new InvalidDataException($"{network.GetName()} has no weights '{declared.Keys.First()}'.");
    }

    private static bool IsFloating(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;
}
