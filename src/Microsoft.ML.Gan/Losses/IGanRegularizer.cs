using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Something that keeps the adversarial game in bounds, whatever the loss: a term that a player minimizes beside the loss, a change of what
/// the discriminator is shown, or a constraint. A regularizer holds its own options and nothing else, as it is saved with a
/// model by its <see cref="Name"/> and may serve several trainings; what it remembers from step to step is in the step's
/// <c>State</c>.
/// </summary>
public interface IGanRegularizer
{
    /// <summary>The name under which the regularizer is registered and saved with a model, for example <c>r1</c>.</summary>
    string Name { get; }

    /// <summary>
    /// The term looks at the discriminator's gradient for each sample, so the discriminator must judge each sample by
    /// itself (see <see cref="NetworkSpecification.IndependentSamples"/>).
    /// </summary>
    bool NeedsIndependentSamples => false;

    /// <summary>
    /// The terms are computed at every so many turns of a player, multiplied by it, and minimized in a step of their own, after
    /// that of the loss (lazy regularization; Karras et al., 2020, section 3.1). At 1 they are added to the loss.
    /// </summary>
    int Interval => 1;

    /// <summary>A scalar that the discriminator minimizes too; null for none.</summary>
    Tensor? DiscriminatorTerm(DiscriminatorStep step) => null;

    /// <summary>A scalar that the generator minimizes too; null for none.</summary>
    Tensor? GeneratorTerm(GeneratorStep step) => null;

    /// <summary>What the discriminator is shown in place of these images, real or generated, in both players' turns. Must be differentiable.</summary>
    /// <param name="images">N×C×H×W in [-1, 1].</param>
    /// <param name="shown">Real images that the discriminator was shown before this step.</param>
    Tensor Disguise(Tensor images, long shown) => images;

    /// <summary>Changes the discriminator after it was updated. Runs without gradients.</summary>
    /// <param name="parameters">All parameters of the discriminator as one vector; changed in place.</param>
    void Constrain(Tensor parameters)
    {
    }
}

/// <summary>What one discriminator step works on. All tensors belong to the step.</summary>
/// <param name="Judge">The discriminator with the condition of the batch filled in: images N×C×H×W → logits.</param>
/// <param name="Real">Real images, N×C×H×W in [-1, 1]; of a packed discriminator, packs of them.</param>
/// <param name="Fake">Generated images of the same shape, detached from the generator.</param>
/// <param name="Random">Where random numbers come from (a generator of the CPU).</param>
public sealed record DiscriminatorStep(Func<Tensor, Tensor> Judge, Tensor Real, Tensor Fake, Generator Random)
{
    /// <summary>The logits of <see cref="Real"/>: those that the loss is made of, if the term is added to it.</summary>
    public Tensor RealLogits { get => field ??= Judge(Real); init; }

    /// <summary>The logits of <see cref="Fake"/>: those that the loss is made of, if the term is added to it.</summary>
    public Tensor FakeLogits { get => field ??= Judge(Fake); init; }

    /// <summary>The discriminator's parameters.</summary>
    public IEnumerable<Tensor> Parameters { get; init; } = [];

    /// <summary>What the regularizer remembers; saved with the training.</summary>
    public GanRegularizerState State { get; init; } = new();
}

/// <summary>What one generator step works on. All tensors belong to the step.</summary>
/// <param name="Generator">The generator: (latent N×Z, condition N×K) → images N×C×H×W.</param>
/// <param name="Latent">The latents of the step, N×Z.</param>
/// <param name="Condition">The condition of each, N×K.</param>
/// <param name="Random">Where random numbers come from (a generator of the CPU).</param>
public sealed record GeneratorStep(nn.Module<Tensor, Tensor, Tensor> Generator, Tensor Latent, Tensor Condition, Generator Random)
{
    /// <summary>The images that the generator makes of them, N×C×H×W.</summary>
    public Tensor Fake { get => field ??= Generator.call(Latent, Condition); init; }

    /// <summary>What the regularizer remembers; saved with the training.</summary>
    public GanRegularizerState State { get; init; } = new();

    /// <summary>The codes in the latents; null for none.</summary>
    internal LatentCodes? Codes { get; init; }

    /// <summary>New latents as the training draws them, with codes where it has codes, on the device of <see cref="Latent"/>: count×Z.</summary>
    public Tensor DrawLatents(long count)
    {
        var latents = randn([count, Latent.shape[1]], generator: Random);
        Codes?.Draw(latents, Random);
        return latents.to(Latent.device);
    }
}
