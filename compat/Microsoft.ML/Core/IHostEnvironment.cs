using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.Runtime;

public interface IExceptionContext
{
    string ContextDescription { get; }

    TException Process<TException>(TException ex)
        where TException : Exception;
}

public interface IChannelProvider : IExceptionContext
{
    IChannel Start(string name);

    IPipe<TMessage> StartPipe<TMessage>(string name);
}

public interface IHostEnvironment : IChannelProvider, IProgressChannelProvider
{
    ComponentCatalog ComponentCatalog { get; }

    IHost Register(string name, int? seed = null, bool? verbose = null);
}

public interface IHost : IHostEnvironment
{
    Random Rand { get; }
}

// What the context knows beyond the public surface: components see the settings of MLContext through it.
internal interface IHostEnvironmentInternal : IHostEnvironment
{
    int? Seed { get; }

    string TempFilePath { get; set; }

    int? GpuDeviceId { get; set; }

    bool FallbackToCpu { get; set; }

    T GetOptionOrDefault<T>(string name);

    bool RemoveOption(string name);

    void SetOption<T>(string name, T value);

    bool TryAddOption<T>(string name, T value);

    bool TryGetOption<T>(string name, [MaybeNullWhen(false)] out T value);
}

internal interface ICancelable
{
    bool IsCanceled { get; }

    void CancelExecution();
}
