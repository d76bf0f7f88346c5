using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Images from noise, with or without a condition: the GAN of Goodfellow et al. (2014), under any loss.</summary>
/// <param name="generator">(latent N×Z, condition N×K) → N×C×H×W.</param>
/// <param name="discriminator">(images N×C×H×W, condition N×K) → logits.</param>
/// <param name="loss">The adversarial loss.</param>
/// <param name="regularizers">What is added to it.</param>
/// <param name="latentSize">Z.</param>
/// <param name="random">Where latents come from: a generator of the CPU, so that they are the same on every device.</param>
internal sealed class ImageObjective(
    nn.Module<Tensor, Tensor, Tensor> generator,
    nn.Module<Tensor, Tensor, Tensor> discriminator,
    IGanLoss loss,
    IReadOnlyList<IGanRegularizer> regularizers,
    int latentSize,
    Generator random) : IGanObjective
{
    // Made for the discriminator's step and judged again in the generator's, as in Goodfellow's algorithm and PyTorch's DCGAN.
    private Tensor? _generated;

    public Tensor DiscriminatorLoss(TrainingBatch batch)
    {
        var (images, condition) = batch;
        var latent = randn([images.shape[0], latentSize], generator: random).to(images.device);
        _generated = generator.call(latent, condition);
        var fake = _generated.detach();

        var total = loss.Discriminator(discriminator.call(images, condition), discriminator.call(fake, condition));
        var step = new DiscriminatorStep(x => discriminator.call(x, condition), images, fake, random);
        foreach (var regularizer in regularizers)
        {
            if (regularizer.DiscriminatorTerm(step) is { } term)
                total += term;
        }

        return total;
    }

    public Tensor GeneratorLoss(TrainingBatch batch)
    {
        var generated = _generated ?? throw new InvalidOperationException("The discriminator steps first.");
        _generated = null;
        return loss.Generator(discriminator.call(generated, batch.Condition));
    }

    public void ConstrainDiscriminator(Tensor parameters)
    {
        foreach (var regularizer in regularizers)
            regularizer.Constrain(parameters);
    }
}
