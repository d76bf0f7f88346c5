namespace Microsoft.ML.Gan;

/// <summary>
/// Training diverged: losses, gradients or weights ceased to be finite, and putting it back did not help or was not wanted.
/// With a checkpoint directory, the last good state was saved there.
/// </summary>
public sealed class GanDivergedException : InvalidOperationException
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public GanDivergedException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What happened, and what usually helps.</param>
    public GanDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with its cause.</summary>
    /// <param name="message">What happened, and what usually helps.</param>
    /// <param name="innerException">The cause.</param>
    public GanDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
