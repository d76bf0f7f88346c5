namespace Microsoft.ML.Gan.Training;

/// <summary>An endless sequence of batches. The tensors of a batch belong to the dispose scope in force when it is asked for.</summary>
internal interface IBatchSource
{
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Batch Next(CancellationToken cancellationToken);

    /// <summary>
    /// Adds the position of the next batch to the state. Whoever opens the source again starts it at that position; a rollback does not
    /// move it back, so that other batches follow.
    /// </summary>
    void Capture(TrainingState state, string prefix)
    {
    }
}
