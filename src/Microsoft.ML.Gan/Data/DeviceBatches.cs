namespace Microsoft.ML.Gan;

/// <summary>Batches of named tensors as the adversarial loop takes them: real images and their condition.</summary>
internal sealed class DeviceBatches(RowBatches rows) : IBatchSource
{
    private const string Prefix = "data.";

    public TrainingBatch Next(CancellationToken cancellationToken)
    {
        var batch = rows.Next(cancellationToken);
        return new TrainingBatch(batch[Batch.Real], batch[Batch.Condition]);
    }

    public void Capture(TrainingState state) => rows.Capture(state, Prefix);

    /// <inheritdoc cref="RowBatches.PositionIn"/>
    public static RowPosition PositionIn(TrainingState state) => RowBatches.PositionIn(state, Prefix);
}
