using System.Threading.Channels;

namespace WebApi;

/// <summary>
/// A bounded queue of requests in front of a fixed number of workers. Each worker has an engine of its own, since a
/// <c>PredictionEngine</c> may be used by one thread at a time.
/// </summary>
/// <typeparam name="TEngine">What computes.</typeparam>
internal sealed class WorkQueue<TEngine> : IAsyncDisposable
{
    private readonly Channel<Action<TEngine>> _waiting;
    private readonly Task[] _workers;

    /// <param name="newEngine">Makes the engine of a worker, before the constructor returns: one that cannot be made ends the service, not a request.</param>
    /// <param name="workers">The number of workers.</param>
    /// <param name="length">Requests that may wait.</param>
    public WorkQueue(Func<TEngine> newEngine, int workers, int length)
    {
        _waiting = Channel.CreateBounded<Action<TEngine>>(length);
        _workers = [.. Enumerable.Range(0, workers).Select(_ => newEngine()).ToArray().Select(engine => Task.Factory.StartNew(() => Work(engine), TaskCreationOptions.LongRunning))];
    }

    /// <summary>Requests that wait.</summary>
    public int Waiting => _waiting.Reader.Count;

    /// <summary>Computes a request on the next free worker.</summary>
    /// <exception cref="QueueFullException">Too many requests wait already.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before a worker began.</exception>
    public Task<T> Run<T>(Func<TEngine, T> compute, CancellationToken cancellationToken)
    {
        // The continuation answers the client; it must not run on the worker.
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isAccepted = _waiting.Writer.TryWrite(engine =>
        {
            if (cancellationToken.IsCancellationRequested)
            {
                result.TrySetCanceled(cancellationToken);
                return;
            }

            try
            {
                result.TrySetResult(compute(engine));
            }
            catch (Exception e)
            {
                result.TrySetException(e);
            }
        });
        return isAccepted ? result.Task : throw new QueueFullException();
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await Task.WhenAll(_workers);
    }

    private void Work(TEngine engine)
    {
        using var disposable = engine as IDisposable;
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_waiting.Reader.TryRead(out var compute))
                compute(engine);
        }
    }
}

/// <summary>All workers are busy and the queue is full: the client should come back later.</summary>
internal sealed class QueueFullException : Exception;
