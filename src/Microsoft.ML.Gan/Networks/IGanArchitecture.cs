using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Creates the two networks of a GAN. An architecture has no state but its options. It is saved with a model by its <see cref="Name"/> and created
/// again when the model is loaded (see <see cref="GanArchitecture.Register"/>).
/// </summary>
public interface IGanArchitecture
{
    /// <summary>The name under which the architecture is registered and saved with a model, for example <c>dcgan</c>.</summary>
    string Name { get; }

    /// <summary>The length of the latent, Z.</summary>
    int LatentSize { get; }

    /// <summary>The training settings of the paper; used where the options of a training are not set.</summary>
    /// <param name="size">The size of the training.</param>
    GanRecipe Recipe(GanTrainingSize size) => GanRecipe.Empty;

    /// <summary>Checks that the architecture supports images of this shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not; the message says which sizes are supported.</exception>
    void Validate(ImageShape image);

    /// <summary>Checks that the architecture supports the specification: image shape and conditioning.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not; the message says what is supported.</exception>
    void ValidateSpecification(NetworkSpecification specification) => Validate(specification.Image);

    /// <summary>
    /// Creates a generator: (latent N×Z, condition N×K) → images N×C×H×W in [-1, 1]. K is 0 without a condition.
    /// </summary>
    nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification);

    /// <summary>
    /// Creates a discriminator: (images N×C×H×W in [-1, 1], condition N×K) → logits N×1, or N×1×h×w for a discriminator of
    /// patches; with auxiliary outputs N×(1+A) or N×(1+A)×h×w. No sigmoid: the loss uses logits. Images may be
    /// channels-last in memory: use <c>flatten</c> or <c>reshape</c> on them, not <c>view</c>.
    /// </summary>
    nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification);
}
