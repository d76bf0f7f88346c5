using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// What a kind of GAN computes: given a batch, what discriminator and generator minimize. Everything else (order, updates,
/// averages, progress) is the same for all kinds and belongs to <see cref="AdversarialLoop"/>.
/// </summary>
internal interface IGanObjective
{
    /// <summary>The discriminator's loss, a scalar. Called one or more times before <see cref="GeneratorLoss"/>.</summary>
    Tensor DiscriminatorLoss(TrainingBatch batch);

    /// <summary>The generator's loss on the last batch that the discriminator learned from, a scalar.</summary>
    Tensor GeneratorLoss(TrainingBatch batch);

    /// <summary>Called after each update of the discriminator, with all its parameters as one vector, without gradients.</summary>
    void ConstrainDiscriminator(Tensor parameters);
}
