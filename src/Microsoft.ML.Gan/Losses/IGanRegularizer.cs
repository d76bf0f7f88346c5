using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Stabilizes adversarial training by a term added to a network's loss, a change of the discriminator's input, or a constraint on its weights. A
/// regularizer has no state but its options. It is saved with a model by its <see cref="Name"/> and may be used by several trainings; state between
/// steps is in <c>State</c>.
/// </summary>
public interface IGanRegularizer
{
    /// <summary>The name under which the regularizer is registered and saved with a model, for example <c>r1</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Whether the term uses the discriminator's gradient of each sample, so that the logit of a sample must not depend on the other samples of the
    /// batch (see <see cref="NetworkSpecification.IndependentSamples"/>).
    /// </summary>
    bool NeedsIndependentSamples => false;

    /// <summary>
    /// The interval of lazy regularization (Karras et al., 2020, section 3.1): the terms are computed every this many steps, multiplied by this
    /// number, and minimized in a separate update after that of the loss. At 1 they are added to the loss.
    /// </summary>
    int Interval => 1;

    /// <summary>A scalar term of the discriminator's loss; null for none.</summary>
    Tensor? DiscriminatorTerm(DiscriminatorStep step) => null;

    /// <summary>A scalar term of the generator's loss; null for none.</summary>
    Tensor? GeneratorTerm(GeneratorStep step) => null;

    /// <summary>Changes the discriminator's input, real and generated, in the updates of both players. Must be differentiable.</summary>
    /// <param name="images">N×C×H×W in [-1, 1].</param>
    /// <param name="shown">The number of real images shown to the discriminator before this step.</param>
    Tensor DiscriminatorInput(Tensor images, long shown) => images;

    /// <summary>Constrains the discriminator's weights after an update. Runs without gradients.</summary>
    /// <param name="parameters">All parameters of the discriminator as one vector; changed in place.</param>
    void Constrain(Tensor parameters)
    {
    }
}

/// <summary>The inputs of a discriminator's term. All tensors belong to the step.</summary>
/// <param name="Discriminator">The discriminator with the condition of the batch filled in: images N×C×H×W → logits.</param>
/// <param name="Real">Real images, N×C×H×W in [-1, 1]; with packing, packs of them.</param>
/// <param name="Fake">Generated images of the same shape, detached from the generator.</param>
/// <param name="Random">The random generator, on the CPU.</param>
public sealed record DiscriminatorStep(Func<Tensor, Tensor> Discriminator, Tensor Real, Tensor Fake, Generator Random)
{
    /// <summary>The logits of <see cref="Real"/>: those of the loss, if the term is added to it.</summary>
    public Tensor RealLogits { get => field ??= Discriminator(Real); init; }

    /// <summary>The logits of <see cref="Fake"/>: those of the loss, if the term is added to it.</summary>
    public Tensor FakeLogits { get => field ??= Discriminator(Fake); init; }

    /// <summary>The discriminator's parameters.</summary>
    public IEnumerable<Tensor> Parameters { get; init; } = [];

    /// <summary>The regularizer's state; saved with the training.</summary>
    public GanRegularizerState State { get; init; } = new();
}

/// <summary>The inputs of a generator's term. All tensors belong to the step.</summary>
/// <param name="Generator">The generator: (latent N×Z, condition N×K) → images N×C×H×W.</param>
/// <param name="Latent">The latents of the step, N×Z.</param>
/// <param name="Condition">The condition of each, N×K.</param>
/// <param name="Random">The random generator, on the CPU.</param>
public sealed record GeneratorStep(nn.Module<Tensor, Tensor, Tensor> Generator, Tensor Latent, Tensor Condition, Generator Random)
{
    /// <summary>The generated images of these latents, N×C×H×W.</summary>
    public Tensor Fake { get => field ??= Generator.call(Latent, Condition); init; }

    /// <summary>The regularizer's state; saved with the training.</summary>
    public GanRegularizerState State { get; init; } = new();

    /// <summary>The codes in the latents; null for none.</summary>
    internal LatentCodes? Codes { get; init; }

    /// <summary>Draws new latents, with codes if the training has codes, on the device of <see cref="Latent"/>: count×Z.</summary>
    public Tensor DrawLatents(long count)
    {
        var latents = randn([count, Latent.shape[1]], generator: Random);
        Codes?.Draw(latents, Random);
        return latents.to(Latent.device);
    }
}
