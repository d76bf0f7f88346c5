namespace Microsoft.ML.Gan.Training;

/// <summary>
/// A part of a run with an objective and data of its own: pre-training, adversarial training, the training of an encoder. Stages may
/// share players; each says which optimizers it begins with.
/// </summary>
/// <param name="Name">The name in checkpoints and progress: <c>adversarial</c>.</param>
/// <param name="Objective">What is minimized.</param>
/// <param name="Batches">What it is trained on.</param>
/// <param name="Steps">How many steps.</param>
internal sealed record Stage(string Name, IObjective Objective, IBatchSource Batches, long Steps)
{
    /// <summary>Rows in a batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The most rows that the networks take at once. The gradients of a larger batch's micro-batches are added up.</summary>
    public int MicroBatchSize { get; init; } = int.MaxValue;

    /// <summary>Rows that must stay together: the size of a micro-batch is a multiple of it.</summary>
    public int Pack { get; init; } = 1;

    /// <summary>Players that begin the stage with a new optimizer. Others keep the one that they have.</summary>
    public IReadOnlyList<(Player Player, GanOptimizer Optimizer)> Optimizers { get; init; } = [];

    /// <summary>Rows that one step takes from the data.</summary>
    public long ImagesPerStep => (long)BatchSize * Math.Max(1, Objective.Phases.Count(phase => phase.TakesBatch));
}
