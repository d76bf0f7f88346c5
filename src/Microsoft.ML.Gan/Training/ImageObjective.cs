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

    public GameStatistics? Statistics { get; private set; }

    public Tensor DiscriminatorLoss(TrainingBatch batch, bool isWhole)
    {
        var (images, condition) = batch;
        Tensor fake;
        if (isWhole)
        {
            _generated = Generate(batch);
            fake = _generated.detach();
        }
        else
        {
            _generated = null;
            using (no_grad())
                fake = Generate(batch);
        }

        var realLogits = discriminator.call(images, condition);
        var fakeLogits = discriminator.call(fake, condition);
        var total = loss.Discriminator(realLogits, fakeLogits);
        var step = new DiscriminatorStep(x => discriminator.call(x, condition), images, fake, random);
        foreach (var regularizer in regularizers)
        {
            if (regularizer.DiscriminatorTerm(step) is { } term)
                total += term;
        }

        Statistics = Measure(images, fake, realLogits, fakeLogits);
        return total;
    }

    public Tensor GeneratorLoss(TrainingBatch batch)
    {
        var generated = _generated ?? Generate(batch);
        _generated = null;
        return loss.Generator(discriminator.call(generated, batch.Condition));
    }

    public void ConstrainDiscriminator(Tensor parameters)
    {
        foreach (var regularizer in regularizers)
            regularizer.Constrain(parameters);
    }

    private static GameStatistics Measure(Tensor real, Tensor fake, Tensor realLogits, Tensor fakeLogits)
    {
        using var noGradient = no_grad();
        var right = realLogits.gt(0).to(ScalarType.Float32).mean() + fakeLogits.lt(0).to(ScalarType.Float32).mean();
        var diversity = fake.std(0, unbiased: false).mean() / (real.std(0, unbiased: false).mean() + 1e-8);
        return new GameStatistics(right / 2, diversity);
    }

    private Tensor Generate(TrainingBatch batch)
    {
        var latent = randn([batch.Count, latentSize], generator: random).to(batch.Images.device);
        return generator.call(latent, batch.Condition);
    }
}
