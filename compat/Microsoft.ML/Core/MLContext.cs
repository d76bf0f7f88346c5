using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

// Where everything starts: the environment of a run and the catalogs that hand out its parts.
public sealed class MLContext : IHostEnvironmentInternal
{
    private readonly LocalEnvironment _env;

    public MLContext(int? seed = null)
    {
        _env = new(seed, (source, message) => Log?.Invoke(this, new(message.Message, message.Kind, source)));
        BinaryClassification = new(_env);
        MulticlassClassification = new(_env);
        AnomalyDetection = new(_env);
        Transforms = new(_env);
        Model = new(_env);
        Data = new(_env);
    }

    public event EventHandler<LoggingEventArgs>? Log;

    public BinaryClassificationCatalog BinaryClassification { get; }

    public MulticlassClassificationCatalog MulticlassClassification { get; }

    public AnomalyDetectionCatalog AnomalyDetection { get; }

    public TransformsCatalog Transforms { get; }

    public ModelOperationsCatalog Model { get; }

    public DataOperationsCatalog Data { get; }

    public ComponentCatalog ComponentCatalog => _env.ComponentCatalog;

    public string TempFilePath
    {
        get => _env.TempFilePath;
        set => _env.TempFilePath = value;
    }

    public int? GpuDeviceId
    {
        get => _env.GpuDeviceId;
        set => _env.GpuDeviceId = value;
    }

    public bool FallbackToCpu
    {
        get => _env.FallbackToCpu;
        set => _env.FallbackToCpu = value;
    }

    public T GetOptionOrDefault<T>(string name) => _env.GetOptionOrDefault<T>(name);

    public bool RemoveOption(string name) => _env.RemoveOption(name);

    public void SetOption<T>(string name, T value) => _env.SetOption(name, value);

    public bool TryAddOption<T>(string name, T value) => _env.TryAddOption(name, value);

    public bool TryGetOption<T>(string name, [MaybeNullWhen(false)] out T value) => _env.TryGetOption(name, out value);

    internal void CancelExecution() => _env.CancelExecution();

    int? IHostEnvironmentInternal.Seed => _env.Seed;

    string IExceptionContext.ContextDescription => _env.ContextDescription;

    TException IExceptionContext.Process<TException>(TException ex) => _env.Process(ex);

    IHost IHostEnvironment.Register(string name, int? seed, bool? verbose) => _env.Register(name, seed, verbose);

    IChannel IChannelProvider.Start(string name) => _env.Start(name);

    IPipe<TMessage> IChannelProvider.StartPipe<TMessage>(string name) => _env.StartPipe<TMessage>(name);

    IProgressChannel IProgressChannelProvider.StartProgressChannel(string name) => _env.StartProgressChannel(name);
}
