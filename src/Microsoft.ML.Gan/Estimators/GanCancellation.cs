namespace Microsoft.ML.Gan;

/// <summary>The behaviour of a cancelled training. With a checkpoint directory, its state is saved either way.</summary>
public enum GanCancellation
{
    /// <summary>Fit throws <see cref="OperationCanceledException"/>.</summary>
    Throw,

    /// <summary>Fit returns the transformer with the training done so far.</summary>
    Return,
}
