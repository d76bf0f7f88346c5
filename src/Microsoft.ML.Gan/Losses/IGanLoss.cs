using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// An adversarial loss: what discriminator and generator minimize, as functions of the discriminator's logits (N×1, or
/// N×1×h×w for a discriminator of patches).
/// </summary>
public interface IGanLoss
{
    /// <summary>The name under which the loss is registered and saved with a model, for example <c>hinge</c>.</summary>
    string Name { get; }

    /// <summary>The discriminator's loss.</summary>
    /// <param name="real">Logits of real images.</param>
    /// <param name="fake">Logits of generated images.</param>
    /// <returns>A scalar.</returns>
    Tensor Discriminator(Tensor real, Tensor fake);

    /// <summary>Whether the generator's loss also needs the logits of real images; they need another forward pass of the discriminator.</summary>
    bool GeneratorNeedsReal => false;

    /// <summary>The generator's loss.</summary>
    /// <param name="fake">Logits of generated images.</param>
    /// <param name="real">Logits of real images if <see cref="GeneratorNeedsReal"/>, otherwise null.</param>
    /// <returns>A scalar.</returns>
    Tensor Generator(Tensor fake, Tensor? real = null);

    /// <summary>
    /// The logit above which an image is classified as real; used for accuracy. Accuracy means little for a loss without such a threshold
    /// (Wasserstein).
    /// </summary>
    double Boundary => 0;

    /// <summary>The training settings of the loss's paper: regularizers, optimizer and number of discriminator steps.</summary>
    GanRecipe Recipe => GanRecipe.Empty;
}
