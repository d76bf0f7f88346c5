using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Images from noise, with or without a condition: the GAN of Goodfellow et al. (2014), under any loss.</summary>
/// <param name="generator">(latent N×Z, condition N×K) → N×C×H×W.</param>
/// <param name="discriminator">(images N×C×H×W, condition N×K) → logits; of packs where there are any.</param>
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
    Generator random) : IGanObjective, IDisposable
{
    private readonly GanRegularizerState[] _states = [.. regularizers.Select(_ => new GanRegularizerState())];

    // Made for the discriminator's step and judged again in the generator's, as in Goodfellow's algorithm and PyTorch's DCGAN.
    private Made? _made;

    // The latents of this step, if the discriminator's turn took the batch whole; what is taken in parts after it has its share.
    private Tensor? _whole;

    // Of a batch that is taken in parts, there is no room for the images: they are made again, from each part's latents.
    private readonly Dictionary<int, Tensor> _latents = [];
    private GameMoment _moment;

    /// <summary>Images that the discriminator judges together, m (PacGAN; see <see cref="NetworkSpecification.Packing"/>).</summary>
    public int Packing { get; init; } = 1;

    /// <summary>Unrolls the discriminator in the generator's turn; null to judge by it as it is.</summary>
    public LookAhead? LookAhead { get; init; }

    /// <summary>What the discriminator estimates beside judging; null for nothing.</summary>
    public AuxiliaryTask? Auxiliary { get; init; }

    /// <summary>Codes in the latents; null for none.</summary>
    public LatentCodes? Codes { get; init; }

    /// <summary>The networks that grow while they train.</summary>
    public IReadOnlyList<IGrowingNetwork> Growing { get; init; } = [];

    /// <summary>Real images that the discriminator sees between two turns of the generator.</summary>
    public long ImagesPerStep { get; init; }

    /// <summary>What is done to everything that the discriminator is shown; null for nothing.</summary>
    public IDeviceAugmentation? Augmentation { get; init; }

    public double? AugmentationProbability => Augmentation?.Probability;

    public GameStatistics? Statistics { get; private set; }

    public IEnumerable<Tensor> Held =>
    [
        .. _made is { } made ? [made.Latent, made.Images] : Array.Empty<Tensor>(),
        .. Statistics is { } statistics ? [statistics.Accuracy, statistics.Diversity] : Array.Empty<Tensor>(),
    ];

    public bool BeginsAnew { get; private set; }

    public void At(GameMoment moment)
    {
        // By what was shown, not by what was done last: a training that is resumed here must not begin anew.
        BeginsAnew = moment.Images > 0 && Growing.Any(network => network.PhaseAt(moment.Images) != network.PhaseAt(moment.Images - ImagesPerStep));
        _moment = moment;
        foreach (var network in Growing)
            network.Grow(moment.Images);
    }

    public Tensor DiscriminatorLoss(TrainingBatch batch, bool isWhole)
    {
        Augmentation?.At(_moment.Turn);
        batch = Reduced(batch);
        Tensor fake, latents;
        if (isWhole)
        {
            using (_moment.AnotherFollows ? no_grad() : null)
                _made = Make(batch, Draw(batch));
            (_whole, latents, fake) = (_made.Latent, _made.Latent, _made.Images.detach());
        }
        else
        {
            (_made, _whole) = (null, null);
            latents = Draw(batch);
            Remember(batch.Start, latents);
            using (no_grad())
                fake = Make(batch, latents).Images;
        }

        var (condition, realPacks, fakePacks) = (Pack(batch.Condition), Pack(batch.Images), Pack(fake));
        var shown = Show(realPacks);
        var (ofReal, rebuilding) = discriminator is ISelfSupervised self ? self.JudgeAndRebuild(shown, condition) : (discriminator.call(shown, condition), null);
        var ofFake = Look(fakePacks, condition);
        var (realLogits, fakeLogits) = (AuxiliaryTask.Logit(ofReal), AuxiliaryTask.Logit(ofFake));
        Augmentation?.Saw(realLogits, batch.Count);
        var total = loss.Discriminator(realLogits, fakeLogits);
        if (Auxiliary is not null)
        {
            total += Auxiliary.OfGenerated(ofFake, batch.Condition, latents);
            if (Auxiliary.OfReal(ofReal, batch.Condition) is { } term)
                total += term;
        }

        if (rebuilding is not null)
            total += rebuilding;
        var step = new DiscriminatorStep(x => Judge(x, condition), realPacks, fakePacks, random)
        {
            RealLogits = realLogits,
            FakeLogits = fakeLogits,
            Parameters = discriminator.parameters(),
        };
        Statistics = Measure(batch.Images, fake, realLogits, fakeLogits, loss.Boundary);
        return Terms(isLazy: false, (regularizer, state) => regularizer.DiscriminatorTerm(step with { State = state })) is { } terms ? total + terms : total;
    }

    public Tensor? DiscriminatorPenalty(TrainingBatch batch)
    {
        if (!HasLazyTerms)
            return null;
        batch = Reduced(batch);
        Tensor fake;
        using (no_grad())
            fake = _made?.Images.detach().narrow(0, batch.Start, batch.Count) ?? Make(batch, LatentsOf(batch)).Images;
        var condition = Pack(batch.Condition);
        var step = new DiscriminatorStep(x => Judge(x, condition), Pack(batch.Images), Pack(fake), random) { Parameters = discriminator.parameters() };
        return Terms(isLazy: true, (regularizer, state) => regularizer.DiscriminatorTerm(step with { State = state }));
    }

    public Tensor GeneratorLoss(TrainingBatch batch)
    {
        var (latent, images) = MadeOf(batch);
        var condition = Pack(batch.Condition);
        var outputs = LookAhead is null || Auxiliary is not null ? Look(Pack(images), condition) : null;
        var total = LookAhead is null
            ? loss.Generator(AuxiliaryTask.Logit(outputs!), loss.GeneratorNeedsReal ? JudgeReal(batch, condition) : null)
            : LookAhead.GeneratorLoss(loss, x => Judge(x, condition), Pack(Reduced(batch).Images), Pack(images));
        if (Auxiliary is not null)
            total += Auxiliary.OfGenerated(outputs!, batch.Condition, latent);
        var step = new GeneratorStep(generator, latent, batch.Condition, random) { Fake = images, Codes = Codes };
        return Terms(isLazy: false, (regularizer, state) => regularizer.GeneratorTerm(step with { State = state })) is { } terms ? total + terms : total;
    }

    public Tensor? GeneratorPenalty(TrainingBatch batch)
    {
        if (!HasLazyTerms)
            return null;
        var step = new GeneratorStep(generator, LatentsOf(batch), batch.Condition, random) { Codes = Codes };
        return Terms(isLazy: true, (regularizer, state) => regularizer.GeneratorTerm(step with { State = state }));
    }

    public void ConstrainDiscriminator(Tensor parameters)
    {
        foreach (var regularizer in regularizers)
            regularizer.Constrain(parameters);
    }

    public void Capture(TrainingState state)
    {
        for (var i = 0; i < _states.Length; i++)
            ((IStateful)_states[i]).Capture(state, $"regularizer.{i}");
        Augmentation?.Capture(state, "augmentation");
    }

    public void Restore(TrainingState state)
    {
        _made = null;
        for (var i = 0; i < _states.Length; i++)
            ((IStateful)_states[i]).Restore(state, $"regularizer.{i}");
        Augmentation?.Restore(state, "augmentation");
    }

    public void Dispose()
    {
        foreach (var state in _states)
            state.Dispose();
        foreach (var latent in _latents.Values)
            latent.Dispose();
        _latents.Clear();
    }

    private static GameStatistics Measure(Tensor real, Tensor fake, Tensor realLogits, Tensor fakeLogits, double boundary)
    {
        using var noGradient = no_grad();
        var right = realLogits.gt(boundary).to(ScalarType.Float32).mean() + fakeLogits.lt(boundary).to(ScalarType.Float32).mean();
        var diversity = fake.std(0, unbiased: false).mean() / (real.std(0, unbiased: false).mean() + 1e-8);
        return new GameStatistics(right / 2, diversity);
    }

    private bool HasLazyTerms => regularizers.Any(regularizer => IsDue(regularizer, isLazy: true));

    /// <summary>
    /// What the regularizers ask for in this turn; null for nothing. Those that come at every k-th turn only have a step of
    /// their own then, k times as strong: lazy regularization as StyleGAN2 does it.
    /// </summary>
    private Tensor? Terms(bool isLazy, Func<IGanRegularizer, GanRegularizerState, Tensor?> termOf)
    {
        Tensor? total = null;
        for (var i = 0; i < regularizers.Count; i++)
        {
            if (!IsDue(regularizers[i], isLazy) || termOf(regularizers[i], _states[i]) is not { } term || (isLazy && !term.requires_grad))
                continue;
            if (isLazy)
                term *= regularizers[i].Interval;
            total = total is null ? term : total + term;
        }

        return total;
    }

    private bool IsDue(IGanRegularizer regularizer, bool isLazy) => regularizer.Interval > 1 == isLazy && _moment.Turn % regularizer.Interval == 0;

    /// <summary>The discriminator's logits.</summary>
    private Tensor Judge(Tensor packs, Tensor condition) => AuxiliaryTask.Logit(Look(packs, condition));

    /// <summary>All that the discriminator says of packs.</summary>
    private Tensor Look(Tensor packs, Tensor condition) => discriminator.call(Show(packs), condition);

    /// <summary>
    /// The packs as the discriminator is shown them. Whatever is done to them is done here, so that it is done alike in every
    /// turn and every term. Augmentation comes first: of a disguise that was scaled, moved or cut out with the image, the
    /// regularizer's strength and schedule would no longer hold.
    /// </summary>
    private Tensor Show(Tensor packs)
    {
        var images = Packing == 1 ? packs : packs.reshape(-1, packs.shape[1] / Packing, packs.shape[2], packs.shape[3]);
        if (Augmentation is not null)
            images = Augmentation.Apply(images, random);
        foreach (var regularizer in regularizers)
            images = regularizer.Disguise(images, _moment.Images);
        return Pack(images);
    }

    /// <summary>Real images in the detail that generated ones can have by now.</summary>
    private TrainingBatch Reduced(TrainingBatch batch)
    {
        if (Growing.Count == 0)
            return batch;
        using var noGradient = no_grad();
        return batch with { Images = Growing[0].Reduce(batch.Images) };
    }

    /// <summary>Real images have no part in the generator's gradient.</summary>
    private Tensor JudgeReal(TrainingBatch batch, Tensor condition)
    {
        using var noGradient = no_grad();
        return Judge(Pack(Reduced(batch).Images), condition);
    }

    /// <summary>Puts neighbours behind one another: N×C×… → (N/m)×(m·C)×…</summary>
    private Tensor Pack(Tensor each)
    {
        if (Packing == 1)
            return each;
        var shape = each.shape;
        (shape[0], shape[1]) = (shape[0] / Packing, shape[1] * Packing);
        return each.reshape(shape);
    }

    private Tensor Draw(TrainingBatch batch)
    {
        var latents = randn([batch.Count, latentSize], generator: random);
        Codes?.Draw(latents, random);
        return latents.to(batch.Images.device);
    }

    private Made Make(TrainingBatch batch, Tensor latent) => new(latent, generator.call(latent, batch.Condition));

    /// <summary>The images of the discriminator's turn if they are of all of this batch; new ones for a part of it.</summary>
    private Made MadeOf(TrainingBatch batch)
    {
        if (_made is { } made && made.Latent.shape[0] == batch.Count)
            return made;
        // A batch that is taken in parts from now on has no room for the images of the whole and the graph behind them.
        _made?.Images.Dispose();
        _made = null;
        return Make(batch, LatentsOf(batch));
    }

    private void Remember(int start, Tensor latent)
    {
        if (_latents.Remove(start, out var old))
            old.Dispose();
        _latents[start] = latent.DetachFromDisposeScope();
    }

    /// <summary>The latents that the discriminator's turn had for these images; new ones if it took the batch apart in another way.</summary>
    private Tensor LatentsOf(TrainingBatch batch) => _whole?.narrow(0, batch.Start, batch.Count) ?? Remembered(batch) ?? Draw(batch);

    /// <summary>The latents that the discriminator's turn drew for this part, if it was taken apart in the same way.</summary>
    private Tensor? Remembered(TrainingBatch batch) =>
        _latents.TryGetValue(batch.Start, out var latent) && latent.shape[0] == batch.Count ? latent : null;

    /// <summary>Latents, and the images that the generator made of them.</summary>
    private sealed record Made(Tensor Latent, Tensor Images);
}
