using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.SuperResolution;

/// <summary>
/// The adversarial training of SRGAN (Ledig et al., 2017): the pixel loss, and 10⁻³ times the non-saturating loss against a
/// discriminator of high-resolution images. The paper's content loss on VGG features is not part of this skeleton.
/// </summary>
internal sealed class SuperResolutionObjective : IObjective
{
    private readonly nn.Module<Tensor, Tensor> _generator;
    private readonly nn.Module<Tensor, Tensor> _discriminator;
    private readonly double _adversarialWeight;
    private readonly Dictionary<int, Tensor> _fakes = [];

    public SuperResolutionObjective(Player generator, Player discriminator, double adversarialWeight = 1e-3)
    {
        _generator = (nn.Module<Tensor, Tensor>)generator.Modules.Single().Module;
        _discriminator = (nn.Module<Tensor, Tensor>)discriminator.Modules.Single().Module;
        _adversarialWeight = adversarialWeight;
        Players = [generator, discriminator];
        Phases =
        [
            new Phase(discriminator, "loss", DiscriminatorLoss) { TakesBatch = true },
            new Phase(generator, "loss", GeneratorLoss),
        ];
    }

    public IReadOnlyList<Player> Players { get; }

    public IReadOnlyList<Phase> Phases { get; }

    public void BeginStep(StepPosition position) => _fakes.Clear();

    private Tensor DiscriminatorLoss(PhaseContext context)
    {
        Tensor fake;
        using (context.IsWhole ? null : no_grad())
            fake = _generator.call(context.Batch[PixelObjective.LowResolution]);
        if (context.IsWhole)
        {
            context.Keep(fake); // the generator's phase goes on with its graph
            _fakes[context.Batch.Start] = fake;
        }

        return nn.functional.softplus(-_discriminator.call(context.Batch[PixelObjective.HighResolution])).mean()
            + nn.functional.softplus(_discriminator.call(fake.detach())).mean();
    }

    private Tensor GeneratorLoss(PhaseContext context)
    {
        var batch = context.Batch;
        var fake = _fakes.TryGetValue(batch.Start, out var made) && made.shape[0] == batch.Count ? made : _generator.call(batch[PixelObjective.LowResolution]);
        var pixels = (fake - batch[PixelObjective.HighResolution]).square().mean();
        context.Report("generator.pixels", pixels);
        return pixels + (_adversarialWeight * nn.functional.softplus(-_discriminator.call(fake)).mean());
    }
}
