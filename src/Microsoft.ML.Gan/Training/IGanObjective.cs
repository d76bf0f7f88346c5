using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// What a kind of GAN computes: given a batch, what discriminator and generator minimize. Everything else (order, updates,
/// averages, progress, recovery) is the same for all kinds and belongs to <see cref="AdversarialLoop"/>.
/// </summary>
internal interface IGanObjective
{
    /// <summary>Called before each turn of a player: where the training stands.</summary>
    void At(GameMoment moment)
    {
    }

    /// <summary>Whether the networks have, since the step before, become others for which what optimizers remember means nothing.</summary>
    bool BeginsAnew => false;

    /// <summary>
    /// What of the last loss is needed after it: in a penalty, in the generator's turn, or to be told. The loop keeps it as long;
    /// everything else that a loss makes is freed with it.
    /// </summary>
    IEnumerable<Tensor> Held => [];

    /// <summary>The discriminator's loss, a scalar. Called one or more times before <see cref="GeneratorLoss"/>.</summary>
    /// <param name="batch">What the networks are shown.</param>
    /// <param name="isWhole">
    /// The batch is not one of several parts: what is made for it may be kept for the generator's turn, since the memory for
    /// that is there.
    /// </param>
    Tensor DiscriminatorLoss(TrainingBatch batch, bool isWhole);

    /// <summary>
    /// What the discriminator minimizes in a step of its own, after that of its loss, in this turn: regularizers that come now
    /// and then. Null for nothing.
    /// </summary>
    Tensor? DiscriminatorPenalty(TrainingBatch batch) => null;

    /// <summary>The generator's loss, a scalar, on a batch that the discriminator has just learned from.</summary>
    Tensor GeneratorLoss(TrainingBatch batch);

    /// <inheritdoc cref="DiscriminatorPenalty"/>
    Tensor? GeneratorPenalty(TrainingBatch batch) => null;

    /// <summary>Called after the discriminator's turn, its penalty included, with all its parameters as one vector, without gradients.</summary>
    void ConstrainDiscriminator(Tensor parameters);

    /// <summary>Adds what the objective remembers from step to step.</summary>
    void Capture(TrainingState state)
    {
    }

    /// <summary>Puts it back.</summary>
    /// <exception cref="InvalidDataException">The state is not of such an objective.</exception>
    void Restore(TrainingState state)
    {
    }

    /// <summary>How the last discriminator's loss came about, as scalars; null where that says nothing.</summary>
    GameStatistics? Statistics => null;

    /// <summary>How probable each augmentation of what the discriminator sees is; null where none has such a probability.</summary>
    double? AugmentationProbability => null;
}

/// <summary>Where a training stands when a player's turn begins.</summary>
/// <param name="Turn">How many turns this player had before.</param>
/// <param name="Images">Real images that the discriminator was shown before this step.</param>
internal readonly record struct GameMoment(long Turn, long Images)
{
    /// <summary>The discriminator has another turn before the generator's: nobody will ask for gradients of what is made for it in this one.</summary>
    public bool AnotherFollows { get; init; }
}

/// <summary>Signs of health of the game, as scalars on the device.</summary>
/// <param name="Accuracy">The share of images that the discriminator judges rightly, by the side of <see cref="IGanLoss.Boundary"/> that its logits are on.</param>
/// <param name="Diversity">How much generated images differ from one another, as a share of how much real ones do.</param>
internal sealed record GameStatistics(Tensor Accuracy, Tensor Diversity);
