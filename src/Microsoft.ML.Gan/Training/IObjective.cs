namespace Microsoft.ML.Gan.Training;

/// <summary>
/// The objective of a training: its players, and the ordered phases of one step. Updates, micro-batches, averages, rollback and
/// reports are the same for all objectives and belong to <see cref="TrainingRun"/>.
/// </summary>
internal interface IObjective
{
    /// <summary>All players, including those without a phase.</summary>
    IReadOnlyList<Player> Players { get; }

    IReadOnlyList<Phase> Phases { get; }

    /// <summary>Called before the phases of a step: growing networks, changing optimizers.</summary>
    void BeginStep(StepPosition position)
    {
    }

    /// <summary>Adds the objective's state: replay buffers, states of regularizers, random generators.</summary>
    void Capture(TrainingState state, string prefix)
    {
    }

    /// <summary>Restores what <see cref="Capture"/> added.</summary>
    /// <exception cref="InvalidDataException">The state belongs to another objective.</exception>
    void Restore(TrainingState state, string prefix)
    {
    }
}

/// <summary>The position of a step in its stage.</summary>
/// <param name="Steps">The number of steps done.</param>
/// <param name="Images">The number of rows in these steps' batches.</param>
internal readonly record struct StepPosition(long Steps, long Images);
