using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>
/// One update within a training step: a player and the loss whose gradient it follows. A step runs the phases of an objective in
/// their order; as in stylegan2-ada's list of phases.
/// </summary>
/// <param name="Player">The player whose weights are updated.</param>
/// <param name="Name">The name of the loss among the player's, for scalars and messages: <c>loss</c>, <c>penalty</c>.</param>
/// <param name="Loss">The loss of a batch, a scalar; null if this batch has none and nothing is updated.</param>
internal sealed record Phase(Player Player, string Name, Func<PhaseContext, Tensor?> Loss)
{
    /// <summary>Whether the phase takes a new batch; if not, it uses the batch of the phase before it.</summary>
    public bool TakesBatch { get; init; }

    /// <summary>The interval of the phase in steps of its player, for lazy regularization.</summary>
    public int Every { get; init; } = 1;

    /// <summary>The index of the repetition, from 0, if a step repeats the phase (discriminator steps).</summary>
    public int Repetition { get; init; }

    /// <summary>The number of repetitions of the phase in a step.</summary>
    public int Repetitions { get; init; } = 1;

    /// <summary>Runs after the update without gradients: weight clipping.</summary>
    public Action? AfterUpdate { get; init; }

    /// <summary>The number of earlier steps of this phase, including repetitions; used with <see cref="Every"/>.</summary>
    public long CountBefore(long steps) => (steps * Repetitions) + Repetition;

    public bool IsDue(long steps) => CountBefore(steps) % Every == 0;
}

/// <summary>The inputs of a phase's loss, and the tensors and scalars that it keeps.</summary>
/// <param name="Batch">The batch, or a micro-batch of it.</param>
/// <param name="IsWhole">Whether the batch is not split, so that its generated images can be kept for a later phase.</param>
/// <param name="Count">See <see cref="Phase.CountBefore"/>.</param>
internal sealed record PhaseContext(Batch Batch, bool IsWhole = true, long Count = 0)
{
    private readonly List<Tensor> _kept = [];
    private readonly List<(string Name, Tensor Value)> _scalars = [];

    /// <summary>Tensors that later phases of this step use.</summary>
    public IReadOnlyList<Tensor> Kept => _kept;

    /// <summary>Scalars to report.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Scalars => _scalars;

    /// <summary>Keeps a tensor until another batch is taken or the step ends. Everything else is freed with the loss.</summary>
    public void Keep(Tensor tensor) => _kept.Add(tensor);

    /// <summary>Reports a scalar. It is read from the device later, together with others.</summary>
    public void Report(string name, Tensor value) => _scalars.Add((name, value.detach()));
}
