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

    /// <summary>What the discriminator minimizes.</summary>
    /// <param name="real">Logits of real images.</param>
    /// <param name="fake">Logits of generated images.</param>
    /// <returns>A scalar.</returns>
    Tensor Discriminator(Tensor real, Tensor fake);

    /// <summary>The generator's loss looks at the logits of real images too; they cost another pass of the discriminator.</summary>
    bool GeneratorNeedsReal => false;

    /// <summary>What the generator minimizes.</summary>
    /// <param name="fake">Logits of generated images.</param>
    /// <param name="real">Logits of real images where <see cref="GeneratorNeedsReal"/> asks for them, else null.</param>
    /// <returns>A scalar.</returns>
    Tensor Generator(Tensor fake, Tensor? real = null);

    /// <summary>
    /// The logit above which an image counts as real; used for accuracy. For a loss without such a threshold (Wasserstein) accuracy
    /// means little.
    /// </summary>
    double Boundary => 0;

    /// <summary>What the loss's paper trains it with: regularizers, optimizer and number of discriminator steps.</summary>
    GanRecipe Recipe => GanRecipe.Empty;
}
