using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>The objective of a GAN (Goodfellow et al., 2014), with or without a condition, for any loss.</summary>
/// <remarks>
/// One step: for each discriminator step a new batch, the discriminator's loss and its lazy penalties; then the generator's loss and its lazy
/// penalties, on the last batch.
/// </remarks>
internal sealed class ImageObjective : IObjective, IDisposable
{
    private readonly Player _generatorPlayer;
    private readonly Player _discriminatorPlayer;
    private readonly nn.Module<Tensor, Tensor, Tensor> _generator;
    private readonly nn.Module<Tensor, Tensor, Tensor> _discriminator;
    private readonly IGanLoss _loss;
    private readonly Generator _random;
    private readonly RegularizerTerms _terms;
    private readonly FakeCache _fakes;
    private readonly DiscriminatorInput _input;
    private readonly int _criticSteps;
    private StepPosition _position;

    /// <param name="generator">Trains one module: (latent N×Z, condition N×K) → N×C×H×W.</param>
    /// <param name="discriminator">Trains one module: (images N×C×H×W, condition N×K) → logits; with packing, of packs.</param>
    /// <param name="loss">The adversarial loss.</param>
    /// <param name="regularizers">The regularizers.</param>
    /// <param name="latentSize">Z.</param>
    /// <param name="random">The random generator of latents, on the CPU, so that they are the same on every device.</param>
    /// <param name="parts">The optional parts.</param>
    public ImageObjective(
        Player generator,
        Player discriminator,
        IGanLoss loss,
        IReadOnlyList<IGanRegularizer> regularizers,
        int latentSize,
        Generator random,
        ImageObjectiveParts? parts = null)
    {
        parts ??= new ImageObjectiveParts();
        (_generatorPlayer, _discriminatorPlayer, _loss, _random, Parts) = (generator, discriminator, loss, random, parts);
        _generator = (nn.Module<Tensor, Tensor, Tensor>)generator.Modules.Single().Module;
        _discriminator = (nn.Module<Tensor, Tensor, Tensor>)discriminator.Modules.Single().Module;
        _criticSteps = parts.DiscriminatorSteps;
        _terms = new RegularizerTerms(regularizers);
        _fakes = new FakeCache(_generator.call, new LatentSampler(latentSize, random, parts.Codes));
        _input = new DiscriminatorInput(parts.Augmentation, regularizers, parts.Packing, random);
        Players = [generator, discriminator];
        Phases = [.. Enumerable.Range(0, _criticSteps).SelectMany(DiscriminatorPhases), .. GeneratorPhases()];
    }

    public ImageObjectiveParts Parts { get; }

    public IReadOnlyList<Player> Players { get; }

    public IReadOnlyList<Phase> Phases { get; }

    public void BeginStep(StepPosition position)
    {
        _position = position;
        foreach (var network in Parts.Growing)
            network.Grow(position.Images);
        // A network that has grown needs new optimizer averages. This depends only on the images shown, so a resumed training does the same.
        var before = position.Images - (position.Steps == 0 ? 0 : position.Images / position.Steps);
        if (Parts.Growing.Any(network => network.PhaseAt(position.Images) != network.PhaseAt(before)))
        {
            foreach (var player in Players)
                player.ResetOptimizer();
        }
    }

    public void Capture(TrainingState state, string prefix)
    {
        _terms.Capture(state, $"{prefix}.regularizer");
        Parts.Augmentation?.Capture(state, $"{prefix}.augmentation");
        state.Take($"{prefix}.random", _random.get_state());
    }

    public void Restore(TrainingState state, string prefix)
    {
        _fakes.Clear();
        _terms.Restore(state, $"{prefix}.regularizer");
        Parts.Augmentation?.Restore(state, $"{prefix}.augmentation");
        _random.set_state(state.Tensor($"{prefix}.random"));
    }

    public void Dispose()
    {
        _terms.Dispose();
        _fakes.Dispose();
    }

    private IEnumerable<Phase> DiscriminatorPhases(int repetition)
    {
        var phase = new Phase(_discriminatorPlayer, "loss", context => DiscriminatorLoss(context, isLast: repetition == _criticSteps - 1))
        {
            TakesBatch = true,
            Repetition = repetition,
            Repetitions = _criticSteps,
            AfterUpdate = () => _terms.Constrain(_discriminatorPlayer.Weights.Vector),
        };
        return
        [
            phase,
            .. _terms.LazyIntervals.Select(interval => phase with
            {
                Name = $"penalty{interval}",
                TakesBatch = false,
                Every = interval,
                Loss = context => DiscriminatorPenalty(context.Batch, interval),
            }),
        ];
    }

    private IEnumerable<Phase> GeneratorPhases() =>
    [
        new Phase(_generatorPlayer, "loss", context => GeneratorLoss(context.Batch)),
        .. _terms.LazyIntervals.Select(interval =>
            new Phase(_generatorPlayer, $"penalty{interval}", context => GeneratorPenalty(context.Batch, interval)) { Every = interval }),
    ];

    private Tensor DiscriminatorLoss(PhaseContext context, bool isLast)
    {
        var batch = context.Batch;
        Parts.Augmentation?.BeginBatch(context.Count);
        var real = WithDetailOfGenerated(batch[Batch.Real]);
        var (latents, fake) = _fakes.New(context, isUsedAgain: isLast);
        var (condition, realPacks, fakePacks) = (_input.Pack(batch[Batch.Condition]), _input.Pack(real), _input.Pack(fake));
        var seen = _input.Apply(realPacks, _position.Images);
        var (ofReal, reconstruction) = _discriminator is ISelfSupervised self
            ? self.ForwardAndReconstruct(seen, condition)
            : (_discriminator.call(seen, condition), null);
        var ofFake = Outputs(fakePacks, condition);
        var (realLogits, fakeLogits) = (AuxiliaryTask.Logit(ofReal), AuxiliaryTask.Logit(ofFake));
        Parts.Augmentation?.Observe(realLogits, batch.Count);
        var total = _loss.Discriminator(realLogits, fakeLogits);
        if (Parts.Auxiliary is { } auxiliary)
        {
            total += auxiliary.OfGenerated(ofFake, batch[Batch.Condition], latents);
            if (auxiliary.OfReal(ofReal, batch[Batch.Condition]) is { } term)
                total += term;
        }

        if (reconstruction is not null)
            total += reconstruction;
        Report(context, real, fake, realLogits, fakeLogits);
        var step = new DiscriminatorStep(x => Logits(x, condition), realPacks, fakePacks, _random)
        {
            RealLogits = realLogits,
            FakeLogits = fakeLogits,
            Parameters = _discriminator.parameters(),
        };
        return _terms.Discriminator(step) is { } terms ? total + terms : total;
    }

    private Tensor? DiscriminatorPenalty(Batch batch, int interval)
    {
        var condition = _input.Pack(batch[Batch.Condition]);
        var real = WithDetailOfGenerated(batch[Batch.Real]);
        var step = new DiscriminatorStep(x => Logits(x, condition), _input.Pack(real), _input.Pack(_fakes.Detached(batch)), _random)
        {
            Parameters = _discriminator.parameters(),
        };
        return _terms.Discriminator(step, interval);
    }

    private Tensor GeneratorLoss(Batch batch)
    {
        var (latents, fake) = _fakes.ForGenerator(batch);
        var condition = _input.Pack(batch[Batch.Condition]);
        var (auxiliary, unrolled) = (Parts.Auxiliary, Parts.Unrolled);
        var outputs = unrolled is null || auxiliary is not null ? Outputs(_input.Pack(fake), condition) : null;
        var total = unrolled is null
            ? _loss.Generator(AuxiliaryTask.Logit(outputs!), _loss.GeneratorNeedsReal ? RealLogits(batch, condition) : null)
            : unrolled.GeneratorLoss(_loss, x => Logits(x, condition), _input.Pack(WithDetailOfGenerated(batch[Batch.Real])), _input.Pack(fake));
        if (auxiliary is not null)
            total += auxiliary.OfGenerated(outputs!, batch[Batch.Condition], latents);
        var step = new GeneratorStep(_generator, latents, batch[Batch.Condition], _random) { Fake = fake, Codes = Parts.Codes };
        return _terms.Generator(step) is { } terms ? total + terms : total;
    }

    private Tensor? GeneratorPenalty(Batch batch, int interval) => _terms.Generator(
        new GeneratorStep(_generator, _fakes.LatentsOf(batch), batch[Batch.Condition], _random) { Codes = Parts.Codes }, interval);

    private Tensor Logits(Tensor packs, Tensor condition) => AuxiliaryTask.Logit(Outputs(packs, condition));

    /// <summary>Logits and auxiliary outputs.</summary>
    private Tensor Outputs(Tensor packs, Tensor condition) => _discriminator.call(_input.Apply(packs, _position.Images), condition);

    /// <summary>Real images do not contribute to the generator's gradient.</summary>
    private Tensor RealLogits(Batch batch, Tensor condition)
    {
        using var noGradient = no_grad();
        return Logits(_input.Pack(WithDetailOfGenerated(batch[Batch.Real])), condition);
    }

    /// <summary>Real images downsampled to the current resolution of a growing generator.</summary>
    private Tensor WithDetailOfGenerated(Tensor real)
    {
        if (Parts.Growing.Count == 0)
            return real;
        using var noGradient = no_grad();
        return Parts.Growing[0].Downsample(real);
    }

    /// <summary>Reports the discriminator's accuracy, and the diversity of fakes relative to real images.</summary>
    private void Report(PhaseContext context, Tensor real, Tensor fake, Tensor realLogits, Tensor fakeLogits)
    {
        using var noGradient = no_grad();
        var right = realLogits.gt(_loss.Boundary).to(ScalarType.Float32).mean() + fakeLogits.lt(_loss.Boundary).to(ScalarType.Float32).mean();
        context.Report("accuracy", right / 2);
        context.Report("diversity", fake.std(0, unbiased: false).mean() / (real.std(0, unbiased: false).mean() + 1e-8));
    }
}

/// <summary>The optional parts of an <see cref="ImageObjective"/>.</summary>
internal sealed record ImageObjectiveParts
{
    /// <summary>Discriminator steps per generator step, each on a new batch.</summary>
    public int DiscriminatorSteps { get; init; } = 1;

    /// <summary>Images that the discriminator sees together, m (PacGAN; see <see cref="NetworkSpecification.Packing"/>).</summary>
    public int Packing { get; init; } = 1;

    /// <summary>Computes the generator's loss through unrolled discriminator steps; null for the plain loss.</summary>
    public UnrolledDiscriminator? Unrolled { get; init; }

    /// <summary>The auxiliary task of the discriminator; null for none.</summary>
    public AuxiliaryTask? Auxiliary { get; init; }

    /// <summary>Codes in the latents; null for none.</summary>
    public LatentCodes? Codes { get; init; }

    /// <summary>The networks that grow during training.</summary>
    public IReadOnlyList<IGrowingNetwork> Growing { get; init; } = [];

    /// <summary>The discriminator augmentation; null for none.</summary>
    public IDiscriminatorAugmentation? Augmentation { get; init; }
}
