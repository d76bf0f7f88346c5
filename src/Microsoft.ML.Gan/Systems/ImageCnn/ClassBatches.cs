using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.ImageCnn;

/// <summary>Batches of rows as a classifier learns from them: images and the probabilities of their classes.</summary>
internal sealed class ClassBatches(RowBatches rows, BatchMixing? mixing, int seed)
{
    private readonly HashSet<int> _classes = [];
    private long _count;

    /// <returns>Images N×C×H×W in [-1, 1] and N×K probabilities; they belong to the dispose scope in force.</returns>
    /// <exception cref="InvalidOperationException">All rows are of one class, or a row has no proper image or label.</exception>
    public (Tensor Images, Tensor Targets) Next(CancellationToken cancellationToken)
    {
        var onHost = rows.NextOnHost(cancellationToken);
        RequireTwoClasses(onHost);
        var batch = rows.ToDevice(onHost);
        var (images, targets) = (batch[Batch.Real], batch[Batch.Condition]);
        return mixing is null ? (images, targets) : mixing.Mix(images, targets, (ulong)seed, _count++);
    }

    /// <summary>Checks the classes until two were found, nearly always in the first batch.</summary>
    private void RequireTwoClasses(HostBatch batch)
    {
        if (_classes.Count >= 2)
            return;
        var conditions = batch.Values<ConditionValues>(Batch.Condition);
        for (var i = 0; i < batch.Count; i++)
            _classes.Add(conditions[i].IndexOf(1f));
        if (_classes.Count < 2 && batch.End.Epoch > 0)
            throw new InvalidOperationException("The rows are all of one class; a classifier needs at least two to tell apart.");
    }
}
