using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>A discriminator augmentation in one training, with its state.</summary>
internal interface IDiscriminatorAugmentation : IDisposable
{
    /// <summary>The probability of each operation now; null if the augmentation has none.</summary>
    double? Probability => null;

    /// <summary>Augments images before the discriminator sees them. Differentiable twice.</summary>
    /// <param name="images">N×C×H×W in [-1, 1], of 1 or 3 channels.</param>
    /// <param name="random">Where random numbers come from: a generator of the CPU, so that they are the same on every device.</param>
    Tensor Apply(Tensor images, Generator random);

    /// <summary>The discriminator's loss of a batch or micro-batch begins.</summary>
    /// <param name="turn">How many discriminator steps were done before.</param>
    void BeginBatch(long turn)
    {
    }

    /// <summary>Tells the logits of real images in the discriminator's loss.</summary>
    /// <param name="logits">Their logits, of any shape.</param>
    /// <param name="images">How many they were.</param>
    void Observe(Tensor logits, int images)
    {
    }

    /// <summary>Adds what is remembered.</summary>
    void Capture(TrainingState state, string prefix)
    {
    }

    /// <summary>Puts it back.</summary>
    /// <exception cref="InvalidDataException">The state is not of such an augmentation.</exception>
    void Restore(TrainingState state, string prefix)
    {
    }

    void IDisposable.Dispose()
    {
    }
}
