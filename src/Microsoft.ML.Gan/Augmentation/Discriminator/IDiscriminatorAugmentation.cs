using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>A discriminator augmentation in one training, with its state.</summary>
internal interface IDiscriminatorAugmentation : IDisposable
{
    /// <summary>The current probability of each operation; null if the augmentation has none.</summary>
    double? Probability => null;

    /// <summary>Augments images before the discriminator sees them. Differentiable twice.</summary>
    /// <param name="images">N×C×H×W in [-1, 1], of 1 or 3 channels.</param>
    /// <param name="random">The random generator, on the CPU, so that numbers are the same on every device.</param>
    Tensor Apply(Tensor images, Generator random);

    /// <summary>Called before the discriminator's loss of a batch or micro-batch.</summary>
    /// <param name="turn">The number of discriminator steps done before.</param>
    void BeginBatch(long turn)
    {
    }

    /// <summary>Receives the logits of real images in the discriminator's loss.</summary>
    /// <param name="logits">Their logits, of any shape.</param>
    /// <param name="images">The number of images.</param>
    void Observe(Tensor logits, int images)
    {
    }

    /// <summary>Adds the state.</summary>
    void Capture(TrainingState state, string prefix)
    {
    }

    /// <summary>Restores the state.</summary>
    /// <exception cref="InvalidDataException">The state belongs to another augmentation.</exception>
    void Restore(TrainingState state, string prefix)
    {
    }

    void IDisposable.Dispose()
    {
    }
}
