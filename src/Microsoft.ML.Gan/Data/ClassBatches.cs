using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Batches of rows as what a classifier learns from: images and the probabilities of their classes.</summary>
internal sealed class ClassBatches(BatchReader reader, Device device, BatchMixing? mixing, int seed)
{
    private readonly HashSet<int> _classes = [];
    private long _count;

    /// <returns>Images N×C×H×W in [-1, 1] and N×K probabilities; they belong to the dispose scope in force.</returns>
    /// <exception cref="InvalidOperationException">All rows are of one class, or a row has no proper image or label.</exception>
    public (Tensor Images, Tensor Targets) Next(CancellationToken cancellationToken)
    {
        var batch = reader.Next(cancellationToken);
        RequireTwoClasses(batch);
        var images = Pixels.ToTensor(batch.Pixels, batch.Count, reader.Shape, device);
        var targets = tensor(batch.Conditions, [batch.Count, batch.Conditions.Length / batch.Count]).to(device);
        return mixing is null ? (images, targets) : mixing.Mix(images, targets, (ulong)seed, _count++);
    }

    /// <summary>Looks at classes until it has seen two, which is nearly always in the first batch.</summary>
    private void RequireTwoClasses(ImageBatch batch)
    {
        if (_classes.Count >= 2)
            return;
        var size = batch.Conditions.Length / batch.Count;
        for (var i = 0; i < batch.Count; i++)
            _classes.Add(batch.Conditions.AsSpan(i * size, size).IndexOf(1f));
        if (_classes.Count < 2 && batch.End.Epoch > 0)
            throw new InvalidOperationException("The rows are all of one class; a classifier needs at least two to tell apart.");
    }
}
