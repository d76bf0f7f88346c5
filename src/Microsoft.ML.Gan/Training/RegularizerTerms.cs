using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>The terms and states of several regularizers.</summary>
/// <param name="regularizers">The regularizers.</param>
internal sealed class RegularizerTerms(IReadOnlyList<IGanRegularizer> regularizers) : IStateful, IDisposable
{
    private readonly GanRegularizerState[] _states = [.. regularizers.Select(_ => new GanRegularizerState())];

    /// <summary>The intervals of lazy regularization; each is a separate phase.</summary>
    public IReadOnlyList<int> LazyIntervals { get; } = [.. regularizers.Select(one => one.Interval).Where(interval => interval > 1).Distinct().Order()];

    /// <summary>The sum of the discriminator's terms of an interval; null for none.</summary>
    /// <param name="step">The inputs of the terms.</param>
    /// <param name="interval">1 for terms that are added to the loss.</param>
    public Tensor? Discriminator(DiscriminatorStep step, int interval = 1) =>
        Sum(interval, (regularizer, state) => regularizer.DiscriminatorTerm(step with { State = state }));

    /// <summary>The sum of the generator's terms of an interval; null for none.</summary>
    /// <param name="step">The inputs of the terms.</param>
    /// <param name="interval">1 for terms that are added to the loss.</param>
    public Tensor? Generator(GeneratorStep step, int interval = 1) =>
        Sum(interval, (regularizer, state) => regularizer.GeneratorTerm(step with { State = state }));

    /// <summary>Constrains the discriminator's weights: weight clipping.</summary>
    /// <param name="parameters">All of them as one vector; changed in place.</param>
    public void Constrain(Tensor parameters)
    {
        foreach (var regularizer in regularizers)
            regularizer.Constrain(parameters);
    }

    public void Capture(TrainingState state, string prefix)
    {
        for (var i = 0; i < _states.Length; i++)
            ((IStateful)_states[i]).Capture(state, $"{prefix}.{i}");
    }

    public void Restore(TrainingState state, string prefix)
    {
        for (var i = 0; i < _states.Length; i++)
            ((IStateful)_states[i]).Restore(state, $"{prefix}.{i}");
    }

    public void Dispose()
    {
        foreach (var state in _states)
            state.Dispose();
    }

    /// <summary>A lazy term is multiplied by its interval, as in StyleGAN2.</summary>
    private Tensor? Sum(int interval, Func<IGanRegularizer, GanRegularizerState, Tensor?> termOf)
    {
        Tensor? total = null;
        for (var i = 0; i < regularizers.Count; i++)
        {
            if (regularizers[i].Interval != interval || termOf(regularizers[i], _states[i]) is not { } term || (interval > 1 && !term.requires_grad))
                continue;
            if (interval > 1)
                term *= interval;
            total = total is null ? term : total + term;
        }

        return total;
    }
}
