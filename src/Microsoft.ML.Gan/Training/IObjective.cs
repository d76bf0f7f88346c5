namespace Microsoft.ML.Gan.Training;

/// <summary>
/// What a training minimizes: its players, and the phases of one step in their order. Updates, micro-batches, averages, rollback and
/// reports are the same for all objectives and belong to <see cref="TrainingRun"/>.
/// </summary>
internal interface IObjective
{
    /// <summary>All players, those of no phase included.</summary>
    IReadOnlyList<Player> Players { get; }

    IReadOnlyList<Phase> Phases { get; }

    /// <summary>Called before the phases of a step: growing networks, changing optimizers.</summary>
    void BeginStep(StepPosition position)
    {
    }

    /// <summary>Adds what the objective remembers from step to step: replay buffers, states of regularizers, random generators.</summary>
    void Capture(TrainingState state, string prefix)
    {
    }

    /// <summary>Restores what <see cref="Capture"/> added.</summary>
    /// <exception cref="InvalidDataException">The state is of another objective.</exception>
    void Restore(TrainingState state, string prefix)
    {
    }
}

/// <summary>The position of a step in its stage.</summary>
/// <param name="Steps">Steps done.</param>
/// <param name="Images">Rows that these steps have seen.</param>
internal readonly record struct StepPosition(long Steps, long Images);
