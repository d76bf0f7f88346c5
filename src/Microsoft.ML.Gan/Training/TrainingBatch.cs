using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>What the networks are shown in one step, on their device.</summary>
/// <param name="Images">Real images, N×C×H×W in [-1, 1].</param>
/// <param name="Condition">The condition of each image, N×K; K is 0 when there is none.</param>
internal sealed record TrainingBatch(Tensor Images, Tensor Condition)
{
    /// <summary>Of a part of a batch: which of its images is the first here.</summary>
    public int Start { get; init; }

    public int Count => (int)Images.shape[0];

    /// <summary>The batch in parts of at most <paramref name="size"/> images; windows into this batch.</summary>
    public IReadOnlyList<TrainingBatch> Split(int size)
    {
        if (size >= Count)
            return [this];
        var parts = new List<TrainingBatch>();
        for (var start = 0; start < Count; start += size)
        {
            var count = Math.Min(size, Count - start);
            parts.Add(new TrainingBatch(Images.narrow(0, start, count), Condition.narrow(0, start, count)) { Start = Start + start });
        }

        return parts;
    }
}

/// <summary>An endless supply of batches. The tensors of a batch belong to the dispose scope that asks for it.</summary>
internal interface IBatchSource
{
    TrainingBatch Next(CancellationToken cancellationToken);

    /// <summary>Adds to the state where the next batch begins. Going on there is the business of whoever opens the source.</summary>
    void Capture(TrainingState state)
    {
    }
}
