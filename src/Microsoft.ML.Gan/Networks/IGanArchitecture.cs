using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Makes the two networks of a GAN. An architecture holds its own options and nothing else, so that it can be saved with
/// a model by its <see cref="Name"/> and made again when the model is loaded (see <see cref="GanArchitecture.Register"/>).
/// </summary>
public interface IGanArchitecture
{
    /// <summary>The name under which the architecture is registered and saved with a model, for example <c>dcgan</c>.</summary>
    string Name { get; }

    /// <summary>The number of latent values, z, that the generator takes.</summary>
    int LatentSize { get; }

    /// <summary>What the paper trains the architecture with; used where the options of a training leave a setting open.</summary>
    /// <param name="size">The size of the training.</param>
    GanRecipe Recipe(GanTrainingSize size) => GanRecipe.Empty;

    /// <summary>Checks that the family can make images of this shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It cannot; the message says which sizes it can make.</exception>
    void Validate(ImageShape image);

    /// <summary>Checks that the family can make networks for all that is asked for: the image's shape, and how the condition is taken.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It cannot; the message says what it can.</exception>
    void ValidateSpecification(NetworkSpecification specification) => Validate(specification.Image);

    /// <summary>
    /// Makes a generator: (latent N×Z, condition N×K) → images N×C×H×W in [-1, 1]. K is 0 when there is no condition.
    /// </summary>
    nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification);

    /// <summary>
    /// Makes a discriminator: (images N×C×H×W in [-1, 1], condition N×K) → logits N×1, or N×1×h×w for a discriminator of
    /// patches; with auxiliary outputs N×(1+A) or N×(1+A)×h×w. No sigmoid: the loss knows what a logit means. Images may be
    /// channels-last in memory: use <c>flatten</c> or <c>reshape</c> on them, not <c>view</c>.
    /// </summary>
    nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification);
}
