using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>
/// One side of a training: one or several modules, their optimizer and optionally the exponential moving average of their weights. CycleGAN's two
/// generators are one player; so are all discriminators that one loss trains.
/// </summary>
internal sealed class Player : IStateful, IDisposable
{
    private PlayerOptimizer _optimizer;

    /// <param name="name">The name in checkpoints, messages and scalars: <c>generator</c>.</param>
    /// <param name="module">The network. The player disposes it.</param>
    /// <param name="optimizer">The update rule with its learning rate.</param>
    /// <param name="frozen">Parameters that are not trained.</param>
    public Player(string name, nn.Module module, GanOptimizer optimizer, IReadOnlyCollection<TorchSharp.Modules.Parameter>? frozen = null)
        : this(name, [("", module)], optimizer, frozen)
    {
    }

    /// <param name="name">The name in checkpoints, messages and scalars: <c>generators</c>.</param>
    /// <param name="modules">The networks, each with its name in checkpoints. The player disposes them.</param>
    /// <param name="optimizer">The update rule with its learning rate.</param>
    /// <param name="frozen">Parameters that are not trained.</param>
    public Player(
        string name,
        IReadOnlyList<(string Name, nn.Module Module)> modules,
        GanOptimizer optimizer,
        IReadOnlyCollection<TorchSharp.Modules.Parameter>? frozen = null)
    {
        (Name, Modules) = (name, modules);
        foreach (var parameter in frozen ?? [])
            parameter.requires_grad_(false);
        Weights = new FlatParameters(name, [.. modules.Select(one => one.Module)], frozen);
        _optimizer = new PlayerOptimizer(Weights, optimizer);
    }

    public string Name { get; }

    public IReadOnlyList<(string Name, nn.Module Module)> Modules { get; }

    /// <summary>All trained parameters as one vector.</summary>
    public FlatParameters Weights { get; }

    /// <summary>The exponential moving average of the weights; null for none. The player disposes it.</summary>
    public WeightAverage? Average { get; private set; }

    /// <summary>A factor of the learning rate; below 1 after a rollback.</summary>
    public double LearningRateScale { get; set; } = 1;

    /// <summary>Enables the moving average of the weights.</summary>
    /// <param name="ema">The half-life of the average.</param>
    /// <param name="copies">A module for each of <see cref="Modules"/>, of the same architecture. The player disposes them.</param>
    public void KeepAverage(GanEma ema, params IReadOnlyList<nn.Module> copies) => Average = new WeightAverage(ema, copies, this);

    /// <summary>The gradient of a loss for every trained parameter. Backpropagation leaves out what only other players' parameters need.</summary>
    public Tensor[] Gradients(Tensor loss) => Gradient.Of(loss, Weights.Parameters);

    /// <summary>One optimizer step on the gradient of the loss.</summary>
    public void Minimize(Tensor loss) => Update(Gradients(loss));

    /// <summary>One optimizer step.</summary>
    /// <param name="gradients">One for each parameter.</param>
    /// <param name="images">Rows used so far, this step's included; the learning rate may follow them.</param>
    /// <returns>The norm of the whole gradient before clipping, a scalar; not finite if any gradient is not.</returns>
    public Tensor Update(Tensor[] gradients, long images = 0) => _optimizer.Step(gradients, LearningRateScale, images);

    /// <summary>Creates a new optimizer, for a stage with other options.</summary>
    public void UseOptimizer(GanOptimizer optimizer)
    {
        _optimizer.Dispose();
        _optimizer = new PlayerOptimizer(Weights, optimizer);
    }

    /// <summary>Sets the optimizer's running averages to zero.</summary>
    public void ResetOptimizer() => _optimizer.Reset();

    /// <summary>Switches the modules to training mode.</summary>
    public void Train()
    {
        foreach (var (_, module) in Modules)
            module.train();
    }

    public void Capture(TrainingState state, string prefix)
    {
        foreach (var (name, module) in Modules)
            state.Add(NameOf(prefix, name), module);
        _optimizer.Capture(state, $"{prefix}.optimizer");
        state.Add($"{prefix}.optimizer.scale", LearningRateScale);
        Average?.Capture(state, $"{prefix}.ema");
    }

    public void Restore(TrainingState state, string prefix)
    {
        foreach (var (name, module) in Modules)
            state.CopyTo(NameOf(prefix, name), module);
        _optimizer.Restore(state, $"{prefix}.optimizer");
        LearningRateScale = state.Number($"{prefix}.optimizer.scale");
        Average?.Restore(state, $"{prefix}.ema");
    }

    public void Dispose()
    {
        Average?.Dispose();
        _optimizer.Dispose();
        Weights.Dispose();
        foreach (var (_, module) in Modules)
            module.Release();
    }

    /// <summary>The prefix of a module's tensors in a checkpoint; the only module of a player needs no name.</summary>
    internal static string NameOf(string prefix, string module) => module == "" ? prefix : $"{prefix}.{module}";
}
