using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.CycleGan;

/// <summary>
/// CycleGAN (Zhu et al., 2017): two generators translate between the domains A and B, each against the discriminator of the domain that
/// it translates into, and translating there and back must reproduce the image.
/// </summary>
/// <remarks>One step: both generators, then both discriminators on the images of a pool, as the authors' code does. Least-squares loss.</remarks>
internal sealed class CycleGanObjective : IObjective, IDisposable
{
    /// <summary>The names of the two domains' images in a batch.</summary>
    public const string DomainA = "a", DomainB = "b";

    private readonly nn.Module<Tensor, Tensor> _toB;
    private readonly nn.Module<Tensor, Tensor> _toA;
    private readonly nn.Module<Tensor, Tensor> _discriminatorA;
    private readonly nn.Module<Tensor, Tensor> _discriminatorB;
    private readonly double _cycleWeight;
    private readonly double _identityWeight;
    private readonly Generator _random;
    private readonly ImagePool _poolA;
    private readonly ImagePool _poolB;
    private readonly Dictionary<int, (Tensor A, Tensor B)> _fakes = [];

    /// <param name="generators">The modules <c>toB</c> and <c>toA</c>: images N×C×H×W in [-1, 1] → images.</param>
    /// <param name="discriminators">The modules <c>a</c> and <c>b</c>: images → logits.</param>
    /// <param name="random">A CPU random generator; saved with the objective.</param>
    /// <param name="cycleWeight">λ of the cycle consistency, L1; 10 in the paper.</param>
    /// <param name="identityWeight">The weight of the identity loss as a share of λ; 0.5 in the authors' code.</param>
    /// <param name="poolSize">The size of each image pool; 50 in the paper.</param>
    public CycleGanObjective(
        Player generators, Player discriminators, Generator random, double cycleWeight = 10, double identityWeight = 0.5, int poolSize = 50)
    {
        (_toB, _toA) = (Network(generators, "toB"), Network(generators, "toA"));
        (_discriminatorA, _discriminatorB) = (Network(discriminators, "a"), Network(discriminators, "b"));
        (_cycleWeight, _identityWeight, _random) = (cycleWeight, identityWeight, random);
        (_poolA, _poolB) = (new ImagePool(poolSize, random), new ImagePool(poolSize, random));
        Players = [generators, discriminators];
        Phases =
        [
            new Phase(generators, "loss", GeneratorLoss) { TakesBatch = true },
            new Phase(discriminators, "loss", DiscriminatorLoss),
        ];
    }

    public IReadOnlyList<Player> Players { get; }

    public IReadOnlyList<Phase> Phases { get; }

    public void BeginStep(StepPosition position) => _fakes.Clear();

    public void Capture(TrainingState state, string prefix)
    {
        _poolA.Capture(state, $"{prefix}.pool.a");
        _poolB.Capture(state, $"{prefix}.pool.b");
        state.Take($"{prefix}.random", _random.get_state());
    }

    public void Restore(TrainingState state, string prefix)
    {
        _poolA.Restore(state, $"{prefix}.pool.a");
        _poolB.Restore(state, $"{prefix}.pool.b");
        _random.set_state(state.Tensor($"{prefix}.random"));
    }

    public void Dispose()
    {
        _poolA.Dispose();
        _poolB.Dispose();
    }

    private Tensor GeneratorLoss(PhaseContext context)
    {
        var (a, b) = (context.Batch[DomainA], context.Batch[DomainB]);
        var (fakeA, fakeB) = (_toA.call(b), _toB.call(a));
        var adversarial = IsReal(_discriminatorA.call(fakeA)) + IsReal(_discriminatorB.call(fakeB));
        var cycle = (_toA.call(fakeB) - a).abs().mean() + (_toB.call(fakeA) - b).abs().mean();
        var total = adversarial + (_cycleWeight * cycle);
        if (_identityWeight > 0)
            total += _cycleWeight * _identityWeight * ((_toA.call(a) - a).abs().mean() + (_toB.call(b) - b).abs().mean());
        var detached = (fakeA.detach(), fakeB.detach());
        context.Keep(detached.Item1);
        context.Keep(detached.Item2);
        context.Report("generators.adversarial", adversarial);
        context.Report("generators.cycle", cycle);
        _fakes[context.Batch.Start] = detached;
        return total;
    }

    private Tensor DiscriminatorLoss(PhaseContext context)
    {
        var (a, b) = (context.Batch[DomainA], context.Batch[DomainB]);
        var (fakeA, fakeB) = Fakes(context.Batch, a, b);
        return Half(_discriminatorA, a, _poolA.Exchange(fakeA)) + Half(_discriminatorB, b, _poolB.Exchange(fakeB));
    }

    /// <summary>The images of the generators' phase; generated again if the batch is now split differently.</summary>
    private (Tensor A, Tensor B) Fakes(Batch batch, Tensor a, Tensor b)
    {
        if (_fakes.TryGetValue(batch.Start, out var fakes) && fakes.A.shape[0] == batch.Count)
            return fakes;
        using var noGradient = no_grad();
        return (_toA.call(b), _toB.call(a));
    }

    private static Tensor Half(nn.Module<Tensor, Tensor> discriminator, Tensor real, Tensor fake) =>
        0.5 * (IsReal(discriminator.call(real)) + discriminator.call(fake).square().mean());

    /// <summary>The least-squares loss of logits with the target "real".</summary>
    private static Tensor IsReal(Tensor logits) => (logits - 1).square().mean();

    private static nn.Module<Tensor, Tensor> Network(Player player, string name) =>
        (nn.Module<Tensor, Tensor>)player.Modules.Single(one => one.Name == name).Module;
}
