namespace Microsoft.ML.Gan.Training;

/// <summary>An endless sequence of batches. The tensors of a batch belong to the current dispose scope.</summary>
internal interface IBatchSource
{
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Batch Next(CancellationToken cancellationToken);

    /// <summary>
    /// Adds the position of the next batch to the state. A resumed training opens the source at that position. A rollback does not move it back, so
    /// other batches follow.
    /// </summary>
    void Capture(TrainingState state, string prefix)
    {
    }
}
