using System.Runtime.InteropServices;

namespace MlGan.Cli.Runs;

/// <summary>
/// Ctrl-C: the first asks the training to save and to stop, the second ends the program at once. A request to terminate (SIGTERM)
/// counts as the first.
/// </summary>
internal sealed class InterruptSignal : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="output">Is told when the signal came.</param>
    /// <param name="message">What it is told.</param>
    public InterruptSignal(Output output, string message = "Saving after this step. Ctrl-C again ends at once.")
    {
        void Handle(PosixSignalContext context)
        {
            if (_stop.IsCancellationRequested)
                return; // the default: the program ends

            context.Cancel = true;
            output.Error.WriteLine(message);
            _stop.Cancel();
        }

        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }
}
