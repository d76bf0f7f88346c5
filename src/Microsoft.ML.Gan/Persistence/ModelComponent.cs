using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>A network of a bundle that is read: a folder with its configuration and its weights.</summary>
internal sealed class ModelComponent(IModelFiles files, string folder)
{
    /// <summary>The part that holds the configuration, for error messages.</summary>
    public string ConfigName => ConfigNameIn(folder);

    public static string ConfigNameIn(string folder) => $"{folder}/config.json";

    public static string WeightsNameIn(string folder) => $"{folder}/model.safetensors";

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="InvalidDataException">The part is missing or not valid.</exception>
    public TConfig ReadConfig<TConfig>() => ModelJson.Deserialize<TConfig>(ModelJson.Read(files, ConfigName), ConfigName);

    /// <inheritdoc cref="NetworkWeights.Load{TNetwork}"/>
    public TNetwork LoadNetwork<TNetwork>(Func<long>? count, Func<TNetwork> create, bool mustBeFinite)
        where TNetwork : nn.Module => NetworkWeights.Load(files, WeightsNameIn(folder), count, create, mustBeFinite);
}

/// <summary>A network of a bundle that is written.</summary>
/// <param name="Name">Its name, which is that of its folder.</param>
/// <param name="Config">All that is needed to make the network again; serialized as JSON.</param>
/// <param name="Network">The network.</param>
internal sealed record SavedComponent(string Name, object Config, nn.Module Network);
