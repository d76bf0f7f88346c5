namespace Microsoft.ML.Gan.Training;

/// <summary>
/// A part of a run with its own objective and data: pre-training, adversarial training, the training of an encoder. Stages may share players; each
/// says which of them start with a new optimizer.
/// </summary>
/// <param name="Name">The name in checkpoints and progress: <c>adversarial</c>.</param>
/// <param name="Objective">The objective.</param>
/// <param name="Batches">The training data.</param>
/// <param name="Steps">The number of steps.</param>
internal sealed record Stage(string Name, IObjective Objective, IBatchSource Batches, long Steps)
{
    /// <summary>Rows per batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The largest number of rows that the networks process at once; larger batches use gradient accumulation.</summary>
    public int MicroBatchSize { get; init; } = int.MaxValue;

    /// <summary>Rows that must stay together: the size of a micro-batch is a multiple of it.</summary>
    public int Pack { get; init; } = 1;

    /// <summary>Players that start the stage with a new optimizer. Others keep theirs.</summary>
    public IReadOnlyList<(Player Player, GanOptimizer Optimizer)> Optimizers { get; init; } = [];

    /// <summary>The number of rows that one step uses.</summary>
    public long ImagesPerStep => (long)BatchSize * Math.Max(1, Objective.Phases.Count(phase => phase.TakesBatch));
}
