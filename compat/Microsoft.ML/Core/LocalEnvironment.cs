using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// A host of the tree under one MLContext. The root is MLContext's own; each component registers a child of it, with a random
// number generator of its own that is drawn from its parent's, so that the same sequence of calls gives the same numbers.
internal sealed class LocalEnvironment : IHost, IHostEnvironmentInternal, ICancelable
{
    private readonly object _gate = new();
    private readonly Action<string, ChannelMessage> _listener;
    private readonly ConcurrentDictionary<string, object?> _options;
    private readonly List<WeakReference<LocalEnvironment>> _children = [];
    private readonly LocalEnvironment? _parent;
    private readonly Random _rand;
    private readonly string _name;
    private volatile bool _canceled;

    public LocalEnvironment(int? seed, Action<string, ChannelMessage> listener)
    {
        Seed = seed;
        _listener = listener;
        _options = new();
        _name = "";
        _rand = seed is int known ? new Random(known) : new Random();
        ComponentCatalog = new ComponentCatalog();
        TempFilePath = Path.GetTempPath();
    }

    private LocalEnvironment(LocalEnvironment parent, string name, Random rand)
    {
        _parent = parent;
        _listener = parent._listener;
        _options = parent._options;
        _name = name;
        _rand = rand;
        _canceled = parent._canceled;
        Seed = parent.Seed;
        ComponentCatalog = parent.ComponentCatalog;
        TempFilePath = parent.TempFilePath;
        GpuDeviceId = parent.GpuDeviceId;
        FallbackToCpu = parent.FallbackToCpu;
    }

    public int? Seed { get; }

    public Random Rand => _rand;

    public ComponentCatalog ComponentCatalog { get; }

    public string TempFilePath { get; set; }

    public int? GpuDeviceId { get; set; }

    public bool FallbackToCpu { get; set; }

    public bool IsCanceled => _canceled;

    public string ContextDescription => FullName;

    internal string FullName => _parent is null || _parent.FullName.Length == 0 ? _name : $"{_parent.FullName}; {_name}";

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        ex.Data["Throwing component"] = _name;
        return Contracts.Mark(ex);
    }

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        lock (_gate)
        {
            var child = new LocalEnvironment(this, name, new Random(seed ?? _rand.Next()));
            // Weak, because hosts are never disposed: those nobody holds any more fall out.
            if (_children.Count > 64)
                _children.RemoveAll(reference => !reference.TryGetTarget(out _));
            _children.Add(new(child));
            return child;
        }
    }

    public IChannel Start(string name) => new Channel(this, name);

    public IPipe<TMessage> StartPipe<TMessage>(string name) => new SilentPipe<TMessage>(this);

    public IProgressChannel StartProgressChannel(string name)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        return new ProgressChannel();
    }

    public void CancelExecution()
    {
        lock (_gate)
        {
            _canceled = true;
            foreach (var reference in _children)
            {
                if (reference.TryGetTarget(out var child))
                    child.CancelExecution();
            }
        }
    }

    public T GetOptionOrDefault<T>(string name) => TryGetOption<T>(name, out var value) ? value : default!;

    public bool RemoveOption(string name) => _options.TryRemove(name, out _);

    public void SetOption<T>(string name, T value) => _options[name] = value;

    public bool TryAddOption<T>(string name, T value) => _options.TryAdd(name, value);

    public bool TryGetOption<T>(string name, [MaybeNullWhen(false)] out T value)
    {
        if (_options.TryGetValue(name, out var stored))
        {
            value = (T)stored!;
            return true;
        }

        value = default;
        return false;
    }

    private sealed class Channel : IChannel
    {
        private readonly LocalEnvironment _host;
        private readonly string _name;
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private bool _disposed;

        public Channel(LocalEnvironment host, string name)
        {
            _host = host;
            _name = name;
            Send(new(ChannelMessageKind.Trace, MessageSensitivity.None, "Channel started"));
        }

        public string ContextDescription => _host.FullName.Length == 0 ? _name : $"{_host.FullName}; {_name}";

        public TException Process<TException>(TException ex)
            where TException : Exception
        {
            ex.Data["Phase"] = _name;
            return _host.Process(ex);
        }

        public void Send(ChannelMessage msg) => _host._listener(ContextDescription, msg);

        public void Trace(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Trace, sensitivity, fmt));

        public void Trace(MessageSensitivity sensitivity, string fmt, params object?[] args)
            => Send(new(ChannelMessageKind.Trace, sensitivity, fmt, args));

        public void Info(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Info, sensitivity, fmt));

        public void Info(MessageSensitivity sensitivity, string fmt, params object?[] args)
            => Send(new(ChannelMessageKind.Info, sensitivity, fmt, args));

        public void Warning(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Warning, sensitivity, fmt));

        public void Warning(MessageSensitivity sensitivity, string fmt, params object?[] args)
            => Send(new(ChannelMessageKind.Warning, sensitivity, fmt, args));

        public void Error(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Error, sensitivity, fmt));

        public void Error(MessageSensitivity sensitivity, string fmt, params object?[] args)
            => Send(new(ChannelMessageKind.Error, sensitivity, fmt, args));

        public void Dispose()
        {
            if (_disposed)
                return;
            _disposed = true;
            Send(new(ChannelMessageKind.Trace, MessageSensitivity.None, "Channel finished. Elapsed {0:c}.", [_watch.Elapsed]));
            Send(new(ChannelMessageKind.Trace, MessageSensitivity.None, "Channel disposed"));
        }
    }

    // Nobody can listen to pipes of other messages through the public surface.
    private sealed class SilentPipe<TMessage>(LocalEnvironment host) : IPipe<TMessage>
    {
        public string ContextDescription => host.ContextDescription;

        public TException Process<TException>(TException ex)
            where TException : Exception
            => host.Process(ex);

        public void Send(TMessage msg)
        {
        }

        public void Dispose()
        {
        }
    }

    // Checkpoints reach no public listener either; arguments are still checked, so that wrong use shows here as well.
    private sealed class ProgressChannel : IProgressChannel
    {
        private bool _disposed;

        public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
        {
            Contracts.CheckValue(header, nameof(header));
            Contracts.CheckValue(fillAction, nameof(fillAction));
        }

        public void Checkpoint(params double?[] values)
        {
            Contracts.Check(!_disposed, "The progress channel is disposed");
            Contracts.CheckValue(values, nameof(values));
        }

        public IProgressChannel StartProgressChannel(string name) => new ProgressChannel();

        public void Dispose() => _disposed = true;
    }
}
