namespace Microsoft.ML.Gan.Systems.ImageCnn;

/// <summary>Training batches of a classifier: images and the probabilities of their classes.</summary>
/// <param name="rows">The rows.</param>
/// <param name="mixing">How the images of a batch are mixed; null for no mixing.</param>
/// <param name="seed">The seed of the mixing.</param>
/// <param name="resumed">The state to resume from; null to start from the beginning.</param>
/// <param name="prefix">The prefix of the batches in that state.</param>
internal sealed class ClassBatches(RowBatches rows, BatchMixing? mixing, int seed, TrainingState? resumed, string prefix) : IBatchSource
{
    private const string CountName = ".count";

    private readonly HashSet<int> _classes = [];
    private long _count = resumed?.Integer(prefix + CountName) ?? 0;

    /// <returns>Images N×C×H×W in [-1, 1] and N×K probabilities.</returns>
    /// <exception cref="InvalidOperationException">All rows are of one class, or a row has no valid image or label.</exception>
    public Batch Next(CancellationToken cancellationToken)
    {
        var onHost = rows.NextOnHost(cancellationToken);
        RequireTwoClasses(onHost);
        var batch = rows.ToDevice(onHost);
        var (images, targets) = (batch[Batch.Real], batch[Batch.Condition]);
        if (mixing is not null)
            (images, targets) = mixing.Mix(images, targets, (ulong)seed, _count);
        _count++;
        return new Batch((Batch.Real, images), (ClassifierObjective.Targets, targets));
    }

    public void Capture(TrainingState state, string prefix)
    {
        rows.Capture(state, prefix);
        state.Add(prefix + CountName, _count);
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
