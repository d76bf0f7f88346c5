using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>An augmentation at work in one training. Holds what is remembered from step to step.</summary>
internal interface IDeviceAugmentation : IDisposable
{
    /// <summary>How probable each operation now is; null when that is not the way it works.</summary>
    double? Probability => null;

    /// <summary>What the discriminator is shown in place of these images. Differentiable twice.</summary>
    /// <param name="images">N×C×H×W in [-1, 1], of 1 or 3 channels.</param>
    /// <param name="random">Where random numbers come from: a generator of the CPU, so that they are the same on every device.</param>
    Tensor Apply(Tensor images, Generator random);

    /// <summary>A turn of the discriminator begins, or a further part of its batch.</summary>
    /// <param name="turn">How many turns it had before.</param>
    void At(long turn)
    {
    }

    /// <summary>The discriminator judged real images in its turn.</summary>
    /// <param name="logits">Their logits, of any shape.</param>
    /// <param name="images">How many they were.</param>
    void Saw(Tensor logits, int images)
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
