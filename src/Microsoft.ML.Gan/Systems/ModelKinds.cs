using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems;

/// <summary>The kinds of models that transformers are loaded from. A new kind is one entry.</summary>
internal static class ModelKinds
{
    private static readonly Dictionary<string, Entry> _kinds = new(StringComparer.Ordinal)
    {
        [GanModel.Kind] = Of(GanModel.Load),
        [ImageCnnModel.Kind] = Of(ImageCnnModel.Load),
    };

    /// <summary>Loads a model to the device that the context asks for.</summary>
    /// <exception cref="InvalidDataException">The files are not a model that can be read, or one of another kind; the message says which.</exception>
    public static TModel Load<TModel>(IHostEnvironment environment, IModelFiles files)
        where TModel : class, IDisposable => Load<TModel>(files, DeviceOf(environment));

    /// <summary>Loads a model of a kind that its system names, to the device that the context asks for.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="files">The model.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="load">Loads it.</param>
    /// <exception cref="InvalidDataException">The files are not a model that can be read, or one of another kind; the message says which.</exception>
    public static TModel Load<TModel>(IHostEnvironment environment, IModelFiles files, string kind, Func<ModelBundle, Device, TModel> load) =>
        load(ModelBundle.Read(files, kind), DeviceOf(environment));

    /// <inheritdoc cref="Load{TModel}(IHostEnvironment, IModelFiles)"/>
    /// <param name="files">The model.</param>
    /// <param name="device">The device.</param>
    public static TModel Load<TModel>(IModelFiles files, Device device)
        where TModel : class, IDisposable
    {
        var bundle = ModelBundle.Read(files, _kinds.Keys);
        var found = _kinds[bundle.Kind];
        if (found.Model != typeof(TModel))
        {
            var expected = _kinds.First(kind => kind.Value.Model == typeof(TModel)).Key;
            throw new InvalidDataException($"{ModelIndex.FileName}: the model is of the kind '{bundle.Kind}', and '{expected}' is expected.");
        }

        return (TModel)found.Load(bundle, device);
    }

    private static Device DeviceOf(IHostEnvironment environment)
    {
        using var channel = environment.Start("Loading");
        var (gpu, fallback) = MlNet.DeviceOf(environment);
        return ComputeDevice.Resolve(null, gpu, fallback, problem => channel.Warning(MessageSensitivity.None, problem));
    }

    private static Entry Of<TModel>(Func<ModelBundle, Device, TModel> load)
        where TModel : class, IDisposable => new(typeof(TModel), load);

    private sealed record Entry(Type Model, Func<ModelBundle, Device, IDisposable> Load);
}
