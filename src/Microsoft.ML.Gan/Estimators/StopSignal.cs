using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Estimators;

/// <summary>One token for both ways to stop a training: the options' token and <c>MLContext.CancelExecution</c>.</summary>
internal sealed class StopSignal : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(200);
    private readonly CancellationTokenSource _source;
    private readonly Timer _timer;

    public StopSignal(IHostEnvironment environment, CancellationToken token)
    {
        var source = _source = CancellationTokenSource.CreateLinkedTokenSource(token);
        // ML.NET's own signal can only be polled.
        _timer = new Timer(_ => Poll(environment, source), null, TimeSpan.Zero, _interval);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private static void Poll(IHostEnvironment environment, CancellationTokenSource source)
    {
        try
        {
            if (MlNet.IsCanceled(environment))
                source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The training ended between two polls.
        }
    }
}
