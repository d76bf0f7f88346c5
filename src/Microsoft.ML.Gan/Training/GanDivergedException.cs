namespace Microsoft.ML.Gan;

/// <summary>
/// Training diverged: losses, gradients or weights were not finite, and rollbacks did not help or were disabled.
/// With a checkpoint directory, the last good state was saved there.
/// </summary>
public sealed class GanDivergedException : InvalidOperationException
{
    /// <summary>Creates an exception with the default message.</summary>
    public GanDivergedException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What happened, and what usually helps.</param>
    public GanDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with its cause.</summary>
    /// <param name="message">What happened, and what usually helps.</param>
    /// <param name="innerException">The cause.</param>
    public GanDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
